from django.db import migrations, models


class Migration(migrations.Migration):
    """How many may start a version in pilot. Reverses by dropping the columns."""

    dependencies = (("catalog", "0003_let_an_issuer_give_leave"),)
    operations = (
        migrations.AddField(
            model_name="version",
            name="most_starts",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="starts_taken",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_starts", None),
                    ("starts_taken__lte", models.F("most_starts")),
                    _connector="OR",
                ),
                name="version_starts_within_pilot",
            ),
        ),
    )
