"""Missed lead time: who began before a program could count is listed, and written to once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.facts import account_of, result_for, rule_named
from assay.credits.lead_time import missed, rules_with_lead_time
from assay.credits.models import Credit, License
from assay.credits.rules.nouns import Rule
from assay.credits.tests.factories import MICHIGAN, make_approval, make_license
from assay.journeys.models import Start
from assay.lib.clock import span_of, today
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db

PAGE, PRESS = "credits:lead-time", "credits:telling-lead-time"


@pytest.fixture
def michigan() -> Rule:
    rule = rule_named(MICHIGAN)
    assert rule is not None
    return rule


@pytest.fixture
def award(ada: Person, version: Version) -> Award:
    """Begun sixty days ago, earned today."""
    award = make_award(ada, version)
    # At the beginning of that day here: an hour before midnight, summer time would make it the next one.
    began, _end = span_of(today() - timedelta(days=60))
    Start.objects.filter(person=ada).update(started_at=began)
    return award


def _approve(district: Organization, version: Version, by: Person, *, days_ago: int) -> None:
    approved = today() - timedelta(days=days_ago)
    make_approval(district, version, by, approved_on=approved, first=approved)


@pytest.mark.parametrize("days_before", [15, 14, 13, 0, -10])
def test_it_lists_what_the_calculation_counts_for_nothing(
    award: Award,
    ada: Person,
    version: Version,
    odalys: Person,
    district: Organization,
    michigan: Rule,
    days_before: int,
) -> None:
    _approve(district, version, odalys, days_ago=60 + days_before)
    license_ = make_license(ada)
    (line,) = result_for(michigan, license_, account_of(ada)).lines
    is_missed = line.steps[-1].code == "lead_time"
    assert is_missed == (days_before < 14)
    assert [one.pk for one in missed([district.path], michigan)] == [award.pk] * is_missed
    assert Credit.objects.exists() != is_missed


def test_nothing_of_a_license_is_asked_and_another_programs_are_not_in_it(
    award: Award, version: Version, odalys: Person, district: Organization, michigan: Rule
) -> None:
    assert rules_with_lead_time([district.path]) == []
    _approve(district, version, odalys, days_ago=60)
    assert rules_with_lead_time([district.path]) == [michigan]
    assert not License.objects.exists() and missed([district.path], michigan).count() == 1
    assert not missed([make_district("Elsewhere").path], michigan).exists()
    Award.objects.update(status="revoked")
    assert not missed([district.path], michigan).exists()


def test_each_is_written_to_once_by_the_coordinator_alone(
    award: Award,
    ada: Person,
    version: Version,
    odalys: Person,
    district: Organization,
    michigan: Rule,
) -> None:
    _approve(district, version, odalys, days_ago=60)
    admin = make_person("Margaret", role="program-admin", organization=district)
    for somebody in (ada, admin):
        with pytest.raises(PermissionDenied):
            actions.tell_of_lead_time(district, michigan, by=somebody)
    assert actions.tell_of_lead_time(district, michigan, by=odalys) == 1
    with pytest.raises(WrongState):
        actions.tell_of_lead_time(district, michigan, by=odalys)
    event = Event.objects.get(verb="credits.lead_time_told")
    assert (event.subject_id, event.particulars) == (str(award.pk), {"rule": MICHIGAN})


def test_ones_own_is_listed_and_not_written_to(
    version: Version, odalys: Person, district: Organization, michigan: Rule
) -> None:
    make_award(odalys, version)
    _approve(district, version, odalys, days_ago=5)
    assert missed([district.path], michigan).count() == 1
    with pytest.raises(WrongState):
        actions.tell_of_lead_time(district, michigan, by=odalys)


def test_its_page_lists_finds_writes_and_gives_a_file(
    award: Award,
    ada: Person,
    version: Version,
    odalys: Person,
    district: Organization,
    client: Client,
) -> None:
    client.force_login(odalys)
    assert "No one began too early" in client.get(reverse(PAGE)).content.decode()
    _approve(district, version, odalys, days_ago=60)
    for order in ("learner", "-title", "earned", "x"):
        page = client.get(reverse(PAGE), {"sort": order, "q": ada.display_name}).content.decode()
        assert version.title in page and "2025-0388" in page
    assert "No badge here" in client.get(reverse(PAGE), {"q": "zebra"}).content.decode()
    sent = {"organization": district.pk, "rule": MICHIGAN}
    assert client.post(reverse(PRESS), sent).status_code == 302
    assert client.post(reverse(PRESS), sent).status_code == 409
    assert client.post(reverse(PRESS), {"organization": "9" * 30}).status_code == 404
    file = client.get(reverse(PAGE), {"file": "csv"}).getvalue().decode()
    assert ada.display_name in file and "Counts from" in file
    other = make_district("Elsewhere")
    stranger = make_person("Owen", role="credit-coordinator", organization=other)
    client.force_login(stranger)
    assert ada.display_name not in client.get(reverse(PAGE)).content.decode()
    assert client.post(reverse(PRESS), sent).status_code == 404


def test_its_page_asks_as_little_of_many(
    award: Award,
    version: Version,
    odalys: Person,
    district: Organization,
    client: Client,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    _approve(district, version, odalys, days_ago=5)
    for n in range(8):
        make_award(make_person(f"Learner {n}", role="learner", organization=district), version)
    client.force_login(odalys)
    client.get(reverse(PAGE))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert "Learner 7" in client.get(reverse(PAGE)).content.decode()
