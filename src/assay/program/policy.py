"""Permission to set the program's rules, and to give leave for an act."""

from django.db.models import Q, QuerySet

from assay.lib.clock import today
from assay.people.models import (
    PROGRAMS,
    Actor,
    Organization,
    OrganizationKind,
    Person,
    Role,
    administered_paths,
    below,
)
from assay.program.models import ChecklistItem, Extension, Need, SittingCommittee, programs_of
from assay.program.policies import MandatePolicy, in_force


def can_set_rules(person: Person, within: Organization | None = None) -> bool:
    """Policies, checklist and calendar of one program: its administrators and its committee's chair.

    Of none, what holds for every program here: the same of the home district.
    """
    if within is None:
        within = Organization.objects.program_district()
    elif within.kind not in PROGRAMS or within.ended_on is not None:
        return False
    return person.has_role(Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR, within=within)


#: Policies that say how the committee works and what needs its leave: once it sits, they are its own.
COMMITTEE_POLICIES = frozenset({"mandates", "versions", "retirement", "committee"})

#: Staff who read the rules on pages, where they hold the role in a program or a department of it.
READERS = (
    Role.DEPARTMENT_HEAD,
    Role.PROGRAM_ADMIN,
    Role.COMMITTEE_CHAIR,
    Role.COMMITTEE_MEMBER,
    Role.LEAD_ASSESSOR,
    Role.PRIVACY_OFFICER,
    Role.CREDIT_COORDINATOR,
)
OFFICES = (*PROGRAMS, OrganizationKind.DEPARTMENT)
GOAL_SETTERS = (Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR)
#: Who says what a school wants to reach.
SCHOOL_LEADERS = (Role.PRINCIPAL, Role.PROGRAM_ADMIN)


def can_read_rules(person: Person) -> bool:
    """What holds for every program here, and for one's own: staff of each read it. No query."""
    return any(place.kind in OFFICES for place in person.organizations_as(*READERS))


def rules_read_by(person: Person) -> QuerySet[Organization]:
    """The programs whose own rules somebody reads: those they serve, and those below a consortium they serve."""
    programs = programs_served_by(person)
    below_them = below(
        [place.path for place in programs if place.kind == OrganizationKind.CONSORTIUM], "path"
    )
    own = Q(pk__in=[place.pk for place in programs]) | below_them
    return Organization.objects.current().filter(own, kind__in=PROGRAMS)


def programs_served_by(person: Person) -> list[Organization]:
    """The programs whose staff somebody is, each once. A query for a department's."""
    found: dict[int, Organization] = {}
    for place in person.organizations_as(*READERS):
        if place.kind in OFFICES and place.program is not None and place.program.ended_on is None:
            found.setdefault(place.program.pk, place.program)
    return list(found.values())


def can_set_up(person: Person) -> bool:
    """The first-run guide: administrators of the home district."""
    return person.has_role(Role.PROGRAM_ADMIN, within=Organization.objects.program_district())


def can_read_setters(person: Person) -> bool:
    """Who set a rule is told by name within the home district, whose people set them."""
    home = Organization.objects.program_district()
    return person.serves_program(home, *READERS)


def can_read_goals(person: Person) -> bool:
    """The list of strategic goals: whoever reads the rules, and who leads a school. No query."""
    leads = person.organizations_as(*SCHOOL_LEADERS)
    return can_read_rules(person) or any(place.kind == OrganizationKind.SCHOOL for place in leads)


def has_goals_desk(person: Person) -> bool:
    return can_read_goals(person) and not can_read_rules(person)


def can_set_goals(by: Actor, organization: Organization) -> bool:
    """The strategic goals of a program: its administrators and its committee's chair; those of a school: who leads it,
    and the administrators above it."""
    school = organization.kind == OrganizationKind.SCHOOL
    return by is None or by.has_role(
        *(SCHOOL_LEADERS if school else GOAL_SETTERS), within=organization
    )


def goals_set_by(person: Person) -> list[Organization]:
    """The programs and schools whose strategic goals somebody may set, programs first."""
    programs = [place for place in person.organizations_as(*GOAL_SETTERS) if place.kind in PROGRAMS]
    schools = Organization.objects.current().filter(kind=OrganizationKind.SCHOOL)
    led = schools.under([place.path for place in person.organizations_as(*SCHOOL_LEADERS)])
    return [*(place for place in programs if place.ended_on is None), *led]


def goals_read_by(person: Person) -> QuerySet[Organization]:
    """The places whose strategic goals somebody reads: their own programs, those above, whose goals hold there, too,
    and the schools that they lead or administer."""
    places = [place for place in person.organizations_as(*READERS) if place.kind in OFFICES]
    led = person.organizations_as(*SCHOOL_LEADERS)
    above = {pk for place in (*places, *led) for pk in place.lineage}
    schools = Q(kind=OrganizationKind.SCHOOL) & below([place.path for place in led], "path")
    return Organization.objects.current().filter(Q(pk__in=above, kind__in=PROGRAMS) | schools)


def committee_decides(kind: str, within: Organization | None = None) -> bool:
    """Whether the committee of a program sits and this policy is its own; of none, the home district's."""
    return kind in COMMITTEE_POLICIES and kind in policies_of_committee(within)


def can_set_policy(by: Actor, kind: str, within: Organization | None = None) -> bool:
    """Whoever may set rules; where the committee decides, its chair alone, who answers for the decision."""
    if by is None:
        return True
    if not can_set_rules(by, within):
        return False
    return not committee_decides(kind, within) or is_chair(by, within)


