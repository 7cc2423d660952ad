"""A file is on hold once, and a draft waits once for one thing; what a race left twice goes."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def keep_one(apps, schema_editor):
    for name, facts, over in (
        ("Hold", ("artifact",), "lifted_at"),
        ("Condition", ("submission", "kind"), "met_at"),
    ):
        seen, rows = set(), apps.get_model("evidence", name).objects.filter(**{over: None})
        for pk, *values in rows.order_by("pk").values_list("pk", *facts):
            if tuple(values) in seen:
                rows.filter(pk=pk).update(**{over: timezone.now()})
            seen.add(tuple(values))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_tell_what_may_name_a_learner")]

    operations = [
        migrations.RunPython(keep_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            "condition",
            models.UniqueConstraint(
                fields=("submission", "kind"), condition=Q(met_at__isnull=True), name="condition_open_once"
            ),
        ),
        migrations.AddConstraint(
            "hold",
            models.UniqueConstraint(fields=("artifact",), condition=Q(lifted_at__isnull=True), name="hold_open_once"),
        ),
    ]
