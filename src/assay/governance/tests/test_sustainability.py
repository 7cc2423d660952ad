from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.governance.models import Committee
from assay.governance.sustainability import cost_of, rate_in_force
from assay.governance.tests.factories import make_committee, make_member
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.program.actions import set_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(district: Organization) -> Committee:
    cache.clear()
    return make_committee(district)


@pytest.fixture
def member(committee: Committee, client: Client) -> Person:
    person = make_member(committee)
    client.force_login(person)
    return person


def address(committee: Committee) -> str:
    return reverse("governance:sustainability", args=[committee.pk])


def published(district: Organization, slug: str, days_ago: int) -> Version:
    row = make_version(district, slug=slug)
    Version.objects.filter(pk=row.pk).update(
        published_at=now() - timedelta(days=days_ago), title=f"Title of {slug}"
    )
    return row


def test_what_is_past_its_review_and_what_is_due_is_listed_and_counted(
    client: Client, committee: Committee, member: Person, district: Organization
) -> None:
    for slug, days in (("old", 740), ("soon", 700), ("new", 10)):
        published(district, slug, days)
    page = " ".join(client.get(address(committee)).content.decode().split())
    assert "1 is past its review date" in page and "1 review is due in 90 days" in page
    for shown, found in (("past", "old"), ("due", "soon")):
        part = client.get(address(committee), {"show": shown}).content.decode()
        assert f"Title of {found}" in part and "Title of new" not in part
    assert "None here" in client.get(address(committee), {"show": "short"}).content.decode()


def test_the_review_follows_the_policy_in_force(
    client: Client, committee: Committee, member: Person, district: Organization
) -> None:
    published(district, "young", 100)
    assert "0 are past" in " ".join(client.get(address(committee)).content.decode().split())
    set_policy("committee", {"review_months": 2}, effective_from=today(), by=None)
    assert "1 is past" in " ".join(client.get(address(committee)).content.decode().split())


def test_readings_cost_what_the_policy_pays(district: Organization) -> None:
    assert cost_of(10.0, rate_in_force()) is None
    pay = {"pay_basis": "per_scored_submission", "pay_cents": 3000}
    set_policy("assessor", pay, effective_from=today(), by=None)
    assert str(cost_of(10.4, rate_in_force())) == "$300.00"


def test_the_list_is_a_file_and_takes_any_order(
    client: Client, committee: Committee, member: Person, district: Organization
) -> None:
    published(district, "old", 740)
    answer = client.get(address(committee), {"file": "csv", "sort": "-need"})
    head, line = b"".join(answer.streaming_content).decode().splitlines()[:2]
    assert head.lstrip("\ufeff").startswith("Micro-credential,Department,Review by")
    assert line.startswith("Title of old,")
    for wrong in ({"show": "²"}, {"sort": "x"}, {"page": "999"}):
        assert client.get(address(committee), wrong).status_code == 200


def test_strangers_find_nothing(client: Client, committee: Committee, dee: Person) -> None:
    client.force_login(dee)
    assert client.get(address(committee)).status_code == 404


def test_the_page_asks_as_many_questions_whatever_is_open(
    client: Client, committee: Committee, member: Person, district: Organization
) -> None:
    counts = []
    for n in range(2):
        for m in range(1 + 8 * n):
            published(district, f"mc-{n}-{m}", 10)
        for _warm in range(2):
            client.get(address(committee))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(committee))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
