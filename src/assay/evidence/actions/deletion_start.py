"""The first run of an installation looks whether something has long been due: then it tells, and waits."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from assay.evidence.models import DeletionStart, Tombstone
from assay.evidence.retention import due_items
from assay.lib.clock import now, today
from assay.program.policies import Everywhere, RetentionPolicy
from assay.record.actions import note
from assay.record.models import MACHINE


@transaction.atomic
def begin_deleting() -> DeletionStart:
    """From when on this installation deletes: what the first call found out, whatever is due by now.

    What an earlier run would have taken makes it wait, by the longest of the programs' figures; a new installation
    begins at once, and so does one that has deleted before.
    """
    start = DeletionStart.objects.first()
    if start is not None:
        return start
    overdue = due_items.going_by(today() - timedelta(days=1)).order_by()
    found = overdue.aggregate(files=Count("pk"), size_bytes=Coalesce(Sum("size_bytes"), 0))
    days = 0
    if found["files"] and not Tombstone.objects.exists():
        policies = Everywhere(RetentionPolicy).all(RetentionPolicy)
        days = max(policy.first_deletion_after_days for policy in policies)
    begins_on = today() + timedelta(days=days)
    start = DeletionStart.objects.create(pk=1, announced_at=now(), begins_on=begins_on, **found)
    note(
        "evidence.deletion_announced",
        start,
        by=MACHINE,
        begins_on=begins_on.isoformat(),
        files=start.files,
        size_bytes=start.size_bytes,
    )
    return start
