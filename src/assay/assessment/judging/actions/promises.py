"""Promises that were broken: another day with its reason for the learner, and a word to the lead."""

import logging

from django.db import transaction

from assay.assessment.models import Evaluation, EvaluationQuerySet, IntegrityHold, Status
from assay.evidence.actions import move_promise
from assay.evidence.models import MovedBecause
from assay.lib.clock import today
from assay.lib.locks import hold
from assay.program.calendar import add_business_days
from assay.program.policies import ClosedEverywhere, Everywhere, ServiceLevelPolicy
from assay.record.actions import note
from assay.record.models import MACHINE

log = logging.getLogger(__name__)

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
    """Several times a day: whoever was promised a day that is over gets another one. Returns how many.

    The lead's lists go on counting from the first day: what is late stays late. What a hold keeps still gets its day
    when it is lifted. A safety report changes nothing here: a day that alone does not move would tell of it.
    """
    rows = _broken().order_by("pk").values_list("pk", flat=True)
    rules, closed, moved = Everywhere(ServiceLevelPolicy), ClosedEverywhere(), 0
    for pk in list(rows):
        try:
            moved += _move(pk, rules, closed)
        except Exception:  # one that cannot be moved must not keep the others from their day
            log.exception("the promised day of evaluation %s", pk)
    return moved


def _broken() -> EvaluationQuerySet:
    held = IntegrityHold.objects.open().order_by().values("evaluation")
    rows = Evaluation.objects.all().in_work().exclude(pk__in=held)
    return rows.filter(submission__status="submitted", submission__promised_on__lt=today())


@transaction.atomic
def _move(pk: int, rules: Everywhere, closed: ClosedEverywhere) -> int:
    """One of them, looked at once more when nobody else can change it: decided, held or moved meanwhile it stays."""
    hold(Evaluation.objects.filter(pk=pk))
    evaluation = (
        _broken().select_related("submission__version__micro_credential").filter(pk=pk).first()
    )
    if evaluation is None:
        return 0
    status = Status(evaluation.status)
    issuer = evaluation.submission.version.micro_credential.issuer_id
    target = rules.of(ServiceLevelPolicy, issuer).business_days_target
    day = add_business_days(today(), LEFT.get(status, target), closed.of(issuer))
    because = BECAUSE[status]
    if status == Status.AWAITING_RELEASE and evaluation.unconfirmed_at is not None:
        because = MovedBecause.CONFIRMATION
    move_promise(evaluation.submission, day, because, by=MACHINE)
    note(
        "assessment.promise_broken",
        evaluation,
        by=MACHINE,
        on=day.isoformat(),
        because=str(because),
    )
    return 1
