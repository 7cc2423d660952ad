"""Permission in journeys. A person's way is their own: nobody starts, leaves or plans for somebody else."""

from assay.journeys.models import Evaluator, Goal, GoalProposal, LogEntry, PlanItem, Start
from assay.people.models import Actor, Organization, Person, Role
from assay.program.policy import SCHOOL_LEADERS


def can_start(by: Actor, person: Person) -> bool:
    """Only for oneself, and only with an account in use."""
    return by is not None and by.pk == person.pk and person.is_active


def can_change_start(by: Actor, start: Start) -> bool:
    """Leaving, reopening and moving to another version are the learner's own acts."""
    return by is not None and by.pk == start.person_id


def can_finish(by: Actor, start: Start) -> bool:
    """A start is finished by an award, never by the learner (A1): the product, or who may award for its issuer."""
    if by is None:
        return True
    issuer = start.micro_credential.issuer
    return by.pk != start.person_id and by.has_role(
        Role.APPROVER, Role.PROGRAM_ADMIN, within=issuer
    )


def can_rate(by: Actor, person: Person) -> bool:
    return by is not None and by.pk == person.pk


def can_set_goal(by: Actor, person: Person) -> bool:
    return by is not None and by.pk == person.pk


def can_plan(by: Actor, person: Person) -> bool:
    return by is not None and by.pk == person.pk


def can_change_goal(by: Actor, goal: Goal) -> bool:
    return by is not None and by.pk == goal.person_id


def can_change_plan(by: Actor, item: PlanItem) -> bool:
    return by is not None and by.pk == item.person_id


def can_keep_log(by: Actor, person: Person) -> bool:
    """The learning log is one’s own alone."""
    return by is not None and by.pk == person.pk and person.is_active


def can_change_entry(by: Actor, entry: LogEntry) -> bool:
    return by is not None and by.pk == entry.person_id


def can_name_evaluators(person: Person) -> bool:
    """The list of who evaluates whom: whoever leads or administers something. No query."""
    return bool(evaluation_places(person))


def evaluation_places(person: Person) -> list[Organization]:
    """Where somebody names who evaluates whom: there and below."""
    return person.organizations_as(*SCHOOL_LEADERS)


def can_name_evaluator(by: Actor, learner: Person, organization: Organization) -> bool:
    """Whoever leads the place where the learner belongs today, or administers one above it; nobody for themselves."""
    belongs = any(
        held.organization.path.startswith(organization.path) for held in learner.current_memberships
    )
    allowed = by is None or (
        by.pk != learner.pk and by.has_role(*SCHOOL_LEADERS, within=organization)
    )
    return belongs and allowed


def can_end_evaluator(by: Actor, row: Evaluator) -> bool:
    return by is None or by.has_role(*SCHOOL_LEADERS, within=row.organization)


def can_propose(by: Actor, row: Evaluator) -> bool:
    """Who is named as this learner's evaluator today. One query."""
    if by is None or not by.is_active:
        return False
    return Evaluator.objects.visible_to(by).filter(pk=row.pk).exists()


def can_take_back(by: Actor, proposal: GoalProposal) -> bool:
    return by is not None and by.pk == proposal.proposed_by_id


def can_answer(by: Actor, proposal: GoalProposal) -> bool:
    """The learner alone."""
    return by is not None and by.pk == proposal.learner_id
