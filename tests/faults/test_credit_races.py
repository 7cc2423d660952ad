"""Many who press at once about credit: one yes stands, and what is approved is sent in one batch."""

import pytest
from django.db.models import Sum

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import BatchRow, Credit, CreditBatch, CreditEntry, EntryKind
from assay.credits.tests.factories import LANE, TENNESSEE, make_credit, make_license, make_pay_rule
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from tests.faults.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def odalys(district: Organization) -> Person:
    return make_person("Odalys Reyes", role="credit-coordinator", organization=district)


@pytest.fixture
def for_pay(district: Organization, max_: Person, ada: Person, version: Version) -> Credit:
    make_pay_rule(district, max_)
    make_award(ada, version)
    actions.propose_pay(ada)
    return Credit.objects.get()


def _mine(person: Person) -> Person:
    """As another tab has it."""
    return Person.objects.get(pk=person.pk)


def test_two_tabs_take_the_same_credit_once(for_pay: Credit, ada: Person) -> None:
    def act(_number: int) -> None:
        actions.claim(Credit.objects.get(pk=for_pay.pk), by=_mine(ada))

    done, refused = at_once(MANY, act)
    assert (len(done), len(refused)) == (1, MANY - 1)
    assert CreditEntry.objects.filter(kind=EntryKind.CLAIMED).count() == 1


def test_one_award_is_taken_for_one_of_two_licenses(ada: Person, version: Version) -> None:
    """Of the same purpose, from two tabs: the second reads that it counts already."""
    first = make_credit(ada, version)
    make_license(ada, "ut-usbe-credit")
    rows = list(Credit.objects.order_by("pk"))
    assert len(rows) == 2 and first in rows

    done, refused = at_once(2, lambda n: actions.claim(rows[n], by=_mine(ada)))
    assert (len(done), len(refused)) == (1, 1)
    assert Credit.objects.filter(status="claimed").count() == 1


@pytest.mark.parametrize("rule", [TENNESSEE, LANE])
def test_what_is_approved_is_frozen_once_whoever_presses(
    rule: str, for_pay: Credit, ada: Person, district: Organization, odalys: Person
) -> None:
    make_license(ada, TENNESSEE)
    credit = Credit.objects.get(rule=rule)
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    done, _refused = at_once(
        MANY, lambda _n: actions.freeze_batch(district, rule, by=_mine(odalys)).pk
    )
    assert len(done) == CreditBatch.objects.count() == BatchRow.objects.count() == 1
    entries = CreditEntry.objects.filter(credit=credit)
    assert entries.filter(kind=EntryKind.EXPORTED).count() == 1
    assert entries.aggregate(total=Sum("amount"))["total"] == (6 if rule == TENNESSEE else 1)


def test_two_coordinators_approve_the_same_credit_once(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    """Both pressed at once: one approves, the other reads that it has moved on, and no entry is there twice."""
    other = make_person("Olu Second", role="credit-coordinator", organization=district)
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)

    def act(number: int) -> None:
        by = _mine((odalys, other)[number % 2])
        actions.approve([Credit.objects.get(pk=credit.pk)], by=by)

    done, refused = at_once(MANY, act)
    assert (len(done), len(refused)) == (1, MANY - 1)
    assert CreditEntry.objects.filter(kind=EntryKind.APPROVED).count() == 1


def test_an_answer_imported_from_two_desks_at_once_credits_once(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    batch = actions.freeze_batch(district, TENNESSEE, by=odalys)
    answer = f"reference,result,reason\r\n{batch.pk}-1,accepted,\r\n".encode()
    done, refused = at_once(
        MANY, lambda _n: actions.import_results(batch, answer, by=_mine(odalys)).accepted
    )
    assert sum(done) == 1 and not refused
    assert CreditEntry.objects.filter(kind=EntryKind.ACCEPTED).count() == 1


def test_a_celebration_asked_for_from_two_tabs_is_one(
    ada: Person, version: Version, district: Organization, max_: Person
) -> None:
    award = make_award(ada, version)
    said = {"name": "Spring", "words": "We name you.", "said_by": "The district"}
    since = award.earned_on
    row = actions.add_recognition(district, "celebration", **said, since=since, by=max_)
    done, refused = at_once(MANY, lambda _n: actions.ask_recognition(row, award, by=_mine(ada)).pk)
    assert (len(done), len(refused)) == (1, MANY - 1)


def test_a_withdrawal_and_a_yes_at_once_leave_nothing_taken(for_pay: Credit, ada: Person) -> None:
    award = for_pay.award

    def act(number: int) -> None:
        if number:
            actions.claim(Credit.objects.get(pk=for_pay.pk), by=_mine(ada))
            return
        type(award).objects.filter(pk=award.pk).update(status="revoked")
        actions.reverse_all(award)

    at_once(2, act)
    for_pay.refresh_from_db()
    assert for_pay.status == "reversed"
    assert CreditEntry.objects.aggregate(total=Sum("amount"))["total"] == 0
