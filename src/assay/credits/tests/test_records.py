"""A rule of pay that changes: each badge is counted by the record that the policy names, and money by the same."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.facts import rule_named
from assay.credits.models import Credit
from assay.credits.rules.calculation import calculate
from assay.credits.rules.files import read
from assay.credits.rules.nouns import Activity, Cycle, Holds
from assay.credits.tests.factories import LANE, PAY, make_approval, make_credit, make_pay_rule
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.program import actions as program
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db

OLD = read(PAY.read_text(encoding="utf-8")).rules[0].rule


def _day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("holds", "comes_to"), [("day_earned", 2), ("day_started", 1), ("better", 2)]
)
def test_the_policy_says_which_record_counts(
    holds: str, comes_to: int, district: Organization, max_: Person, ada: Person, version: Version
) -> None:
    program.set_policy("credit", {"value_holds": holds}, by=MACHINE)
    make_pay_rule(district, max_)
    make_pay_rule(district, max_, since=_day(-10), amount="2")
    make_award(ada, version)
    Start.objects.update(started_at=now() - timedelta(days=30))
    actions.propose_pay(ada)
    assert Credit.objects.get().balance == comes_to


def test_what_was_earned_before_a_later_record_keeps_its_worth(
    district: Organization, max_: Person, ada: Person, version: Version, client: Client
) -> None:
    make_pay_rule(district, max_)
    award = make_award(ada, version)
    Award.objects.filter(pk=award.pk).update(earned_on=today() - timedelta(days=20))
    actions.propose_pay(ada)
    make_pay_rule(district, max_, since=_day(-10), amount="2")
    assert actions.propose_pay(ada) == []
    assert Credit.objects.get().balance == 1
    client.force_login(ada)
    assert "1 point, $150.00 a year" in client.get(reverse("credits:pay")).content.decode()


def test_a_record_that_begins_later_changes_nothing_today(
    district: Organization, max_: Person, ada: Person, version: Version
) -> None:
    make_pay_rule(district, max_)
    make_pay_rule(district, max_, since=_day(10), amount="2")
    make_award(ada, version)
    actions.propose_pay(ada)
    assert Credit.objects.get().balance == 1
    rule = rule_named(LANE)
    assert rule is not None and rule.amount == 1


@given(
    st.lists(st.dates(date(2021, 1, 1), date(2026, 12, 31)), min_size=1, max_size=12),
    st.sampled_from(Holds),
    st.dates(date(2021, 1, 1), date(2026, 12, 31)),
)
def test_a_cap_holds_over_all_records(days: list[date], holds: Holds, since: date) -> None:
    newer = replace(OLD, since=since, amount=Decimal(2))
    done = [
        Activity(
            id=str(n),
            title="",
            ended_on=day,
            began_on=day - timedelta(days=40),
            micro_credential=str(n),
        )
        for n, day in enumerate(days)
    ]
    result = calculate(newer, Cycle(date.min, date.max), done, records=(OLD, newer), holds=holds)
    years: dict[int, Decimal] = {}
    for line in result.lines:
        day = line.activity.ended_on
        year = day.year if (day.month, day.day) >= (7, 1) else day.year - 1
        years[year] = years.get(year, Decimal(0)) + line.amount
        assert line.amount == sum(step.change for step in line.steps)
    assert max(years.values()) <= 4
    shuffled = calculate(
        newer, Cycle(date.min, date.max), reversed(done), records=(OLD, newer), holds=holds
    )
    assert shuffled.total == result.total


def test_a_hold_waits_with_a_reason_that_its_learner_reads(
    ada: Person, odalys: Person, dee: Person, version: Version, client: Client
) -> None:
    credit = make_credit(ada, version)
    with pytest.raises(WrongState):
        actions.hold_credit(credit, "The state asks about it.", by=odalys)
    actions.claim(credit, by=ada)
    with pytest.raises(PermissionDenied):
        actions.hold_credit(credit, "Because.", by=dee)
    with pytest.raises(BadInput):
        actions.hold_credit(credit, "  ", by=odalys)
    client.force_login(odalys)
    assert client.get(reverse("credits:hold", args=[credit.pk])).status_code == 200
    client.post(reverse("credits:hold", args=[credit.pk]), {"reason": "The state asks about it."})
    with pytest.raises(WrongState):
        actions.hold_credit(credit, "Once more.", by=odalys)
    with pytest.raises(WrongState) as refused:
        actions.approve([credit], by=odalys)
    assert "On hold" in refused.value.message
    assert "0 rows without an issue" in client.get(reverse("credits:desk")).content.decode()
    client.force_login(ada)
    page = client.get(reverse("credits:license", args=[credit.license_id])).content.decode()
    assert "The state asks about it." in page
    client.force_login(odalys)
    client.post(reverse("credits:ending-hold", args=[credit.pk]))
    with pytest.raises(WrongState):
        actions.end_hold(credit, by=odalys)
    assert actions.approve([credit], by=odalys) == 1
    assert Event.objects.filter(verb__in=("credits.held", "credits.hold_ended")).count() == 2


def test_declining_ends_a_hold(ada: Person, odalys: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    actions.hold_credit(credit, "We ask the state.", by=odalys)
    credit.refresh_from_db()
    actions.decline(credit, by=ada)
    credit.refresh_from_db()
    assert (credit.held_at, credit.held_because) == (None, "")


def test_the_coordinator_sees_which_badges_no_approval_covers(
    ada: Person, version: Version, district: Organization, odalys: Person, client: Client
) -> None:
    make_approval(district, version, odalys)
    award = make_award(ada, version)
    client.force_login(odalys)
    address = reverse("credits:uncovered")
    assert "Every badge is covered" in client.get(address).content.decode()
    Award.objects.filter(pk=award.pk).update(earned_on=today() - timedelta(days=900))
    page = client.get(address).content.decode()
    assert version.title in page and ada.display_name not in page
    assert version.title in client.get(address + "?file=csv").getvalue().decode()
