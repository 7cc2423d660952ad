"""Permission to look after people, and to give which role where.

A role reaches over the organization in which it was given and what lies below it, and nowhere else. The machine
may do what an administrator may.
"""

from dataclasses import dataclass

from assay.people.models import (
    PROGRAMS,
    Actor,
    DataSharingAgreement,
    Invitation,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    Person,
    Role,
)

CONSORTIUM, DISTRICT, SCHOOL, DEPARTMENT, PARTNER = (
    OrganizationKind.CONSORTIUM,
    OrganizationKind.DISTRICT,
    OrganizationKind.SCHOOL,
    OrganizationKind.DEPARTMENT,
    OrganizationKind.PARTNER,
)
ANYWHERE = frozenset(OrganizationKind)
PROGRAM = frozenset(PROGRAMS)
OFFICES = PROGRAM | {DEPARTMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """Where a role may be held, of which kinds of organization an administrator may give it, and who gives it, too."""

    held_in: frozenset[OrganizationKind]
    by_administrators_of: frozenset[OrganizationKind]
    also_by: frozenset[Role] = frozenset()


#: The one table of who may give which role where. Administrators give at or below their own organization; what judges
#: or rules is given by those of a program alone. docs/reference/roles.md is checked against it.
GIVING: dict[Role, Giving] = {
    Role.LEARNER: Giving(held_in=ANYWHERE, by_administrators_of=ANYWHERE),
    Role.COACH: Giving(held_in=ANYWHERE, by_administrators_of=ANYWHERE),
    Role.PRINCIPAL: Giving(held_in=frozenset({SCHOOL}), by_administrators_of=PROGRAM | {SCHOOL}),
    Role.AUTHOR: Giving(held_in=OFFICES, by_administrators_of=OFFICES),
    Role.ASSESSOR: Giving(held_in=OFFICES, by_administrators_of=PROGRAM),
    Role.LEAD_ASSESSOR: Giving(held_in=OFFICES, by_administrators_of=PROGRAM),
    Role.SCREENER: Giving(
        held_in=OFFICES,
        by_administrators_of=PROGRAM,
        also_by=frozenset({Role.LEAD_ASSESSOR}),
    ),
    Role.DEPARTMENT_HEAD: Giving(held_in=frozenset({DEPARTMENT}), by_administrators_of=PROGRAM),
    Role.APPROVER: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.COMMITTEE_MEMBER: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.COMMITTEE_CHAIR: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.CREDIT_COORDINATOR: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.PRIVACY_OFFICER: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.STATE_VIEWER: Giving(held_in=PROGRAM, by_administrators_of=PROGRAM),
    Role.PROGRAM_ADMIN: Giving(held_in=ANYWHERE, by_administrators_of=PROGRAM),
}

#: Roles that open no page and no desk yet: said where they are given. docs/reference/roles.md is checked against it.
OPEN_NOTHING_YET = frozenset({Role.PRINCIPAL, Role.STATE_VIEWER})

#: Which kinds of organization may stand below which.
BELOW: dict[OrganizationKind, frozenset[OrganizationKind]] = {
    CONSORTIUM: frozenset({DISTRICT, PARTNER, DEPARTMENT}),
    DISTRICT: frozenset({SCHOOL, DEPARTMENT, PARTNER}),
    PARTNER: frozenset({DEPARTMENT, SCHOOL}),
    SCHOOL: frozenset({DEPARTMENT}),
    DEPARTMENT: frozenset({DEPARTMENT}),
}


def can_administer(by: Actor, organization: Organization) -> bool:
    """True if this person is program administrator of the organization or of one above it."""
    return by is None or (by.is_active and by.has_role(Role.PROGRAM_ADMIN, within=organization))


def can_administer_from_above(by: Actor, organization: Organization) -> bool:
    """Administrator of an organization above this one: what it is, and whether it may issue, is not its own to say."""
    return by is None or (
        organization.parent is not None and can_administer(by, organization.parent)
    )


def can_administer_people(by: Person) -> bool:
    """True if the desk "People" is theirs at all."""
    return by.has_role_somewhere(Role.PROGRAM_ADMIN)


def can_stand_below(kind: str, parent: Organization) -> bool:
    return kind in BELOW[OrganizationKind(parent.kind)]


def can_be_held(role: str, organization: Organization) -> bool:
    """True if the table knows this role in an organization of this kind; an office of a school has a school's."""
    held_in = GIVING[Role(role)].held_in
    return organization.kind in held_in and (SCHOOL in held_in or organization.program is not None)


def can_give(by: Actor, organization: Organization, role: str) -> bool:
    """True if they may give and end this role there, to somebody: by the table."""
    if by is None:
        return True
    giving = GIVING[Role(role)]
    return by.is_active and any(
        (
            m.role in giving.also_by
            or (m.role == Role.PROGRAM_ADMIN and m.organization.kind in giving.by_administrators_of)
        )
        and organization.path.startswith(m.organization.path)
        for m in by.awake_memberships
    )


def can_grant(by: Actor, person: Person, organization: Organization, role: str) -> bool:
    """By the table, to somebody they look after or whose program it is; nobody gives themself a role."""
    if by is None:
        return True
    if by.pk == person.pk or not can_give(by, organization, role):
        return False
    if can_administer(by, organization):
        return Person.objects.visible_to(by).filter(pk=person.pk).exists()
    program = organization.program_above
    if program is None:
        return False
    return Person.objects.get_queryset().within([program]).filter(pk=person.pk).exists()


def roles_to_give(by: Person) -> list[Role]:
    """The roles a form offers: every one they may give somewhere, by the kinds of what they administer."""
    kinds = {OrganizationKind(o.kind) for o in by.organizations_as(Role.PROGRAM_ADMIN)}
    for _step in OrganizationKind:
        kinds |= {below for kind in kinds for below in BELOW[kind]}
    mine = {OrganizationKind(o.kind) for o in by.organizations_as(Role.PROGRAM_ADMIN)}
    return [
        role
        for role in Role
        if GIVING[role].by_administrators_of & mine and GIVING[role].held_in & kinds
    ]


def can_invite(by: Actor, organization: Organization, role: str) -> bool:
    return can_administer(by, organization) and can_give(by, organization, role)


def can_change_invitation(by: Actor, invitation: Invitation) -> bool:
    return can_invite(by, invitation.organization, invitation.role)


def can_join(by: Person, person: Person) -> bool:
    """Whoever signed up becomes a learner by confirming an address of their own."""
    return by.pk == person.pk


def can_accept(by: Person, invitation: Invitation) -> bool:
    """An invitation is for one address: whoever has that address, and did not send it."""
    own = by.pk == invitation.invited_by_id
    return by.is_active and by.email.lower() == invitation.email.lower() and not own


def can_end_membership(by: Actor, membership: Membership) -> bool:
    """By the table, as it is given."""
    return can_give(by, membership.organization, membership.role)


def can_state_workplace(by: Person, person: Person) -> bool:
    """Oneself, as somebody who belongs to a district already: nobody lets themselves into a school."""
    return by.pk == person.pk and bool(districts_joined(person))


def districts_joined(person: Person) -> list[Organization]:
    """The open districts that somebody belongs to today, each once."""
    found: dict[int, Organization] = {}
    for membership in person.current_memberships:
        place = membership.organization.program_above
        if place and place.kind == OrganizationKind.DISTRICT and place.ended_on is None:
            found.setdefault(place.pk, place)
    return list(found.values())


def workplaces_open_to(person: Person) -> OrganizationQuerySet:
    """The schools and departments of which they may say that they work there: of their districts."""
    paths = [district.path for district in districts_joined(person)]
    return Organization.objects.workplaces().under(paths)


def can_set_workplace(by: Actor, person: Person, workplace: Organization) -> bool:
    """An administrator of the place they go to and of the one they leave, for somebody else whom they look after."""
    if by is None:
        return True
    here = person.workplace
    mine = can_administer(by, workplace) and (here is None or can_administer(by, here.organization))
    return (
        mine and by.pk != person.pk and Person.objects.visible_to(by).filter(pk=person.pk).exists()
    )


def can_deactivate(by: Actor, person: Person) -> bool:
    """Somebody they look after, wholly: an administrator of a school closes no account that serves elsewhere too."""
    if by is None:
        return True
    if by.pk == person.pk or not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        return False
    return all(can_end_membership(by, membership) for membership in person.current_memberships)


def can_change_profile(by: Actor, person: Person) -> bool:
    """True for the person: what one says of oneself is one's own to say."""
    return by is not None and by.pk == person.pk


def can_read_record(by: Person) -> bool:
    """The record holds ids and figures of everybody: for administrators of the program's district or above it."""
    return by.has_role(Role.PROGRAM_ADMIN, within=Organization.objects.program_district())


def can_look_after_letters(by: Person) -> bool:
    """Which e-mails left, and to whom, concerns everybody here: for those who may read the record."""
    return can_read_record(by)


def can_look_after_steps(by: Person) -> bool:
    """True for those who may read the record: they look after steps that did not go through."""
    return can_read_record(by)


def speaks_for(by: Person, organization: Organization) -> bool:
    """Program administrator of this very organization: one from above does not sign for a district."""
    return any(
        m.role == Role.PROGRAM_ADMIN and m.organization_id == organization.pk
        for m in by.awake_memberships
    )


def can_see_agreements(by: Person) -> bool:
    """Whoever administers a district, or what stands above it."""
    kinds = {o.kind for o in by.organizations_as(Role.PROGRAM_ADMIN)}
    return bool(kinds & {DISTRICT, CONSORTIUM})


def can_propose_agreement(by: Person, first: Organization) -> bool:
    """An administrator of the district that proposes."""
    return first.kind == DISTRICT and speaks_for(by, first)


def can_accept_agreement(by: Person, agreement: DataSharingAgreement) -> bool:
    """An administrator of the other district, who did not propose it themself."""
    return speaks_for(by, agreement.second) and by.pk != agreement.proposed_by_id


def can_end_agreement(by: Person, agreement: DataSharingAgreement) -> bool:
    """An administrator of either."""
    return speaks_for(by, agreement.first) or speaks_for(by, agreement.second)
