"""Permission to set the program's rules, and to give leave for an act."""

from assay.people.models import Organization, Person, Role
from assay.program.policies import MandatePolicy, in_force


def can_set_rules(person: Person) -> bool:
    """Policies, checklist, calendar, strategic goals: the home district's administrator and its committee's chair.

    One set of rules holds for the whole installation, so nobody else may change it.
    """
    home = Organization.objects.program_district()
    return person.has_role(Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR, within=home)


def can_give_mandate(person: Person, act: str, within: Organization | None) -> bool:
    """Those the policy names for this act, in the department or issuer it concerns or above it."""
    roles = in_force(MandatePolicy).roles_for(act)
    return bool(roles) and person.has_role(*roles, within=within)


def can_voice_need(person: Person) -> bool:
    """Whoever belongs somewhere today: it is kept for those who administer that place."""
    return bool(person.current_memberships)


def can_read_needs(person: Person) -> bool:
    """Administrators, of the needs of their own people."""
    return person.has_role_somewhere(Role.PROGRAM_ADMIN)
