import unicodedata

from django.db import migrations, models


def fold(apps, schema_editor):
    def keep(row, text):
        text = unicodedata.normalize("NFKD", text.casefold())
        type(row).objects.filter(pk=row.pk).update(folded="".join(c for c in text if not unicodedata.combining(c)))

    exemplars = apps.get_model("community", "Exemplar").objects.select_related("submission__version")
    for row in exemplars.defer("submission__version__data").iterator(chunk_size=500):
        keep(row, f"{row.title} {row.submission.version.title}")
    for row in apps.get_model("community", "Report").objects.iterator(chunk_size=500):
        keep(row, f"{row.reason} {row.words}")


class Migration(migrations.Migration):
    """What was written before, as it is searched: without case and accents. Later words are folded more finely."""

    dependencies = [("community", "0006_fold_what_was_written")]

    operations = [
        migrations.AddField("exemplar", "folded", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("report", "folded", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
