"""Permission in governance: administrators of a program seat its committee."""

from assay.governance.models import Committee, Term
from assay.governance.models.committees import READERS
from assay.people.models import PROGRAMS, Actor, Organization, Person, Role


def has_desk(person: Person) -> bool:
    """Whoever sits on the committee of a program, or administers one."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*READERS))


def programs_administered(person: Person) -> list[Organization]:
    places = person.organizations_as(Role.PROGRAM_ADMIN)
    return [place for place in places if place.kind in PROGRAMS]


def can_establish(by: Actor, organization: Organization) -> bool:
    """An administrator of a program, for it and the programs below it."""
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_change(by: Actor, committee: Committee) -> bool:
    """Its seats and its charter: administrators of its program."""
    return can_establish(by, committee.organization)


def can_seat(by: Actor, committee: Committee, person: Person) -> bool:
    """Nobody gives themself a seat."""
    return can_change(by, committee) and (by is None or by.pk != person.pk)


def can_end_term(by: Actor, term: Term) -> bool:
    """An administrator, and whoever gives their own seat up."""
    return can_change(by, term.seat.committee) or (by is not None and by.pk == term.person_id)
