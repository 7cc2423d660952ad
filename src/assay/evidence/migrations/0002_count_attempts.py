from django.db import migrations, models


def count(apps, schema_editor):
    """What was taken back is no attempt; appeals are looked at in their own room."""
    rows = apps.get_model("evidence", "Submission").objects
    for start in rows.filter(attempt__gt=1).values_list("start", flat=True).distinct():
        counted = 1
        for row in rows.filter(start=start).order_by("attempt").only("status", "counted"):
            rows.filter(pk=row.pk).update(counted=counted)
            counted += row.status == "closed"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.AddField(
            "submission", "counted", models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AddField(
            "submission", "set_aside_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
