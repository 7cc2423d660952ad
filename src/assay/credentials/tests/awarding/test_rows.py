"""Rows written as values are those that the ORM writes."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError

from assay.catalog.models import Version
from assay.credentials.models import Award, Credential, Share
from assay.credentials.tests.factories import make_award
from assay.lib.rows import insert_all
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def plain(row: object) -> dict[str, object]:
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # type: ignore[attr-defined]
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in found.items()
    }


def test_every_kind_of_value_comes_back_as_from_the_orm(version: Version) -> None:
    award = make_award(make_person("Ada Marsh"), version)
    credential = award.credentials.get()
    fresh, number = make_person('Zoë "Z" O\\Brien %s 😀'), UUID(int=7)
    insert_all(
        Award,
        (
            "id",
            "person_id",
            "version_id",
            "issuer_id",
            "evaluation_id",
            "name_as_issued",
            "earned_on",
            "issued_at",
            "status_list_id",
            "status_index",
        ),
        [
            (
                number,
                fresh.pk,
                version.pk,
                award.issuer_id,
                None,
                fresh.display_name,
                date(2026, 2, 28),
                MOMENT,
                None,
                None,
            )
        ],
    )
    wanted = Award(
        id=number,
        person=fresh,
        version=version,
        issuer_id=award.issuer_id,
        name_as_issued=fresh.display_name,
        earned_on=date(2026, 2, 28),
        issued_at=MOMENT,
    )
    assert plain(Award.objects.get(pk=number)) == plain(wanted)
    columns = ("award_id", "key_id", "body", "sha256", "valid_from")
    insert_all(Credential, columns, [(number, credential.key_id, b"\x00{\xff}", "0" * 64, MOMENT)])
    written = Credential.objects.get(award=number)
    assert plain(written) == plain(
        Credential(
            pk=written.pk,
            award_id=number,
            key_id=credential.key_id,
            body=b"\x00{\xff}",
            sha256="0" * 64,
            valid_from=MOMENT,
        )
    )


def test_json_comes_back_as_it_went_in() -> None:
    fields = [field.attname for field in Event._meta.concrete_fields]
    event = Event(
        id=1,
        at=MOMENT,
        verb="a.b",
        subject_kind="x",
        subject_id="1",
        particulars={"é": [1, None, {"a": "'"}]},
    )
    insert_all(Event, fields, [[getattr(event, name) for name in fields]])
    assert plain(Event.objects.get(pk=1)) == plain(event)


def test_nothing_to_write_is_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        insert_all(Event, ("id", "at"), [])


def test_many_rows_are_one_call(version: Version, django_assert_num_queries: object) -> None:
    award = make_award(make_person("Ada Marsh"), version)
    with django_assert_num_queries(1):  # type: ignore[operator]
        insert_all(
            Share,
            ("award_id", "token", "made_at"),
            [(award.pk, f"t{n}", MOMENT) for n in range(50)],
        )
    assert set(Share.objects.values_list("label", "until_on", "ended_at")) == {("", None, None)}


def test_a_value_that_each_row_needs_of_its_own_is_not_made_up(version: Version) -> None:
    award = make_award(make_person("Ada Marsh"), version)
    with pytest.raises(LookupError, match="token"):
        insert_all(Share, ("award_id", "made_at"), [(award.pk, MOMENT)])


def test_the_constraints_of_the_database_hold(version: Version) -> None:
    award = make_award(make_person("Ada Marsh"), version)
    with pytest.raises(IntegrityError):
        insert_all(
            Share,
            ("award_id", "token", "made_at"),
            [(award.pk, "same", MOMENT), (award.pk, "same", MOMENT)],
        )
