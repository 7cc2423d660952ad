from django.db import migrations, models


class Migration(migrations.Migration):
    """Leave for a pilot says for how many starts. Reverses by dropping the column."""

    dependencies = (("program", "0007_count_who_voiced"),)
    operations = (
        migrations.AddField(
            model_name="mandate",
            name="most_starts",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    )
