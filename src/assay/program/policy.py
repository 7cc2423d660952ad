"""Permission to set the program's rules, and to give leave for an act."""

from assay.lib.clock import today
from assay.people.models import Actor, Organization, Person, Role
from assay.program.models import SittingCommittee
from assay.program.policies import MandatePolicy, in_force


def can_set_rules(person: Person) -> bool:
    """Policies, checklist, calendar, strategic goals: the home district's administrator and its committee's chair.

    One set of rules holds for the whole installation, so nobody else may change it.
    """
    home = Organization.objects.program_district()
    return person.has_role(Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR, within=home)


#: What a committee gives leave for once it sits; the rest stays with the roles of the policy.
COMMITTEE_ACTS = frozenset({"publish", "pilot", "retire", "exception"})


def committee_sits(within: Organization | None) -> bool:
    """Whether the program that an organization is part of has a committee at work. One query."""
    program = within.program if within else None
    sitting = SittingCommittee.objects.filter(organization=program, sits_from__lte=today())
    return program is not None and sitting.exists()


def can_give_mandate(person: Person, act: str, within: Organization | None) -> bool:
    """Those the policy names for this act, in the department or issuer it concerns or above it.

    Nobody for an act of a committee that sits: it decides (`can_carry_out`).
    """
    roles = in_force(MandatePolicy).roles_for(act)
    if not roles or not person.has_role(*roles, within=within):
        return False
    return act not in COMMITTEE_ACTS or not committee_sits(within)


def can_carry_out(person: Person, act: str, within: Organization | None) -> bool:
    """Give leave on a decision of the committee: whoever sits on it."""
    seated = (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
    return act in COMMITTEE_ACTS and person.has_role(*seated, within=within)


def can_seat_committee(by: Actor, organization: Organization) -> bool:
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_voice_need(person: Person) -> bool:
    """Whoever belongs somewhere today: it is kept for those who administer that place."""
    return bool(person.current_memberships)


def can_read_needs(person: Person) -> bool:
    """Administrators, of the needs of their own people."""
    return person.has_role_somewhere(Role.PROGRAM_ADMIN)
