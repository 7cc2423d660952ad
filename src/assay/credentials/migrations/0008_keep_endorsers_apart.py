"""Whoever endorsed a badge before endorsing kept people apart is kept apart from its earner now."""

from django.db import migrations
from django.utils import timezone


def keep_apart(apps, schema_editor):
    Endorsement, Conflict = apps.get_model("credentials", "Endorsement"), apps.get_model("assessment", "Conflict")
    pairs = Endorsement.objects.filter(award__isnull=False, by__isnull=False).order_by()
    known = set(Conflict.objects.filter(ground="endorsed").values_list("person", "other"))
    rows = [
        Conflict(person_id=person, other_id=other, ground="endorsed", declared_at=timezone.now())
        for person, other in sorted(set(pairs.values_list("by", "award__person")) - known)
    ]
    Conflict.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_keep_stems_reminders_and_earlier_sheets"),
        ("credentials", "0007_ask_people_outside"),
    ]

    # Backwards the rows stay: they are true, and say so themselves.
    operations = [migrations.RunPython(keep_apart, migrations.RunPython.noop)]
