from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0004_hold_discussions")]

    operations = [
        migrations.AddField("post", "folded", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("thread", "folded", models.TextField(blank=True, default=""), preserve_default=False),
    ]
