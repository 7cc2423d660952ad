import unicodedata

from django.db import migrations, models


def fold(apps, schema_editor):
    model = apps.get_model("journeys", "LogEntry")
    for row in model.objects.iterator(chunk_size=500):
        text = unicodedata.normalize("NFKD", f"{row.text} {row.with_whom}".casefold())
        model.objects.filter(pk=row.pk).update(folded="".join(c for c in text if not unicodedata.combining(c)))


class Migration(migrations.Migration):
    """What was written before, as it is searched: without case and accents. Later words are folded more finely."""

    dependencies = [("journeys", "0004_keep_a_learning_log")]

    operations = [
        migrations.AddField("logentry", "folded", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
