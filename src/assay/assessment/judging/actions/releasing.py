"""The approver's act, and the learner's next step."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.attesting import refuse_unconfirmed
from assay.assessment.judging.actions.late_sheets import forget_late
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.models import (
    AssignmentStatus,
    Evaluation,
    Override,
    Release,
    ScoreSheet,
    Slot,
    Status,
)
from assay.coaching.talks import COACH_TALK
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.program.policies import SubmissionPolicy, in_force
from assay.record.actions import note as record
from assay.record.models import MACHINE


@transaction.atomic
def release(evaluation: Evaluation, *, note: str = "", by: Person) -> Release:
    """Release the decision to the learner for the issuer; from here on it stands (A14).

    Raises PermissionDenied for anyone but an approver of the issuer who judged none of it, WrongState unless a decision
    waits.
    """
    if not policy.can_release(by, evaluation):
        raise PermissionDenied
    decision = getattr(evaluation, "decision", None)  # none before it is scored: `let_go` refuses
    return let_go(evaluation, decision.outcome if decision else "", note=note, by=by)


def let_go(evaluation: Evaluation, outcome: str, *, note: str, by: Person) -> Release:
    """What a release writes, with the outcome the learner gets; the caller has asked policy."""
    hold(evaluation)  # a hold is placed before it, or finds it released
    refuse_paused(evaluation)
    refuse_unconfirmed(evaluation)
    at = now()
    move(evaluation, to=Status.RELEASED, released_at=at)
    try:
        with transaction.atomic():
            row = Release.objects.create(
                evaluation=evaluation, by=by, released=True, note=clean(note).strip(), at=at
            )
    except IntegrityError as e:
        raise WrongState(_("This decision is already released.")) from e
    evidence.close(evaluation.submission, outcome, by=by)
    forget_late(evaluation)
    record(
        "assessment.released",
        evaluation,
        by=by,
        outcome=outcome,
        submission=evaluation.submission_id,
    )
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
        raise BadInput(
            _("Say what needs another look."), fields={"note": _("Write a line or two.")}
        )
    hold(
        evaluation
    )  # work that was taken back waits for an assessor, with no decision to look at again
    refuse_paused(evaluation)
    if Evaluation.objects.get(pk=evaluation.pk).status != Status.AWAITING_RELEASE:
        raise WrongState(_("There is no decision yet."))
    to, slots = _where_back(evaluation)
    move(evaluation, to=to)
    for assignment in evaluation.assignments.filter(status=AssignmentStatus.SCORED, slot__in=slots):
        move(assignment, to=AssignmentStatus.ACCEPTED, touched_at=now(), ended_at=None)
        sheet = assignment.sheet
        sheet.earlier = [
            *sheet.earlier,
            _as_handed_over(sheet),
        ]  # what was judged never changes; it is kept beside
        sheet.handed_over_at, sheet.outcome = None, ""
        sheet.save(update_fields=("earlier", "handed_over_at", "outcome"))
    row = Release.objects.create(evaluation=evaluation, by=by, released=False, note=note, at=now())
    record("assessment.returned", evaluation, by=by, submission=evaluation.submission_id)
    return row


@transaction.atomic
def revise(evaluation: Evaluation, *, by: Person) -> Submission:
    """The learner goes on after a not yet: the next attempt opens, and what is demonstrated is kept (E10).

    A second press gives the draft that is open. Raises PermissionDenied for anyone but the learner, WrongState before
    release and after *earned*.
    """
    if not policy.can_revise(by, evaluation):
        raise PermissionDenied
    if evaluation.status != Status.RELEASED:
        raise WrongState(_("There is no decision yet."))
    draft = next_attempt(evaluation)
    if draft is not None:
        return draft
    keep = in_force(
        SubmissionPolicy, within=policy.issuer_key(evaluation)
    ).carry_forward_demonstrated_criteria
    override = Override.objects.standing().filter(evaluation=evaluation).first()
    again = override.criteria if override else ()
    carried = {
        i: level
        for i, level in evaluation.decision.levels.items()
        if keep and level == "demonstrated" and i not in again
    }
    draft = evidence.open_next_attempt(evaluation.submission, carried, by=by)
    if policy.talk_after(evaluation) == "required":
        evidence.open_condition(draft, COACH_TALK, by=MACHINE)
    return draft


def _where_back(evaluation: Evaluation) -> tuple[str, tuple[int, ...]]:
    """The state it returns to, and whose sheets open: of two that agreed, both; after a third judgment, the third's."""
    slots = set(
        evaluation.assignments.filter(status=AssignmentStatus.SCORED).values_list("slot", flat=True)
    )
    if Slot.ADJUDICATION in slots:
        return Status.ADJUDICATION, (Slot.ADJUDICATION,)
    if Slot.SECOND in slots:
        return Status.SECOND_SCORING, (Slot.FIRST, Slot.SECOND)
    return Status.SCORING, (Slot.FIRST,)


def next_attempt(evaluation: Evaluation) -> Submission | None:
    """The draft in which the learner goes on, if it is open."""
    submission = evaluation.submission
    later = Submission.objects.filter(
        start=submission.start_id, attempt__gt=submission.attempt, status="draft"
    )
    return later.first()


def release_clean(evaluations: Iterable[Evaluation], *, by: Person) -> tuple[int, list[str]]:
    """Release many at once, clean ones only. Returns how many, and the submission IDs that were left as they are."""
    done, left = 0, []
    for evaluation in evaluations:
        try:
            if is_clean(evaluation):
                release(evaluation, by=by)
                done += 1
                continue
        except (Refusal, PermissionDenied):
            pass
        left.append(evaluation.submission.public_id)
    return done, left


def is_clean(evaluation: Evaluation) -> bool:
    """Nothing asks for a closer look: no third judgment, no return, no note to the approver, no word of a colleague."""
    if (
        evaluation.status != Status.AWAITING_RELEASE
        or evaluation.decision.settled_by == "adjudication"
        or evaluation.unconfirmed_at is not None
    ):
        return False
    if any(not row.released for row in evaluation.releases.all()):
        return False
    live = [a for a in evaluation.assignments.all() if a.status == AssignmentStatus.SCORED]
    return not any(a.sheet.note_to_approver.strip() for a in live)


def _as_handed_over(sheet: ScoreSheet) -> dict[str, Any]:
    at = sheet.handed_over_at.isoformat() if sheet.handed_over_at else ""
    return {
        "levels": sheet.levels,
        "feedback": sheet.feedback,
        "summary": sheet.summary,
        "outcome": sheet.outcome,
        **({"reason": sheet.reason} if sheet.reason else {}),
        "at": at,
    }
