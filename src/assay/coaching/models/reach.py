"""Whom somebody helps with drafts today: a coach where their role reaches, a colleague within their program."""

from django.db.models import Exists, OuterRef, Q

from assay.journeys.models import Start, StartStatus
from assay.people.models import Organization, OrganizationKind, Person, Role, below

#: Of a start: who works on a micro-credential now, and who has earned it and still holds it.
KNOWING = (StartStatus.OPEN, StartStatus.FINISHED)


def reach_of(place: Organization) -> Organization:
    """Where a coach of this place coaches: in their school, or where their office belongs."""
    while place.kind == OrganizationKind.DEPARTMENT and place.parent is not None:
        place = place.parent
    return place


def programs_of(person: Person) -> list[Organization]:
    """The programs somebody belongs to today, in whatever role: their colleagues are found there."""
    found = {held.organization.program_above for held in person.current_memberships}
    return sorted((place for place in found if place is not None), key=lambda place: place.pk)


def knows(person: str, micro_credential: str = "micro_credential") -> Exists:
    """A condition: whoever this path names works on what that path names, or has earned it and still holds it."""
    rows = Start.objects.filter(micro_credential=OuterRef(micro_credential), status__in=KNOWING)
    return Exists(rows.filter(person=OuterRef(person)))


def reached_by(helper: Person, pairing: str = "") -> Q:
    """A condition on a pairing, by its path: as a coach, somebody’s role reaches its place today; as a colleague, they
    belong to its program and know the micro-credential.
    """
    place = f"{pairing}organization__path"
    held = [reach_of(place).path for place in helper.organizations_as(Role.COACH)]
    as_coach = below(held, place) & Q(**{f"{pairing}kind": "coach"})
    programs = below([program.path for program in programs_of(helper)], place)
    known = Q(knows(f"{pairing}coach", f"{pairing}micro_credential"))
    return as_coach | (programs & known & Q(**{f"{pairing}kind": "peer"}))
