"""What a start would come to is kept with it; who is told when it changes; when to submit before a license ends."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credits import actions
from assay.credits.models import ValueAtStart
from assay.credits.rules import states
from assay.credits.subscribers import keep_value, review_by_approval
from assay.credits.tests.factories import TENNESSEE, make_approval, make_license
from assay.journeys.tests.factories import make_start
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def _begin(person: Person, version: Version) -> None:
    make_start(person, version)
    keep_value(Event.objects.get(verb="journeys.started"))


def test_the_value_is_kept_with_the_start_once(ada: Person, version: Version) -> None:
    make_license(ada, TENNESSEE)
    make_license(ada)
    make_start(ada, version)
    for _again in range(2):
        keep_value(Event.objects.get(verb="journeys.started"))
    assert sorted(ValueAtStart.objects.values_list("amount", flat=True)) == [0, 6]
    kept = ValueAtStart.objects.get(amount=0)
    assert kept.explanation["steps"][0][0] == "no_program"


def test_whoever_has_begun_is_told_once_when_an_approval_changes_it(
    client: Client, ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    make_license(ada)
    _begin(ada, version)
    make_approval(district, version, odalys)
    heard = Event.objects.get(verb="credits.approval_added")
    for _again in range(2):
        review_by_approval(heard)
    event = Event.objects.get(verb="credits.value_changed")
    assert event.particulars == {"was": "0", "now": "8"}
    client.force_login(ada)
    address = reverse("catalog:detail", args=[version.micro_credential.slug])
    page = client.get(address).content.decode()
    assert "it came to 0." in page and "That has changed since." in page


def test_a_new_record_of_a_rule_is_looked_at_once(ada: Person, version: Version) -> None:
    make_license(ada, TENNESSEE)
    _begin(ada, version)
    assert actions.review_after_new_rules() == 0
    ValueAtStart.objects.update(rule_since=date(2010, 1, 1), told=4)  # as under an older record
    assert actions.review_after_new_rules() == 1
    assert actions.review_after_new_rules() == 0
    assert ValueAtStart.objects.get().rule_since in {one.rule.since for one in states.shipped()}


def test_the_page_of_a_license_says_when_to_submit(client: Client, ada: Person) -> None:
    row = make_license(ada, last=today() + timedelta(days=200))
    client.force_login(ada)
    page = client.get(reverse("credits:license", args=[row.pk])).content.decode()
    assert "and there is room to spare" in page and "8 business days promised" in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (50, "and it can still be in time"),
        (10, "may come after the license’s last day"),
        (500, ""),
    ],
)
def test_it_says_what_can_still_be_done_and_hurries_nobody(
    client: Client, ada: Person, days: int, said: str
) -> None:
    row = make_license(ada, last=today() + timedelta(days=days))
    client.force_login(ada)
    page = client.get(reverse("credits:license", args=[row.pk])).content.decode()
    assert said in page and ('id="dates"' in page) == bool(said)
