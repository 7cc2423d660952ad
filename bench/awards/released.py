"""A catalog of real content, and any number of released decisions *earned*, written with no verb and no waiting."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from assay.assessment.models import Decision, Evaluation
from assay.catalog import actions as catalog
from assay.catalog.models import Version
from assay.credentials.issuers import status_lists
from assay.credentials.models import Award, Credential, StatusList
from assay.demo.district import found_district
from assay.demo.endorsing import found_signers
from assay.demo.loading import OPENED
from assay.demo.partners import agree_on_designs
from assay.demo.places import CONTENT, load, load_all
from assay.demo.simulation.chance import name
from assay.evidence.models import Submission
from assay.frameworks.actions import import_case
from assay.journeys.models import Start
from assay.lib.clock import held_at, now
from assay.people.models import Person
from assay.record.actions import Entry, note_all
from assay.record.delivery import nobody_told
from assay.record.models import MACHINE

CHUNK = 20_000
_DIGITS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def open_catalog() -> list[Version]:
    """The demo's micro-credentials, published on its day; eighteen versions with their alignments and rubrics."""
    with nobody_told(), held_at(OPENED):
        found_district()
        found_signers()
        admin = Person.objects.get(sourced_id="p-027")
        for path in sorted((CONTENT / "frameworks").glob("*.case.json")):
            import_case(
                load(f"frameworks/{path.name}"), path.name.removesuffix(".case.json"), by=MACHINE
            )
        agree_on_designs()
        for data in load_all("micro-credentials"):
            catalog.import_micro_credential({**data, "status": "published"}, by=admin)
    return list(
        Version.objects.filter(status="published").select_related("micro_credential").order_by("pk")
    )


def release(count: int, versions: list[Version]) -> None:
    """`count` decisions, each of another person or another version; every learner earns all the versions."""
    people = -(-count // len(versions))
    moment = now() - timedelta(days=1)
    person = Person(email="", display_name="", password="!", joined_at=moment)
    first = 1 + (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    _copies(
        person,
        people,
        lambda n: {
            "id": first + n,
            "email": f"learner-{n}@learners.example",
            "display_name": name(n),
        },
    )
    levels = [{c.id: "demonstrated" for c in version.content.criteria} for version in versions]
    some = versions[0]
    start = Start(
        person_id=1, version=some, micro_credential=some.micro_credential, started_at=moment
    )
    submission = Submission(
        start_id=1,
        version=some,
        status="closed",
        outcome="earned",
        created_at=moment,
        saved_at=moment,
        submitted_at=moment,
        closed_at=moment,
        promised_on=moment.date(),
        manifest_hash="0" * 64,
    )
    evaluation = Evaluation(
        submission_id=1,
        status="released",
        opened_at=moment,
        due_on=moment.date(),
        released_at=moment,
    )
    decision = Decision(
        evaluation_id=1,
        outcome="earned",
        settled_by="agreement",
        made_at=moment,
        feedback={},
        levels={},
    )
    texts = [
        Decision._meta.get_field("levels").get_db_prep_save(level, connection) for level in levels
    ]
    several = len(versions)

    def of(n: int) -> Version:
        return versions[n % several]

    _copies(
        start,
        count,
        lambda n: {
            "id": n + 1,
            "person_id": first + n // several,
            "version_id": of(n).pk,
            "micro_credential_id": of(n).micro_credential_id,
        },
    )
    _copies(
        submission,
        count,
        lambda n: {
            "id": n + 1,
            "start_id": n + 1,
            "version_id": of(n).pk,
            "public_id": _public_id(n),
        },
    )
    _copies(evaluation, count, lambda n: {"id": n + 1, "submission_id": n + 1})
    _copies(
        decision,
        count,
        lambda n: {"id": n + 1, "evaluation_id": n + 1, "levels": texts[n % several]},
    )


def stand(decisions: range) -> None:
    """Awards for these decisions, written raw: of the size of real ones, with places and events, without the truth."""
    real = {
        award.version_id: award
        for award in Award.objects.select_related("status_list").order_by("evaluation_id")[:1000]
    }
    bodies = {version: bytes(award.credentials.get().body) for version, award in real.items()}
    award = next(iter(real.values()))
    for begin in range(decisions.start, decisions.stop, CHUNK):
        _stand(award, bodies, begin, min(decisions.stop, begin + CHUNK))


def _stand(award: Award, bodies: dict[int, bytes], after: int, last: int) -> None:
    facts = Evaluation.objects.values_list(
        "pk", "submission__start__person_id", "submission__version_id"
    )
    rows = list(facts.filter(pk__gt=after, pk__lte=last).order_by("pk"))
    places, taken = _places(award, len(rows))
    numbers = [uuid.uuid4() for _row in rows]
    key = award.credentials.get().key_id
    credential = Credential(
        award_id=award.pk, key_id=key, body=b"", sha256="0" * 64, valid_from=award.issued_at
    )
    _copies(
        award,
        len(rows),
        lambda n: {
            "id": _plain(numbers[n]),
            "evaluation_id": rows[n][0],
            "person_id": rows[n][1],
            "version_id": rows[n][2],
            "status_list_id": places[n].pk,
            "status_index": taken[n],
        },
    )
    _copies(
        credential,
        len(rows),
        lambda n: {"award_id": _plain(numbers[n]), "body": bodies[rows[n][2]]},
        skip="id",
    )
    with nobody_told():
        note_all(
            Entry(verb="credentials.awarded", subject=Award(pk=number), by=None)
            for number in numbers
        )


def _places(award: Award, count: int) -> tuple[list[StatusList], list[int]]:
    places, taken = [], []
    row = status_lists.open_lists().filter(issuer=award.issuer_id).get()
    for _ in range(count):
        if row.assigned == row.length:
            row.save(update_fields=("assigned",))
            row = status_lists.open_list(status_lists.key_of(row))
        places.append(row)
        taken.append(status_lists.place_at(row, row.assigned))
        row.assigned += 1
    row.save(update_fields=("assigned",))
    return places, taken


def _plain(number: uuid.UUID) -> str:
    return number.hex if connection.vendor == "sqlite" else str(number)


def _copies(
    row: models.Model, count: int, differing: Callable[[int], dict[str, Any]], *, skip: str = ""
) -> None:
    """INSERT `count` rows like this one but for some columns; straight past the ORM, which costs ten times as much."""
    fields = [field for field in row._meta.concrete_fields if field.column != skip]
    same = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    places = {str(field.column): place for place, field in enumerate(fields)}
    columns = ", ".join(f'"{column}"' for column in places)
    sql = (
        f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({", ".join(["%s"] * len(fields))})'
    )

    def rows(numbers: range) -> Iterator[list[Any]]:
        for n in numbers:
            values = same.copy()
            for column, value in differing(n).items():
                values[places[column]] = value
            yield values

    for begin in range(0, count, CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, list(rows(range(begin, min(count, begin + CHUNK)))))


def _public_id(n: int) -> str:
    found = ""
    for _ in range(8):
        n, digit = divmod(n, len(_DIGITS))
        found += _DIGITS[digit]
    return found
