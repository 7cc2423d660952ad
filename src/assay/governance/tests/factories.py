"""Plain makers of committees for tests."""

from datetime import timedelta

from django.utils import timezone

from assay.governance import actions
from assay.governance.models import Committee, Meeting, Seat, Term
from assay.lib.clock import now
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


def make_meeting(committee: Committee, *, by: Person, days: int = 20) -> Meeting:
    """In three weeks or so, in the afternoon, on a weekday."""
    begins = timezone.localtime(now()).replace(hour=15, minute=0, second=0, microsecond=0)
    begins += timedelta(days=days)
    begins -= timedelta(days=max(0, begins.weekday() - 4))
    return actions.call_meeting(
        committee, begins, begins + timedelta(hours=2), place="Room 4", by=by
    )
