"""Writing a generated program in chunks: memory stays flat, and what is written stands after each."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction

from assay.assessment.models import Assessor, Basis
from assay.catalog.models import MicroCredential, Version
from assay.demo.district import person
from assay.demo.history import LEAD
from assay.demo.simulation.chance import Draw, draws, name
from assay.demo.simulation.work import Chunk
from assay.lib.clock import held_at, now
from assay.people.models import Membership, Organization, OrganizationKind, Person, Role
from assay.record.actions import Entry, note_all
from assay.record.delivery import nobody_told
from assay.record.models import MACHINE

T = TypeVar("T")
Tell = Callable[[str], object]
CHUNK = 1000
MAIL = "learners.example"
ASSESSORS_MAIL = "assessors.example"
DEPARTMENT, SUBMISSIONS_AN_ASSESSOR = "curriculum-instruction", 60


def simulate(*, learners: int, submissions: int, seed: int, tell: Tell) -> None:
    """Add new learners and their submissions to a loaded demo. The same seed draws the same program."""
    # Noted a month ago and told to nobody: the sweep looks a week back, and no letters go out for what never was.
    with held_at(now() - timedelta(days=30)), nobody_told():
        _write(learners, submissions, seed, tell)


def _write(learners: int, submissions: int, seed: int, tell: Tell) -> None:
    people = _people(learners, tell)
    versions = list(
        Version.objects.open_to_starts()
        .filter(micro_credential__kind="micro_credential")
        .select_related("micro_credential__issuer")
        .order_by("pk")
    )
    _add_assessors(submissions // SUBMISSIONS_AN_ASSESSOR, versions)
    assessors = _assessors()
    criteria = [len(version.content.criteria) for version in versions]
    done = 0
    for chunk in _chunks(
        draws(submissions, learners=learners, criteria=criteria, seed=seed), CHUNK
    ):
        with transaction.atomic():
            note_all(Chunk(chunk, people=people, versions=versions, assessors=assessors).write())
        done += len(chunk)
        tell(f"{done} of {submissions} submissions")


def _people(count: int, tell: Tell) -> list[Person]:
    before = Person.objects.filter(email__endswith=f"@{MAIL}").count()
    schools = list(Organization.objects.filter(kind=OrganizationKind.SCHOOL))
    unusable, moment = make_password(None), now()
    for chunk in _chunks(range(before, before + count), 2000):
        with transaction.atomic():
            people = Person.objects.bulk_create(
                Person(
                    email=f"learner-{n}@{MAIL}",
                    display_name=name(n),
                    password=unusable,
                    joined_at=moment,
                    career_stage="established",
                    job="teacher",
                )
                for n in chunk
            )
            Membership.objects.bulk_create(
                Membership(
                    person=person, organization=schools[person.pk % len(schools)], role=Role.LEARNER
                )
                for person in people
            )
            note_all(Entry(verb="people.added", subject=person, by=MACHINE) for person in people)
        tell(f"{chunk[-1] + 1 - before} of {count} learners")
    return list(
        Person.objects.filter(email__endswith=f"@{MAIL}").order_by("pk")[before : before + count]
    )


def _add_assessors(count: int, versions: list[Version]) -> None:
    """Who judges all this: one to sixty submissions, attested for everything, in the department of the demo's pool."""
    before = Person.objects.filter(email__endswith=f"@{ASSESSORS_MAIL}").count()
    department = Organization.objects.get(ident=DEPARTMENT)
    lead, unusable, moment = person(LEAD), make_password(None), now()
    for chunk in _chunks(range(before, before + count), 100):
        with transaction.atomic():
            people = Person.objects.bulk_create(
                Person(
                    email=f"assessor-{n}@{ASSESSORS_MAIL}",
                    display_name=name(n * 7 + 3),
                    password=unusable,
                    joined_at=moment,
                )
                for n in chunk
            )
            Membership.objects.bulk_create(
                Membership(person=p, organization=department, role=Role.ASSESSOR) for p in people
            )
            made = Assessor.objects.bulk_create(
                Assessor(
                    person=p,
                    micro_credential=version.micro_credential,
                    major=version.major,
                    basis=Basis.EXPERT,
                    attested_by=lead,
                    attested_at=moment,
                    statement="Trained for four hours.",
                )
                for p in people
                for version in versions
            )
            note_all(
                [Entry(verb="people.added", subject=p, by=MACHINE) for p in people]
                + [Entry(verb="assessment.attested", subject=a, by=lead) for a in made]
            )


def _assessors() -> dict[int, list[Person]]:
    """Micro-credential -> those attested for it."""
    found: dict[int, list[Person]] = {
        pk: [] for pk in MicroCredential.objects.values_list("pk", flat=True)
    }
    for assessor in Assessor.objects.current().select_related("person").order_by("pk"):
        if assessor.person not in found[assessor.micro_credential_id]:
            found[assessor.micro_credential_id].append(assessor.person)
    return found


def _chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


__all__ = ["Draw", "simulate"]
