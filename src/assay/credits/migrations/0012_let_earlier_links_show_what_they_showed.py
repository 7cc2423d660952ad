"""A link that was given out before one could choose goes on showing credit for every license and for pay."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def show_all(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    links = apps.get_model("credits", "CreditLink")
    licenses = apps.get_model("credits", "License")
    for link in links.objects.iterator(chunk_size=500):
        kept = licenses.objects.filter(person=link.person_id, ended_at=None)
        link.licenses, link.pay = sorted(kept.values_list("pk", flat=True)), True
        link.save(update_fields=["licenses", "pay"])


class Migration(migrations.Migration):
    dependencies = [("credits", "0011_choose_what_a_link_shows")]

    # Back: the columns go, and with them what was chosen.
    operations = [migrations.RunPython(show_all, migrations.RunPython.noop)]
