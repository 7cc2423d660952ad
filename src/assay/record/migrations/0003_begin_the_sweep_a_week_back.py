"""The sweep looked a week back; from now on it goes on where it was. What is older was told, or is given up long ago.

Going back takes nothing away: the row is the sweep's own.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def begin(apps, schema_editor):
    week = timezone.now() - timedelta(days=7)
    older = apps.get_model("record", "Event").objects.filter(at__lt=week).aggregate(last=Max("id"))["last"]
    apps.get_model("record", "Swept").objects.update_or_create(pk=1, defaults={"last_id": older or 0})


class Migration(migrations.Migration):
    dependencies = [("record", "0002_sweep_each_listener_for_itself")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
