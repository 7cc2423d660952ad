"""Permission to screen, score, settle and release. Each bars the submission's learner.

A lead reaches the versions whose owner or issuer lies in their organization; an approver what an issuer there releases.
"""

from assay.assessment import districts
from assay.assessment.languages import reads
from assay.assessment.models import (
    Assignment,
    AssignmentStatus,
    Evaluation,
    IntegrityHold,
    LateSheet,
    Reopening,
    ScreeningDuty,
    SharedComment,
    Slot,
    Status,
    Stem,
)
from assay.assessment.policy.pool import can_lead, is_paused, may_score, scored_by
from assay.assessment.policy.staff import (
    APPROVERS,
    LEADS,
    SCREENERS,
    has_helped,
    has_screened,
    is_assessor,
    is_own,
    issuer_of,
    tied,
)
from assay.catalog.policy import covers
from assay.people.models import Actor, Person, ReadingPurpose
from assay.record.models import Event


def can_screen(by: Person, evaluation: Evaluation) -> bool:
    """Whoever has the duty at its owner or issuer, not paused, or leads there; with no tie to the learner."""
    return _may_check(by, evaluation) and not is_own(by, evaluation) and not tied(by, evaluation)


def holds_duty(by: Person, evaluation: Evaluation) -> bool:
    """True if the check of completeness is this person's at this moment."""
    if evaluation.status != Status.SCREENING:
        return False
    return ScreeningDuty.objects.open().filter(evaluation=evaluation, screener=by).exists()


def can_write_sheet(by: Person, assignment: Assignment) -> bool:
    """The assessor who holds the lease, while it runs."""
    held = assignment.assessor_id == by.pk and assignment.status == AssignmentStatus.ACCEPTED
    return held and still_serves(by, assignment)


def can_open_sheet(by: Person, assignment: Assignment) -> bool:
    """Its assessor, whatever has become of the lease; `can_write_sheet` says whether it still runs."""
    return assignment.assessor_id == by.pk


def can_accept(by: Person, assignment: Assignment) -> bool:
    """The assessor to whom it was offered, who may still score it and whom nothing has come to bar since.

    But for a tie, which `accept` refuses in words that tell of none.
    """
    evaluation = assignment.evaluation
    version = evaluation.submission.version
    return (
        assignment.assessor_id == by.pk
        and (version.micro_credential_id, version.major) in scored_by(by)
        and not has_screened(by, evaluation)
        and not is_own(by, evaluation)
        and not districts.bars(by, evaluation, districts.purpose_of(assignment))
        and reads(by, evaluation.submission)
    )


def can_decline(by: Person, assignment: Assignment) -> bool:
    """The assessor to whom it was offered."""
    return assignment.assessor_id == by.pk


def can_throw_away(by: Person, late: LateSheet) -> bool:
    """Whoever wrote it."""
    if late.reading is not None:
        return late.reading.person_id == by.pk
    return late.assignment is not None and late.assignment.assessor_id == by.pk


def can_add_stem(by: Person, person: Person) -> bool:
    """An assessor, for themselves."""
    return by.pk == person.pk and is_assessor(person)


def can_remove_stem(by: Person, stem: Stem) -> bool:
    return by.pk == stem.person_id


def can_propose_comment(by: Person, assignment: Assignment) -> bool:
    """Whoever may write on the sheet it comes from."""
    return can_write_sheet(by, assignment)


def can_ask_reopening(by: Person, assignment: Assignment) -> bool:
    """Whoever may write on the sheet."""
    return can_write_sheet(by, assignment)


def can_answer_reopening(by: Person, row: Reopening) -> bool:
    """A lead of the version who did not ask and has no tie to the learner."""
    evaluation = row.evaluation
    return row.asked_by_id != by.pk and can_lead(by, evaluation) and not tied(by, evaluation)


def can_curate_comment(by: Person, comment: SharedComment) -> bool:
    """A lead of the micro-credential it is for."""
    return covers(by, LEADS, comment.micro_credential)


