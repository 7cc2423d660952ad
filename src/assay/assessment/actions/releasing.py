"""The approver's act, and the learner's next step."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import AssignmentStatus, Evaluation, Release, Slot, Status
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note as record


@transaction.atomic
def release(evaluation: Evaluation, *, note: str = "", by: Person) -> Release:
    """Release the decision to the learner for the issuer; from here on it stands.

    Raises PermissionDenied for anyone but an approver of the issuer who judged none of it, WrongState unless a decision
    waits.
    """
    if not policy.can_release(by, evaluation):
        raise PermissionDenied
    at = now()
    move(evaluation, to=Status.RELEASED, released_at=at)
    try:
        with transaction.atomic():
            row = Release.objects.create(evaluation=evaluation, by=by, released=True, note=clean(note).strip(), at=at)
    except IntegrityError as e:
        raise WrongState(_("This decision is released already.")) from e
    outcome = evaluation.decision.outcome
    evidence.close(evaluation.submission, outcome, by=by)
    record("assessment.released", evaluation, by=by, outcome=outcome, submission=evaluation.submission_id)
    return row


@transaction.atomic
def send_back(evaluation: Evaluation, note: str, *, by: Person) -> Release:
    """Give it back to those who judged it, with a private note; their sheets open again.

    Raises PermissionDenied, BadInput without a note, WrongState unless a decision waits.
    """
    if not policy.can_release(by, evaluation):
        raise PermissionDenied
    note = clean(note).strip()
    if not note:
        raise BadInput(_("Say what should be looked at again."), fields={"note": _("Write a line or two.")})
    to, slots = _where_back(evaluation)
    move(evaluation, to=to)
    for assignment in evaluation.assignments.filter(status=AssignmentStatus.SCORED, slot__in=slots):
        move(assignment, to=AssignmentStatus.ACCEPTED, touched_at=now(), ended_at=None)
        assignment.sheet.handed_over_at, assignment.sheet.outcome = None, ""
        assignment.sheet.save(update_fields=("handed_over_at", "outcome"))
    row = Release.objects.create(evaluation=evaluation, by=by, released=False, note=note, at=now())
    record("assessment.returned", evaluation, by=by, submission=evaluation.submission_id)
    return row


@transaction.atomic
def revise(evaluation: Evaluation, *, by: Person) -> Submission:
    """The learner goes on after a not yet: the next attempt opens, and what is demonstrated is kept.

    Raises PermissionDenied for anyone but the learner, WrongState before release, after *earned*, or when it is open.
    """
    if not policy.can_revise(by, evaluation):
        raise PermissionDenied
    if evaluation.status != Status.RELEASED:
        raise WrongState(_("There is no decision yet."))
    carried = {ident: level for ident, level in evaluation.decision.levels.items() if level == "demonstrated"}
    return evidence.open_next_attempt(evaluation.submission, carried, by=by)


def _where_back(evaluation: Evaluation) -> tuple[str, tuple[int, ...]]:
    """The state it returns to, and whose sheets open: of two that agreed, both; after a third judgment, the third's."""
    slots = set(evaluation.assignments.filter(status=AssignmentStatus.SCORED).values_list("slot", flat=True))
    if Slot.ADJUDICATION in slots:
        return Status.ADJUDICATION, (Slot.ADJUDICATION,)
    if Slot.SECOND in slots:
        return Status.SECOND_SCORING, (Slot.FIRST, Slot.SECOND)
    return Status.SCORING, (Slot.FIRST,)
