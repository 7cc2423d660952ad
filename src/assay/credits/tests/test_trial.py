"""The next record of a rule: a dated copy, tried on cases, badges and people before it is written down."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.facts import rule_named, rules_of_licenses
from assay.credits.models import Credit, ProgramRule
from assay.credits.rules.files import read
from assay.credits.rules.states import text_of
from assay.credits.subscribers import keep_value, propose_by_rule, propose_credit
from assay.credits.tests.factories import LANE, PAY, TENNESSEE, make_license, make_pay_rule
from assay.credits.trial import Trial, dated_copy, try_record
from assay.journeys.tests.factories import make_start
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def margaret(district: Organization) -> Person:
    return make_person("Margaret Sundaram", role="program-admin", organization=district)


@pytest.fixture
def lane(district: Organization, margaret: Person) -> ProgramRule:
    return make_pay_rule(district, margaret)


def dearer(text: str = "") -> str:
    """The lane from the next month on, with more money a point."""
    return (text or dated_copy(PAY.read_text(encoding="utf-8"))).replace(
        'amount: "150"', 'amount: "175"'
    )


def two_points() -> str:
    """The same with two points a badge, and cases that say so."""
    data = yaml.load(dated_copy(PAY.read_text(encoding="utf-8")), Loader=yaml.BaseLoader)
    rule = data["rules"][0]
    rule["earn"]["amount"] = "2"
    case = rule["cases"][0]
    case["amounts"], case["total"] = dict.fromkeys(case["amounts"], "2"), "4"
    rule["cases"] = [{**case, "title": f"Case {n}"} for n in range(3)]
    return yaml.safe_dump(data, sort_keys=False)


def tried(organization: Organization, text: str, by: Person) -> Trial:
    ruled = actions.checked_rule(organization, text, by=by)
    return try_record(organization, ruled, by=by)


@pytest.mark.parametrize("text", [PAY.read_text(encoding="utf-8"), text_of(TENNESSEE)])
def test_a_dated_copy_begins_with_the_next_month_and_its_cases_still_hold(text: str) -> None:
    copy = read(dated_copy(text))
    assert not copy.problems
    rule = copy.rules[0].rule
    assert rule.since.day == 1 and today() < rule.since <= today() + timedelta(days=31)
    days = [one.ended_on for case in copy.rules[0].cases for one in case.activities]
    assert min(days) >= rule.since


def test_a_copy_of_a_leap_day_and_of_what_is_no_rule() -> None:
    text = PAY.read_text(encoding="utf-8").replace("2026-02-10", "2024-02-29", 1)
    assert not read(dated_copy(text)).problems
    assert "02-29" not in dated_copy(text)
    assert dated_copy("no rule") == "no rule"


def test_a_trial_sets_cases_and_badges_side_by_side_and_changes_nothing(
    lane: ProgramRule, district: Organization, margaret: Person, ada: Person, version: Version
) -> None:
    make_award(ada, version)
    found = tried(district, two_points(), margaret)
    assert ProgramRule.objects.count() == 1
    assert found.before is not None and found.before.since == date(2020, 7, 1)
    (badge,) = found.badges
    assert (badge.was, badge.will_be) == ("1 point, $150.00 a year", "2 points, $300.00 a year")
    assert badge.changes and badge.why
    first = found.cases[0]
    assert (first.was, first.changes) == ("2 points, $300.00 a year", True)
    assert all(one.changes for one in tried(district, dearer(), margaret).cases)  # in money
    assert not found.is_begun and found.counted_anew == 0


def test_it_says_who_may_earn_and_who_is_under_way(
    lane: ProgramRule, district: Organization, margaret: Person, ada: Person, version: Version
) -> None:
    make_start(ada, version)
    keep_value(Event.objects.get(verb="journeys.started"))
    found = tried(district, two_points(), margaret)
    assert (found.under_way, found.changing) == (1, 1) and found.holders >= 1
    assert tried(district, dearer(), margaret).changing == 0


def test_a_first_day_that_has_come_counts_open_proposals_anew(
    lane: ProgramRule, district: Organization, margaret: Person, ada: Person, version: Version
) -> None:
    make_award(ada, version)
    propose_credit(Event.objects.get(verb="credentials.awarded"))
    text = PAY.read_text(encoding="utf-8").replace('since: "2020-07-01"', 'since: "2020-08-01"', 1)
    found = tried(district, text, margaret)
    assert found.is_begun and found.counted_anew == Credit.objects.count() == 1


def test_in_the_browser_nothing_is_written_down_before_it_was_seen(
    lane: ProgramRule, district: Organization, margaret: Person, client: Client
) -> None:
    client.force_login(margaret)
    page = client.get(reverse("credits:rule", args=[LANE])).content.decode()
    assert "Write its next record" in page and "mc-credit-rules/2" in page
    address = reverse("credits:next-record", args=[LANE])
    copy = client.get(address).content.decode()
    assert "What it would do" not in copy and "Two badges of one school year" in copy
    sent = {"organization": district.pk, "text": dearer(), "act": "write"}
    seen = client.post(address, sent)
    assert ProgramRule.objects.count() == 1
    shown = seen.content.decode()
    assert "What it would do" in shown and "has changed since you tried it" in shown
    mark = re.search(r'name="tried" value="(\w+)"', shown)
    assert mark is not None
    stale = client.post(address, {**sent, "text": two_points(), "tried": mark[1]})
    assert ProgramRule.objects.count() == 1 and "has changed since" in stale.content.decode()
    done = client.post(address, {**sent, "tried": mark[1]})
    assert done.status_code == 302 and ProgramRule.objects.count() == 2
    twice = client.post(address, {**sent, "tried": mark[1]})
    assert twice.status_code == 422 and "already written down" in twice.content.decode()
    assert "$175.00" in client.get(reverse("credits:rule", args=[LANE])).content.decode()


def test_what_is_wrong_is_said_and_stays_typed(
    lane: ProgramRule, district: Organization, margaret: Person, client: Client
) -> None:
    client.force_login(margaret)
    address = reverse("credits:next-record", args=[LANE])
    broken = dearer().replace('total: "2"', 'total: "3"', 1)
    refused = client.post(address, {"organization": district.pk, "text": broken, "act": "try"})
    assert refused.status_code == 422
    assert "The total is 2" in refused.content.decode()
    assert "amount: &quot;175&quot;" in refused.content.decode()


def test_the_rule_of_a_state_is_written_down_by_the_home_district_alone(
    district: Organization, margaret: Person, odalys: Person, client: Client
) -> None:
    elsewhere = make_district("elsewhere")
    eve = make_person("Eve", role="program-admin", organization=elsewhere)
    text = dated_copy(text_of(TENNESSEE))
    with pytest.raises(PermissionDenied):
        actions.add_rule(district, text, by=odalys)
    with pytest.raises(BadInput, match="home district"):
        actions.add_rule(elsewhere, text, by=eve)
    with pytest.raises(BadInput, match="Begin this one later"):
        actions.add_rule(district, text_of(TENNESSEE), by=margaret)
    for person, status in ((margaret, 200), (odalys, 404), (eve, 404)):
        client.force_login(person)
        assert client.get(reverse("credits:rule", args=[TENNESSEE])).status_code == 200
        next_one = client.get(reverse("credits:next-record", args=[TENNESSEE]))
        assert next_one.status_code == status, person


def test_a_program_sees_no_rule_of_pay_of_another(lane: ProgramRule, client: Client) -> None:
    elsewhere = make_district("elsewhere")
    client.force_login(make_person("Eve", role="program-admin", organization=elsewhere))
    for name in (LANE, "none-such"):
        assert client.get(reverse("credits:rule", args=[name])).status_code == 404
        assert client.get(reverse("credits:next-record", args=[name])).status_code == 404


def test_a_states_rule_counts_as_written_down_from_its_day_on(
    district: Organization, margaret: Person, ada: Person, version: Version
) -> None:
    make_license(ada, TENNESSEE)
    make_award(ada, version)
    propose_credit(Event.objects.get(verb="credentials.awarded"))
    was = Credit.objects.get().balance
    data = yaml.load(text_of(TENNESSEE), Loader=yaml.BaseLoader)
    rule = data["rules"][0]
    yesterday = today() - timedelta(days=1)
    rule["since"] = yesterday.isoformat()
    rule["name"] = "As of yesterday"
    rule["earn"] = {"method": "none"}
    rule["cases"] = [
        {
            "title": f"Case {n}",
            "first": "2020-07-01",
            "last": "2060-06-30",
            "activities": [{"id": "a", "micro_credential": "a", "on": today().isoformat()}],
            "amounts": {},
            "total": "0",
        }
        for n in range(3)
    ]
    text = yaml.safe_dump(data, sort_keys=False).replace("'true'", "true")
    actions.add_rule(district, text, by=margaret)
    propose_by_rule(Event.objects.get(verb="credits.rule_added"))
    assert was > 0 and Credit.objects.get().balance == Decimal(0)
    now = rule_named(TENNESSEE)
    earlier = rule_named(TENNESSEE, yesterday - timedelta(days=1))
    assert now is not None and now.name == "As of yesterday"
    assert earlier is not None and earlier.name != now.name
    assert now in rules_of_licenses(today())
