"""Promises that were broken: another day with its reason for the learner, and a word to the lead."""

from datetime import date

from django.db import transaction

from assay.assessment.models import IN_WORK, Evaluation, Status
from assay.evidence.actions import move_promise
from assay.evidence.models import MovedBecause
from assay.lib.clock import today
from assay.program.calendar import add_business_days
from assay.program.policies import AssessmentPolicy, closed_periods, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: Where it is when the day comes, and so why.
BECAUSE = {
    Status.SCREENING: MovedBecause.SCREENING,
    Status.QUEUED: MovedBecause.QUEUED,
    Status.SCORING: MovedBecause.SCORING,
    Status.SECOND_SCORING: MovedBecause.SCORING,
    Status.ADJUDICATION: MovedBecause.SETTLING,
    Status.AWAITING_RELEASE: MovedBecause.RELEASE,
}
#: Business days that each of these states is given from today.
LEFT = {Status.AWAITING_RELEASE: 2, Status.ADJUDICATION: 4}


def move_broken_promises() -> int:
    """Once a day: whoever was promised a day that is over gets another one. Returns how many.

    The lead's lists go on counting from the first day: what is late stays late.
    """
    rows = Evaluation.objects.filter(
        status__in=IN_WORK, paused_at__isnull=True, submission__promised_on__lt=today()
    )
    rules, closed = in_force(AssessmentPolicy), closed_periods()
    moved = 0
    for evaluation in rows.select_related("submission").order_by("pk").iterator():
        days = LEFT.get(Status(evaluation.status), rules.business_days_target)
        moved += _move(evaluation, add_business_days(today(), days, closed))
    return moved


@transaction.atomic
def _move(evaluation: Evaluation, day: date) -> int:
    because = BECAUSE[Status(evaluation.status)]
    move_promise(evaluation.submission, day, because, by=MACHINE)
    note(
        "assessment.promise_broken",
        evaluation,
        by=MACHINE,
        on=day.isoformat(),
        because=str(because),
    )
    return 1