def can_take_again(by: Person, assignment: Assignment, *, late: LateSheet | None = None) -> bool:
    """Its assessor, who may still score it, where time ended the lease; not where a lead took it back.

    A tie is not asked here: the button would tell whose work it is by its absence. `take_again` refuses.

    `late`: what is to be taken over, which must have been written for this very assignment.
    """
    evaluation = assignment.evaluation
    if assignment.assessor_id != by.pk or assignment.status != AssignmentStatus.LAPSED:
        return False
    if assignment.accepted_at is None:  # an offer that ran out never was theirs
        return False
    if late is not None and late.assignment_id != assignment.pk:
        return False
    version = evaluation.submission.version
    if (version.micro_credential_id, version.major) not in scored_by(by) or has_screened(
        by, evaluation
    ):
        return False
    by_hand = Event.objects.filter(
        verb="assessment.lapsed",
        subject_kind="assessment.assignment",
        subject_id=str(assignment.pk),
    ).exclude(by_kind="")
    if by_hand.exists() or not reads(by, evaluation.submission):
        return False
    return not districts.bars(by, evaluation, districts.purpose_of(assignment))


def can_recuse(by: Person, assignment: Assignment) -> bool:
    return assignment.assessor_id == by.pk


def can_adjudicate(by: Person, evaluation: Evaluation) -> bool:
    """A lead who neither screened it nor scored a side, and has no tie to the learner."""
    return (
        can_lead(by, evaluation) and not why_not_settle(by, evaluation) and not tied(by, evaluation)
    )


def why_not_settle(by: Person, evaluation: Evaluation) -> str:
    """The reason that bars a lead who would otherwise settle it: "scored", "screened", or ""."""
    if any(
        a.assessor_id == by.pk and a.slot != Slot.ADJUDICATION for a in evaluation.assignments.all()
    ):
        return "scored"
    return "screened" if has_screened(by, evaluation) else ""


def can_release(by: Actor, evaluation: Evaluation) -> bool:
    """An approver of the issuer who neither judged nor screened any of it."""
    if by is None or is_own(by, evaluation) or why_not_release(by, evaluation):
        return False
    return by.has_role(*APPROVERS, within=issuer_of(evaluation))


def why_not_release(by: Person, evaluation: Evaluation) -> str:
    """The reason that bars an approver who would otherwise release it: "scored", "screened", "coached", or ""."""
    scored = evaluation.assignments.sent().filter(assessor=by)
    if scored.exists():
        return "scored"
    if has_screened(by, evaluation):
        return "screened"
    return "coached" if has_helped(by, evaluation.submission.start.person) else ""


def can_override(by: Person, evaluation: Evaluation) -> bool:
    """Whoever may release it, and has no tie to the learner."""
    return can_release(by, evaluation) and not tied(by, evaluation)


def can_hold(by: Person, evaluation: Evaluation) -> bool:
    """A lead of its owner or issuer with no tie to the learner."""
    return can_lead(by, evaluation) and not tied(by, evaluation)


def can_lift(by: Person, row: IntegrityHold) -> bool:
    """Any lead who could have placed it."""
    return can_hold(by, row.evaluation)


def can_revise(by: Person, evaluation: Evaluation) -> bool:
    return is_own(by, evaluation)


def _may_check(by: Person, evaluation: Evaluation) -> bool:
    micro_credential = evaluation.submission.version.micro_credential
    if covers(by, LEADS, micro_credential):
        return True
    if not covers(by, SCREENERS, micro_credential) or is_paused(by, micro_credential.issuer):
        return False
    return not districts.bars(by, evaluation, ReadingPurpose.SCORING)


def still_serves(by: Person, assignment: Assignment) -> bool:
    """A role that ended takes the lease's reading and writing with it, whatever the lease says.

    So does the end of an agreement, for an assessor of another district than the learner's. A lead settles by office.
    """
    micro_credential = assignment.evaluation.submission.version.micro_credential
    if assignment.slot == Slot.ADJUDICATION:
        return covers(by, LEADS, micro_credential)
    if not may_score(by, micro_credential):
        return False
    return not districts.bars(by, assignment.evaluation, districts.purpose_of(assignment))
