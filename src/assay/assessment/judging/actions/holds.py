"""Holds for integrity: placed by a lead with a reason, lifted by a lead with what was found."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.pausing import go_on, pause, stand_still
from assay.assessment.models import (
    IN_WORK,
    Evaluation,
    HoldGround,
    HoldOutcome,
    IntegrityHold,
)
from assay.evidence.actions import move_promise
from assay.evidence.models import MovedBecause, Submission
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean
from assay.people.models import Person
from assay.program.calendar import add_business_days, business_days_between
from assay.program.policies import closed_periods
from assay.record.actions import note
from assay.record.models import MACHINE

LEAST, MOST = 20, 2000  # characters of a reason


@transaction.atomic
def hold_for_integrity(
    evaluation: Evaluation, ground: str, reason: str, asked: str = "", *, by: Person
) -> IntegrityHold:
    """Let a submission stand still while a question is looked into. Nothing of it is decided by that.

    The learner is told that it is on hold, and reads `asked`. Raises PermissionDenied, BadInput with `fields`,
    WrongState where it is on hold, or its decision is out.
    """
    if not policy.can_hold(by, evaluation):
        raise PermissionDenied
    reason, asked = clean(reason).strip(), clean(asked).strip()
    wrong: dict[str, str] = {}
    if ground not in HoldGround:
        wrong["ground"] = _("Choose what the question is about.")
    if not LEAST <= len(reason) <= MOST:
        wrong["reason"] = _("Say it in %(least)d to %(most)d characters.") % {
            "least": LEAST,
            "most": MOST,
        }
    if len(asked) > MOST:
        wrong["asked"] = _("Keep it to %(most)d characters.") % {"most": MOST}
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    stand_still(evaluation)
    if Evaluation.objects.get(pk=evaluation.pk).status not in IN_WORK:
        raise WrongState(_("It is not being judged now. There is nothing to hold."))
    try:
        with transaction.atomic():
            row = IntegrityHold.objects.create(
                evaluation=evaluation,
                ground=ground,
                reason=reason,
                asked=asked,
                placed_by=by,
                placed_at=now(),
            )
    except IntegrityError as e:
        raise WrongState(_("It is already on hold.")) from e
    pause(evaluation)
    note("assessment.held", row, by=by, evaluation=evaluation.pk, ground=ground)
    return row


@transaction.atomic
def lift_hold(row: IntegrityHold, outcome: str, found: str, *, by: Person) -> None:
    """Go on with a submission; its day moves by as many business days as it stood still.

    Raises PermissionDenied, BadInput with `fields`, WrongState the second time.
    """
    if not policy.can_lift(by, row):
        raise PermissionDenied
    found = clean(found).strip()
    wrong: dict[str, str] = {}
    if outcome not in HoldOutcome:
        wrong["outcome"] = _("Choose how it ended.")
    if not LEAST <= len(found) <= MOST:
        wrong["found"] = _("Say it in %(least)d to %(most)d characters.") % {
            "least": LEAST,
            "most": MOST,
        }
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    stand_still(row.evaluation)
    values: dict[str, Any] = {
        "lifted_by": by,
        "lifted_at": now(),
        "outcome": outcome,
        "found": found,
    }
    if not IntegrityHold.objects.open().filter(pk=row.pk).update(**values):
        raise WrongState(_("This hold was already lifted."))
    go_on(row.evaluation)
    _move_days(row)
    note("assessment.hold_lifted", row, by=by, evaluation=row.evaluation_id, outcome=outcome)


def _move_days(row: IntegrityHold) -> None:
    """By the hold's own days, whatever else keeps it still: a safety report is not to be read from a day."""
    of_evaluation = Evaluation.objects.values_list(
        "due_on", "submission__version__micro_credential__issuer"
    )
    due, issuer = of_evaluation.get(pk=row.evaluation_id)
    closed = closed_periods(within=issuer)
    days = business_days_between(timezone.localtime(row.placed_at).date(), today(), closed)
    if not days:
        return
    moved = add_business_days(due, days, closed)
    Evaluation.objects.filter(pk=row.evaluation_id).update(due_on=moved)
    submission = Submission.objects.get(evaluation=row.evaluation_id)
    if submission.promised_on is not None:
        later = add_business_days(submission.promised_on, days, closed)
        move_promise(submission, later, MovedBecause.HELD, by=MACHINE)
