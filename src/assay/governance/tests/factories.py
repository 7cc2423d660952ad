"""Plain makers of committees for tests."""

from assay.governance import actions
from assay.governance.models import Committee, Seat, Term
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


def make_committee(organization: Organization, name: str = "Steering Committee") -> Committee:
    return actions.establish(
        organization, name, charter="One standard for all departments.", by=None
    )


def make_seat(committee: Committee, kind: str = "teacher") -> Seat:
    return actions.add_seat(committee, kind, by=None)


def make_member(committee: Committee, name: str = "Mem Ortiz", *, kind: str = "teacher") -> Person:
    """Somebody who sits on it from today on."""
    person = make_person(name, role="learner", organization=committee.organization)
    actions.seat_person(make_seat(committee, kind), person, by=None)
    return person


def term_of(person: Person) -> Term:
    return Term.objects.select_related("seat__committee__organization").get(person=person)
