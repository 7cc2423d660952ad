import unicodedata

from django.db import migrations


def fold(apps, schema_editor):
    for name, column in (("Post", "text"), ("Thread", "title")):
        model = apps.get_model("community", name)
        for row in model.objects.filter(folded="").exclude(**{column: ""}).iterator(chunk_size=500):
            text = unicodedata.normalize("NFKD", getattr(row, column).casefold())
            plain = "".join(c for c in text if not unicodedata.combining(c))
            model.objects.filter(pk=row.pk).update(folded=plain)


class Migration(migrations.Migration):
    """What was written before, as it is searched: without case and accents. Later words are folded more finely."""

    dependencies = [("community", "0005_fold_what_is_searched")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