def policies_of_committee(within: Organization | None = None) -> frozenset[str]:
    """The kinds that a program's committee decides today: none before it sits."""
    sits = committee_sits(within or Organization.objects.program_district())
    return COMMITTEE_POLICIES if sits else frozenset()


def can_set_standard(by: Actor, within: Organization | None = None) -> bool:
    """The checklist of a program or of a department of it: whoever may set the program's rules; once its committee
    sits, its chair. Of none, what holds for every program here: the same of the home district.
    """
    if by is None:
        return True
    program = within.program if within else Organization.objects.program_district()
    if within is not None and (program is None or within.ended_on is not None):
        return False
    if not can_set_rules(by, program if within else None):
        return False
    return not committee_sits(program) or is_chair(by, program)


def standard_places(program: Organization) -> list[Organization]:
    """Where items of a program's own can be added: itself, and its departments by name. One query."""
    rows = Organization.objects.current().within(program).select_related("parent__parent")
    rows = rows.filter(kind=OrganizationKind.DEPARTMENT).order_by("name", "pk")
    return [program, *(place for place in rows if place.program == program)]


def can_read_item(person: Person, item: ChecklistItem) -> bool:
    """An item of every program here; what one's own programs and their departments added, and those above them."""
    place = item.organization
    if place is None:
        return True
    programs = list(rules_read_by(person))
    return place.program in programs or any(place.pk in one.lineage for one in programs)


def can_read_item_setters(person: Person, item: ChecklistItem) -> bool:
    """Who reworded it is told by name within the program whose item it is."""
    if item.organization is None:
        return can_read_setters(person)
    return person.serves_program(item.organization.program, *READERS)


def is_chair(person: Person, within: Organization | None = None) -> bool:
    """Of a program's committee; of none, of the home district's."""
    place = within or Organization.objects.program_district()
    return person.has_role(Role.COMMITTEE_CHAIR, within=place)


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
    roles = in_force(MandatePolicy, within=within).roles_for(act)
    if not roles or not person.has_role(*roles, within=within):
        return False
    return act not in COMMITTEE_ACTS or not committee_sits(within)


def can_date_exception(person: Person, within: Organization | None) -> bool:
    """Give an exception its last day: the chair where a committee sits, else whoever grants exceptions."""
    if committee_sits(within):
        return person.has_role(Role.COMMITTEE_CHAIR, within=within)
    return can_give_mandate(person, "exception", within)


def can_carry_out(person: Person, act: str, within: Organization | None) -> bool:
    """Give leave on a decision of the committee: whoever sits on it."""
    seated = (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
    return act in COMMITTEE_ACTS and person.has_role(*seated, within=within)


def can_propose_extension(person: Person, department: Organization) -> bool:
    """Whoever writes for a department of a program, in its name."""
    is_one = department.kind == OrganizationKind.DEPARTMENT and department.program is not None
    return is_one and person.has_role(Role.AUTHOR, Role.DEPARTMENT_HEAD, within=department)


def can_decide_extension(person: Person, extension: Extension) -> bool:
    """The chair of the committee where one sits, else an administrator of the program; nobody what they proposed. What
    a chair proposed is recorded by another member."""
    program, proposer = extension.department.program, extension.proposed_by
    if program is None or person.pk == proposer.pk:
        return False
    if not committee_sits(program):
        return person.has_role(Role.PROGRAM_ADMIN, within=program)
    stands_in = proposer.has_role(Role.COMMITTEE_CHAIR, within=program)
    return person.has_role(
        Role.COMMITTEE_MEMBER if stands_in else Role.COMMITTEE_CHAIR, within=program
    )


def can_seat_committee(by: Actor, organization: Organization) -> bool:
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_voice_need(person: Person) -> bool:
    """Whoever belongs somewhere today: it is kept for those who administer that place, and for colleagues to join."""
    return bool(person.current_memberships)


def has_needs_desk(person: Person) -> bool:
    """Those who decide what is made next, or make it. Everybody else reads the needs from the catalog."""
    return person.has_role_somewhere(*NEEDS_READERS)


#: Whose desk has the list of needs.
NEEDS_READERS = (
    Role.PROGRAM_ADMIN,
    Role.COMMITTEE_CHAIR,
    Role.COMMITTEE_MEMBER,
    Role.AUTHOR,
    Role.DEPARTMENT_HEAD,
)


def can_vote_for_need(person: Person, need: Need) -> bool:
    """Colleagues of its program, where they may read it."""
    return need.is_shared and need.program in programs_of(person)


def can_merge_need(person: Person, need: Need) -> bool:
    """The program's administrators and the chair of its committee."""
    return person.has_role(Role.PROGRAM_ADMIN, Role.COMMITTEE_CHAIR, within=need.program)


def can_take_up_need(person: Person, need: Need) -> bool:
    """Whoever writes for a department of its program, where the committee's members may read it."""
    writes = person.organizations_as(Role.AUTHOR, Role.DEPARTMENT_HEAD, Role.PROGRAM_ADMIN)
    return need.is_shared and need.program in [place.program_above for place in writes]


def sees_who_voiced(person: Person, need: Need) -> bool:
    """Administrators of the place where they belong."""
    return any(need.organization.path.startswith(path) for path in administered_paths(person))
