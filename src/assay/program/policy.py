"""Who may set the program's rules, and who may give leave for an act."""

from assay.people.models import Organization, Person, Role
from assay.program.policies import MandatePolicy, in_force


def can_set_rules(person: Person) -> bool:
    """Policies, checklist, calendar, strategic goals: the program administrator and the committee's chair."""
    return person.has_role(Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR)


def can_give_mandate(person: Person, act: str, within: Organization | None = None) -> bool:
    """Those the policy names for this act, in the department it concerns or above it."""
    roles = in_force(MandatePolicy).roles_for(act)
    return bool(roles) and person.has_role(*roles, within=within)
