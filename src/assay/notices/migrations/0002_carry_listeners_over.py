"""Listeners moved to inner rooms: what one still has to hear is found under its new name."""

from typing import Any

from django.db import migrations

ROOMS = {
    "learners": ("cases", "credit", "needs", "subscribers", "versions"),
    "assessors": ("anchors", "attestations", "feedback", "reader_requests", "safety", "staff"),
    "programs": ("committee", "data_sharing", "exceptions", "leaves", "vetting"),
}


def rename(apps: Any, inwards: bool) -> None:
    """Stumbles alone: an event that is told twice reaches nobody twice, since letters and notices have keys."""
    rows = apps.get_model("record", "Stumble").objects
    for room, modules in ROOMS.items():
        for module in modules:
            names = (f"assay.notices.{module}.", f"assay.notices.{room}.{module}.")
            old, new = names if inwards else names[::-1]
            for row in rows.filter(subscriber__startswith=old):
                row.subscriber = new + row.subscriber.removeprefix(old)
                row.save(update_fields=("subscriber",))


def carry(apps: Any, _editor: Any) -> None:
    rename(apps, inwards=True)


def back(apps: Any, _editor: Any) -> None:
    rename(apps, inwards=False)


class Migration(migrations.Migration):
    dependencies = (("notices", "0001_notices"), ("record", "0001_initial"))
    operations = (migrations.RunPython(carry, back),)
