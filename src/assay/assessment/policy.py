"""Who may attest, screen, score, settle and release. Everything on a submission bars its own learner."""

from django.db.models import Q

from assay.assessment.models import Assignment, AssignmentStatus, Conflict, Evaluation, Status
from assay.people.models import Organization, Person, Role

LEADS = (Role.LEAD_ASSESSOR,)
APPROVERS = (Role.APPROVER,)
HOLDING = (AssignmentStatus.ACCEPTED, AssignmentStatus.SCORED)
SCREENERS = (Role.LEAD_ASSESSOR, Role.APPROVER, Role.PROGRAM_ADMIN, Role.ASSESSOR)


def is_screener(person: Person) -> bool:
    return person.has_role(*SCREENERS)


def is_assessor(person: Person) -> bool:
    return person.has_role(Role.ASSESSOR, Role.LEAD_ASSESSOR)


def is_lead(person: Person) -> bool:
    return person.has_role(*LEADS)


def is_approver(person: Person) -> bool:
    return person.has_role(Role.APPROVER)


def can_attest(by: Person | None, person: Person) -> bool:
    """A lead, for somebody else."""
    return by is not None and by.has_role(*LEADS) and by.pk != person.pk


def can_screen(by: Person, evaluation: Evaluation) -> bool:
    """A screener of the issuer with no tie to the learner."""
    return _serves(by, SCREENERS, evaluation) and not _own(by, evaluation) and not tied(by, evaluation)


def can_end_conflict(by: Person, conflict: Conflict, *, is_fact: bool) -> bool:
    """Who declared it, or a lead; of what is a fact, a lead whom it does not concern."""
    if is_fact:
        return is_lead(by) and by.pk not in {conflict.person_id, conflict.other_id}
    return by.pk == conflict.person_id or is_lead(by)


def can_lead(by: Person, evaluation: Evaluation) -> bool:
    """A lead of the issuer; never on their own submission."""
    return _serves(by, LEADS, evaluation) and not _own(by, evaluation)


def can_see_evidence(by: Person, assignment: Assignment) -> bool:
    """The scorer, from taking it until the decision is out."""
    open_ = assignment.evaluation.status not in (Status.RELEASED, Status.WITHDRAWN)
    return open_ and assignment.assessor_id == by.pk and is_assessor(by) and assignment.status in HOLDING


def can_write_sheet(by: Person, assignment: Assignment) -> bool:
    """The assessor who holds the lease, while it runs."""
    return assignment.assessor_id == by.pk and is_assessor(by) and assignment.status == AssignmentStatus.ACCEPTED


def can_recuse(by: Person, assignment: Assignment) -> bool:
    return assignment.assessor_id == by.pk


def can_adjudicate(by: Person, evaluation: Evaluation) -> bool:
    """A lead who scored neither side and has no tie to the learner."""
    scored = {assignment.assessor_id for assignment in evaluation.assignments.all()}
    return (
        _serves(by, LEADS, evaluation) and by.pk not in scored and not _own(by, evaluation) and not tied(by, evaluation)
    )


def can_release(by: Person | None, evaluation: Evaluation) -> bool:
    """An approver of the issuer who judged none of it."""
    if by is None or _own(by, evaluation):
        return False
    scorers = set(evaluation.assignments.filter(status=AssignmentStatus.SCORED).values_list("assessor_id", flat=True))
    return by.has_role(Role.APPROVER, within=issuer_of(evaluation)) and by.pk not in scorers


def has_scored(by: Person, evaluation: Evaluation) -> bool:
    return any(a.assessor_id == by.pk for a in evaluation.assignments.all() if a.is_live)


def can_revise(by: Person, evaluation: Evaluation) -> bool:
    return _own(by, evaluation)


def issuer_of(evaluation: Evaluation) -> Organization:
    return evaluation.submission.version.micro_credential.issuer


def schools_of(person: Person) -> set[int]:
    """Schools where a person belongs today."""
    return {m.organization_id for m in person.current_memberships if m.organization.kind == "school"}


def same_school(by: Person, evaluation: Evaluation) -> bool:
    return bool(schools_of(by) & schools_of(evaluation.submission.start.person))


def tied(by: Person, evaluation: Evaluation) -> bool:
    """Of one school with the learner, or kept apart from them by a conflict of interest, whichever of them it names."""
    if same_school(by, evaluation):
        return True
    learner = evaluation.submission.start.person_id
    return Conflict.objects.filter(Q(person=by, other=learner) | Q(person=learner, other=by)).exists()


def _own(by: Person, evaluation: Evaluation) -> bool:
    return by.pk == evaluation.submission.start.person_id


def _serves(by: Person, roles: tuple[str, ...], evaluation: Evaluation) -> bool:
    """Whether a role is held at the issuer, above it, or in a part of it (a department's lead)."""
    issuer = issuer_of(evaluation).path
    return any(issuer.startswith(o.path) or o.path.startswith(issuer) for o in by.organizations_as(*roles))


def can_open_evidence(by: Person, evaluation: Evaluation) -> bool:
    """Each while the submission is on their desk: who screens, scores, settles, releases. Never the learner here."""
    if evaluation.status == Status.SCREENING:
        return can_screen(by, evaluation)
    if any(can_see_evidence(by, a) for a in evaluation.assignments.all()):
        return True
    if evaluation.status == Status.ADJUDICATION:
        return can_adjudicate(by, evaluation)
    return evaluation.status == Status.AWAITING_RELEASE and can_release(by, evaluation)
