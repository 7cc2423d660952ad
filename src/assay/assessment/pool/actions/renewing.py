"""Renewals: an assessor is told ahead that a certification ends, once more shortly before, and when it has."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from assay.assessment.models import AHEAD_DAYS, Assessor
from assay.lib.clock import today
from assay.record.actions import note
from assay.record.models import MACHINE

#: How many days before its end somebody is told: when it may be renewed, and once more.
TOLD_BEFORE = (AHEAD_DAYS, 14)


def remind_of_renewals() -> int:
    """Tell whose certification ends soon, or has ended, each once at each of these days. Returns how many were told."""
    day = today()
    rows = Assessor.objects.at_work(day).filter(
        calibrated_until__isnull=False, calibrated_until__lte=day + timedelta(days=AHEAD_DAYS)
    )
    longest = F("calibrated_until") - timedelta(days=AHEAD_DAYS)
    shortly = F("calibrated_until") - timedelta(days=TOLD_BEFORE[1])
    never = Q(reminded_on__isnull=True) | Q(reminded_on__lt=longest)
    again = Q(calibrated_until__lte=day + timedelta(days=TOLD_BEFORE[1]), reminded_on__lt=shortly)
    over = Q(calibrated_until__lt=day, reminded_on__lte=F("calibrated_until"))
    found = list(rows.filter(never | again | over).order_by("pk"))
    return sum(_tell(row, day) for row in found)


@transaction.atomic
def _tell(row: Assessor, day: date) -> int:
    mine = Assessor.objects.current().filter(pk=row.pk, reminded_on=row.reminded_on)
    if mine.update(reminded_on=day) != 1:
        return 0  # renewed, ended or told a moment ago
    until = row.calibrated_until
    ended = until is not None and until < day
    note(
        "assessment.certification_ended" if ended else "assessment.renewal_due",
        row,
        by=MACHINE,
        person=row.person_id,
        micro_credential=row.micro_credential_id,
        major=row.major,
        until=until.isoformat() if until else "",
    )
    return 1
