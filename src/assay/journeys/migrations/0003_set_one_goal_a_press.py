"""A form that is sent twice sets one goal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0002_end_a_start_whose_award_was_withdrawn")]

    operations = [
        migrations.AddField("goal", "press", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "goal", models.UniqueConstraint(fields=("person", "press"), name="goal_once_a_press")
        ),
    ]
