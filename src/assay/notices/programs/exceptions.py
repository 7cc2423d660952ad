"""Exceptions from the standard that end: told to the author who asked, and to those who grant them."""

from django.urls import reverse

from assay.catalog.models import Version, VersionStatus
from assay.governance.models import Decision, SeatKind
from assay.governance.policy import sitting
from assay.notices.actions import tell
from assay.people.models import Membership, Organization, Person, Role
from assay.program.models import StandardException
from assay.record.actions import kind_of
from assay.record.delivery import on
from assay.record.models import Event

#: Of what is over already, or has a newer version in its place, nobody has to hear.
CONCERNED = (
    VersionStatus.DRAFT,
    VersionStatus.IN_REVIEW,
    VersionStatus.PILOT,
    VersionStatus.PUBLISHED,
)


@on("program.exception_ending")
def tell_that_it_ends(event: Event) -> None:
    _tell("exception_ending", event)


@on("program.exception_ran_out")
def tell_that_it_ran_out(event: Event) -> None:
    _tell("exception_ran_out", event)


def _tell(name: str, event: Event) -> None:
    row = StandardException.objects.select_related("item").get(pk=event.subject_id)
    if row.subject_kind != kind_of(Version()):
        return
    version = Version.objects.select_related(
        "micro_credential__owner__parent", "micro_credential__issuer", "created_by"
    ).get(pk=row.subject_id)
    if version.status not in CONCERNED:
        return
    path = reverse("governance:exceptions")
    for person in _concerned(row, version).values():
        tell(name, person, event, path=path, version=version, exception=row)


def _concerned(row: StandardException, version: Version) -> dict[int, Person]:
    """Whoever wrote it or asked for it, and the committee's chair; where none sits, the program's administrators."""
    found = [version.created_by]
    decision = Decision.objects.filter(pk=int(row.decision)).first() if row.decision else None
    found += [decision.proposal.author] if decision is not None else []
    program = version.micro_credential.home.program
    found += _granting(program) if program is not None else []
    return {person.pk: person for person in found if person is not None}


def _granting(program: Organization) -> list[Person]:
    committee = sitting(program)
    if committee is not None:
        chairs = committee.terms().filter(seat__kind=SeatKind.CHAIR).select_related("person")
        return [term.person for term in chairs]
    held = Membership.objects.current().filter(organization=program, role=Role.PROGRAM_ADMIN)
    return list(Person.objects.filter(pk__in=held.values("person")))
