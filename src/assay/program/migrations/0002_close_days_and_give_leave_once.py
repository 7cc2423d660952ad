"""Days are closed once, and one leave for one act waits to be used; what a race left twice goes."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def keep_one(apps, schema_editor):
    seen = set()
    periods = apps.get_model("program", "ClosedPeriod").objects.all()
    for pk, *days in periods.order_by("pk").values_list("pk", "first_on", "last_on"):
        if tuple(days) in seen:
            periods.filter(pk=pk).delete()
        seen.add(tuple(days))
    seen = set()
    mandates = apps.get_model("program", "Mandate").objects.filter(used_at=None)
    for pk, *facts in mandates.order_by("pk").values_list("pk", "act", "subject_kind", "subject_id"):
        if tuple(facts) in seen:
            mandates.filter(pk=pk).update(used_at=timezone.now())
        seen.add(tuple(facts))


class Migration(migrations.Migration):
    dependencies = [("program", "0001_initial")]

    operations = [
        migrations.RunPython(keep_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            "closedperiod", models.UniqueConstraint(fields=("first_on", "last_on"), name="closed_once")
        ),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                fields=("act", "subject_kind", "subject_id"), condition=Q(used_at__isnull=True), name="mandate_open_once"
            ),
        ),
    ]
