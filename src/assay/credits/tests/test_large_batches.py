"""Batches of many: approved, frozen and asked back with as many queries for two hundred rows as for ten."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.actions import batches
from assay.credits.actions.ledger import hash_of
from assay.credits.models import BatchRow, Credit, CreditBatch, CreditEntry, CreditStatus
from assay.credits.tests.factories import LANE, make_pay_rule
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lane(district: Organization) -> None:
    make_pay_rule(district, make_person("Margaret", role="program-admin", organization=district))


def _take(district: Organization, version: Version, n: int) -> list[Credit]:
    """Credit for pay that so many learners took."""
    people = [make_person("Learner", role="learner", organization=district) for _n in range(n)]
    for person in people:
        make_award(person, version)
        actions.propose_pay(person)
        for credit in Credit.objects.visible_to(person):
            actions.claim(credit, by=person)
    return list(Credit.objects.filter(person__in=people))


def _withdraw(credits_: list[Credit]) -> None:
    Award.objects.filter(credits__in=credits_).update(status="revoked")
    for credit in credits_:
        actions.reverse_all(credit.award)


def _asked(seen: CaptureQueriesContext) -> int:
    """How many queries; rows that are written at once are one, however many statements they come in."""
    said = [query["sql"] for query in seen.captured_queries]
    return sum(not sql.startswith("INSERT INTO") for sql in said)


def _rows(batch: CreditBatch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(bytes(batch.body).decode())))


def test_two_hundred_ask_as_little_as_ten(
    district: Organization, version: Version, odalys: Person
) -> None:
    asked = []
    for n in (10, 200):
        taken = _take(district, version, n)
        by = Person.objects.get(pk=odalys.pk)  # who has asked nothing yet
        with CaptureQueriesContext(connection) as approving:
            actions.approve(taken, by=by)
        with CaptureQueriesContext(connection) as freezing:
            first = actions.freeze_batch(district, LANE, by=by)
        _withdraw(taken)
        with CaptureQueriesContext(connection) as asking_back:
            second = actions.freeze_batch(district, LANE, by=by)
        sent = [row["reference"] for row in _rows(first)]
        assert len(sent) == n and sorted(r["takes_back"] for r in _rows(second)) == sorted(sent)
        asked.append([_asked(one) for one in (approving, freezing, asking_back)])
    assert asked[0] == asked[1]


def test_entries_of_many_are_chained_and_noted_as_those_of_one(
    district: Organization, version: Version, odalys: Person
) -> None:
    actions.approve(_take(district, version, 3), by=odalys)
    batch = actions.freeze_batch(district, LANE, by=odalys)
    for credit in Credit.objects.all():
        before = ""
        for number, entry in enumerate(credit.entries.order_by("number"), start=1):
            assert entry.number == number and entry.sha256 == hash_of(entry, before=before)
            before = entry.sha256
        noted = Event.objects.get(verb="credits.exported", subject_id=str(credit.pk))
        assert noted.particulars["sha256"] == before and noted.particulars["batch"] == batch.pk
    assert not Credit.objects.exclude(status=CreditStatus.EXPORTED).exists()


def test_one_that_moved_on_keeps_all_where_they_were(
    district: Organization, version: Version, odalys: Person
) -> None:
    taken = _take(district, version, 3)
    actions.approve(taken[:1], by=odalys)
    entries = CreditEntry.objects.count()
    with pytest.raises(WrongState):
        actions.approve(taken, by=odalys)
    assert CreditEntry.objects.count() == entries
    assert Credit.objects.filter(status=CreditStatus.CLAIMED).count() == 2


def test_what_is_asked_back_comes_first_and_the_rest_in_the_next_batch(
    district: Organization, version: Version, odalys: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_IN_A_BATCH", 3)
    sent = _take(district, version, 2)
    actions.approve(sent, by=odalys)
    actions.freeze_batch(district, LANE, by=odalys)
    _withdraw(sent)
    actions.approve(_take(district, version, 2), by=odalys)
    mixed = actions.freeze_batch(district, LANE, by=odalys)
    rows = BatchRow.objects.filter(batch=mixed)
    assert (rows.count(), rows.filter(takes_back=True).count()) == (3, 2)
    assert len(_rows(actions.freeze_batch(district, LANE, by=odalys))) == 1
    with pytest.raises(WrongState):
        actions.freeze_batch(district, LANE, by=odalys)
