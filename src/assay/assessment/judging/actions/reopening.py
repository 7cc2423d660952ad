"""Asking again about a kept criterion: an assessor asks, a lead answers. What was demonstrated stays so otherwise."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import (
    Assignment,
    Evaluation,
    Reopening,
    ReopeningStatus,
    Slot,
    Status,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

LEAST_WORDS, MOST_WORDS = 10, 2000  # characters


@transaction.atomic
def ask_reopening(assignment: Assignment, *, criterion: str, reason: str, by: Person) -> Reopening:
    """Ask the lead to let a kept criterion be judged again. A second press gives the request that is there.

    Raises PermissionDenied for anyone but the holder of the sheet, BadInput (`fields`) without a reason or for a
    criterion that is not kept, WrongState once somebody has scored the others.
    """
    if not policy.can_ask_reopening(by, assignment):
        raise PermissionDenied
    evaluation = _locked(assignment.evaluation_id)
    known = Reopening.objects.filter(evaluation=evaluation, criterion=criterion).first()
    if known is not None and known.asked_by_id == by.pk:
        return known
    if assignment.slot != Slot.FIRST or evaluation.status != Status.SCORING:
        raise WrongState(
            _("One reading is in already. Write it to the approver on this sheet instead.")
        )
    if known is not None:  # by who read it before them, and gave it back
        return known
    content, name = evaluation.submission.version.content, f"reopen-{criterion}"
    found = content.criterion(criterion)
    if found is None or criterion not in evaluation.carried:
        raise BadInput(_("Only a criterion that is kept from earlier is asked again."))
    reason = clean(reason).strip()
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        message = _("Say in a sentence why it should be looked at again. The lead reads it.")
        raise BadInput(message, fields={name: message})
    row = Reopening.objects.create(
        evaluation=evaluation,
        criterion=criterion,
        title=found.title,
        asked_by=by,
        asked_at=now(),
        reason=reason,
    )
    note("assessment.reopening_asked", row, by=by, evaluation=evaluation.pk, criterion=criterion)
    return row


@transaction.atomic
def answer_reopening(row: Reopening, *, grant: bool, words: str, by: Person) -> None:
    """Let it be asked again on this attempt, or let it stay kept; the words are for the assessor, and for the learner.

    Raises PermissionDenied for anyone but a lead who did not ask, BadInput (`fields`) without a sentence, WrongState
    the second time, and where scores are sent already.
    """
    if not policy.can_answer_reopening(by, row):
        raise PermissionDenied
    evaluation = _locked(row.evaluation_id)
    row.refresh_from_db(fields=("status",))
    words = clean(words).strip()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        message = _(
            "Say in a sentence why. The assessor reads it, and the learner if it is asked again."
        )
        raise BadInput(message, fields={f"words-{row.pk}": message})
    if grant and evaluation.status != Status.SCORING:
        raise WrongState(_("Its scores are sent already, so nothing more is asked of it."))
    to = ReopeningStatus.GRANTED if grant else ReopeningStatus.DECLINED
    move(row, to=to, answered_by=by, answered_at=now(), words=words)
    if grant:
        evaluation.reopened = [*evaluation.reopened, row.criterion]
        evaluation.save(update_fields=("reopened",))
    note(
        "assessment.reopening_answered",
        row,
        by=by,
        evaluation=evaluation.pk,
        criterion=row.criterion,
        answer=str(to),
    )


def _locked(evaluation: int) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",))
    return rows.select_related("submission__version").get(pk=evaluation)
