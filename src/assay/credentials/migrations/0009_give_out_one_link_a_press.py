"""A form that is sent twice gives out one link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credentials", "0008_keep_endorsers_apart")]

    operations = [
        migrations.AddField("share", "press", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "share", models.UniqueConstraint(fields=("award", "press"), name="share_once_a_press")
        ),
    ]
