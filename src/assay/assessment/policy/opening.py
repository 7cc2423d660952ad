"""Who may open the evidence of a submission, and why: the only place that says so."""

from collections.abc import Callable
from enum import StrEnum

from assay.assessment.models import (
    JUDGING,
    AppealStatus,
    Assignment,
    Evaluation,
    Inspection,
    SafetyReport,
    Status,
)
from assay.assessment.policy.appeals import answers_appeal
from assay.assessment.policy.judging import can_release, can_screen, holds_duty, still_serves
from assay.assessment.policy.staff import APPROVERS, GUARDS, HOLDING, LEADS, is_own, issuer_of, tied
from assay.catalog.policy import covers
from assay.evidence.models import Status as SubmissionStatus
from assay.evidence.policy import guards
from assay.lib.clock import now
from assay.people.models import Person, Role


class Ground(StrEnum):
    """Why somebody may open the evidence of a submission now."""

    OWN = "own"
    SCREENING = "screening"
    LEASE = "lease"
    EARLIER = "earlier"
    RELEASE = "release"
    INSPECTION = "inspection"
    APPEAL = "appeal"
    PANEL = "panel"
    SAFETY = "safety"


Sits = Callable[[Person, Evaluation], bool]
_panels: list[Sits] = []


def seat_panels(sits: Sits) -> None:
    """A later room says who sits in a panel that decides on this evidence (in `AppConfig.ready`)."""
    _panels.append(sits)


def may_open(by: Person, evaluation: Evaluation) -> Ground | None:
    """Why this person may open the evidence of this submission now, or None. The only place that says so.

    Its learner; who holds a lease, from taking it until the decision is out, or one on a later attempt, beside which a
    decided one is read; who screens it, while it is theirs to screen; an approver, while it waits for release; the lead
    or chair who answers an appeal, until it is answered;
    a panel, while it decides on the badge that came of it; the named person of a safety report, until they close it;
    anybody else only by a reason they stated within the hour.
    """
    if is_own(by, evaluation):
        return Ground.OWN
    if holds_duty(by, evaluation) and can_screen(by, evaluation):
        return Ground.SCREENING
    if any(holds_lease(by, assignment) for assignment in evaluation.assignments.all()):
        return Ground.LEASE
    if evaluation.status == Status.AWAITING_RELEASE and can_release(by, evaluation):
        return Ground.RELEASE
    if any(answers_appeal(by, row) for row in evaluation.appeals.all()):
        return Ground.APPEAL
    if any(sits(by, evaluation) for sits in _panels):
        return Ground.PANEL
    if evaluation.paused_at is not None and _looks_after(by, evaluation):
        return Ground.SAFETY
    if _reads_it_beside_a_later_attempt(by, evaluation):
        return Ground.EARLIER
    return Ground.INSPECTION if inspecting(by, evaluation) else None


def holds_lease(by: Person, assignment: Assignment) -> bool:
    """A scorer or a settling lead, from taking it until the decision is out; of an appeal, until it is answered."""
    if assignment.slot in JUDGING:
        open_ = assignment.evaluation.status not in (Status.RELEASED, Status.WITHDRAWN)
    else:
        rows = assignment.evaluation.appeals.all()
        open_ = any(row.status == AppealStatus.IN_REVIEW for row in rows)
    held = open_ and assignment.assessor_id == by.pk and assignment.status in HOLDING
    return held and still_serves(by, assignment)


def _reads_it_beside_a_later_attempt(by: Person, evaluation: Evaluation) -> bool:
    """Who holds a lease on a later attempt is shown this one beside it: decided, and not set aside by an appeal."""
    submission = evaluation.submission
    if evaluation.status != Status.RELEASED or not submission.counts:
        return False
    later = Assignment.objects.filter(
        assessor=by,
        status__in=HOLDING,
        evaluation__submission__start=submission.start_id,
        evaluation__submission__attempt__gt=submission.attempt,
    ).select_related(
        "evaluation__submission__version__micro_credential__issuer",
        "evaluation__submission__version__micro_credential__owner",
        "evaluation__submission__start__person",
    )
    return any(holds_lease(by, assignment) for assignment in later)


def _looks_after(by: Person, evaluation: Evaluation) -> bool:
    return SafetyReport.objects.open().visible_to(by).filter(evaluation=evaluation).exists()


def inspecting(by: Person, evaluation: Evaluation) -> Inspection | None:
    """The reason they stated, while it lets them read."""
    row = Inspection.objects.filter(evaluation=evaluation, by=by, ends_at__gt=now()).first()
    return row if row is not None and can_inspect(by, evaluation) else None


def can_inspect(by: Person, evaluation: Evaluation) -> bool:
    """Whoever may ask to open it with a reason."""
    return role_to_inspect(by, evaluation) is not None


def role_to_inspect(by: Person, evaluation: Evaluation) -> Role | None:
    """In which role somebody may open evidence that is not on their desk, by stating why; None for everybody else.

    A lead or approver through what the version belongs to, a privacy officer or administrator through the program the
    learner belongs to. An administrator of a school never: evidence is not for the learner's own workplace to read.
    """
    at_hand = evaluation.submission.status in (SubmissionStatus.SUBMITTED, SubmissionStatus.CLOSED)
    if (
        not at_hand or is_own(by, evaluation) or tied(by, evaluation)
    ):  # a draft is its learner's alone
        return None
    if covers(by, LEADS, evaluation.submission.version.micro_credential):
        return Role.LEAD_ASSESSOR
    if by.has_role(*APPROVERS, within=issuer_of(evaluation)):
        return Role.APPROVER
    return next(
        (role for role in GUARDS if guards(by, role, evaluation.submission.start.person)), None
    )
