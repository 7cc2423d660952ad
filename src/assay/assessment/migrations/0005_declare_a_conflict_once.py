"""One conflict on one ground between two people; what a race left twice goes."""

from django.db import migrations, models


def keep_one(apps, schema_editor):
    seen, rows = set(), apps.get_model("assessment", "Conflict").objects.all()
    for pk, *facts in rows.order_by("pk").values_list("pk", "person", "other", "ground"):
        if tuple(facts) in seen:
            rows.filter(pk=pk).delete()
        seen.add(tuple(facts))


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_keep_what_was_written_late")]

    operations = [
        migrations.RunPython(keep_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            "conflict", models.UniqueConstraint(fields=("person", "other", "ground"), name="conflict_once")
        ),
    ]
