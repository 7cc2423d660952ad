"""Permission in journeys. A person's way is their own: nobody starts, leaves or plans for somebody else."""

from assay.journeys.models import Goal, PlanItem, Start
from assay.people.models import Actor, Person, Role


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
