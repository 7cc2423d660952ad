"""Learners with a draft are reminded before the last day on which it may be submitted."""

from datetime import date, timedelta

from django.db import transaction

from assay.evidence.models import Status, Submission
from assay.journeys.models import StartStatus
from assay.lib.clock import today
from assay.record.actions import note
from assay.record.models import MACHINE

DAYS_AHEAD = 30


def remind_of_last_days() -> int:
    """Each draft in hand once of its last day, thirty days ahead; a day that has moved is told again.

    Returns how many were told.
    """
    day = today()
    rows = Submission.objects.filter(
        status=Status.DRAFT,
        start__status=StartStatus.OPEN,
        version__last_day__lte=day + timedelta(days=DAYS_AHEAD),
    )
    rows = rows.select_related("version").only(
        "extended_to", "reminded_of", "version__last_day", "version__status"
    )
    near = [(row, row.last_day) for row in rows.order_by("pk")]
    ahead = day + timedelta(days=DAYS_AHEAD)
    return sum(
        _tell(row, end)
        for row, end in near
        if end is not None and day <= end <= ahead and row.reminded_of != end
    )


@transaction.atomic
def _tell(row: Submission, end: date) -> bool:
    mine = Submission.objects.filter(
        pk=row.pk, status=Status.DRAFT, reminded_of=row.reminded_of, extended_to=row.extended_to
    )
    if mine.update(reminded_of=end) != 1:
        return False
    note("evidence.last_day_near", row, by=MACHINE, last_day=end.isoformat())
    return True
