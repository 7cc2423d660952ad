"""What staff find on their home page, and that no machine keeps it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_person


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def home(person: Person) -> str:
    return as_(person).get("/").content.decode()


@pytest.fixture
def busy(ada, dee, district, lea, max_):
    """One submission to screen, one scored apart, one decided, and a draft of the catalog."""
    version = make_version(district)
    make_decided(ada, district, lead=lea, version=version)
    split = make_evaluation(dee, district, lead=lea, version=version)
    for levels in ({}, {"c3": "not_yet"}):
        assessor = make_assessor(version, district, lead=lea)
        score(take_next(assessor), by=assessor, **levels)
    split.refresh_from_db()
    assert split.status == "adjudication"
    make_evaluation(make_person("New Learner"), district, lead=lea, version=version, screened=False)
    make_version(district, number="1.1", published=False)
    return version


def waiting(person: Person) -> dict[str, int]:
    """{kind of work: how much of it} in the table of somebody's home; nothing where there is no such table."""
    rows = re.findall(r"<tr\b.*?</tr>", home(person), re.DOTALL)
    said = [
        " ".join(re.sub(r"<small.*?</small>|<[^>]+>", " ", row, flags=re.DOTALL).split())
        for row in rows
    ]
    found = (re.match(r"(.+?) (\d+)\b", text) for text in said)
    return {match[1]: int(match[2]) for match in found if match}


def test_the_home_page_counts_what_waits_at_each_desk(busy, ada, chi, lea, max_, district):
    assert waiting(chi) == {"To release": 1, "To endorse": 0}
    counted = waiting(lea)
    assert (counted["To settle"], counted["To screen"], counted["Your score sheets"]) == (1, 1, 0)
    assert "To release" not in counted and "To release" not in waiting(max_)
    assert waiting(max_)["Drafts"] == 1
    sam = make_assessor(busy, district, lead=lea)
    assert waiting(sam)["Your score sheets"] == 0
    make_evaluation(make_person("Other Learner"), district, lead=lea, version=busy)
    take_next(sam)
    assert waiting(sam)["Your score sheets"] == 1
    assert waiting(ada) == {}


def test_another_districts_work_is_not_counted(busy):
    otto = make_person(
        "Otto Other", role="approver", organization=make_district("Hillside Schools")
    )
    assert waiting(otto) == {"To release": 0, "To endorse": 0}


def test_each_desk_costs_one_query(busy, chi, django_assert_max_num_queries):
    client = as_(chi)
    client.get("/")
    with django_assert_max_num_queries(17):
        client.get("/")


def test_no_cache_keeps_what_somebody_signed_in_was_shown(ada, chi, max_, district):
    version = make_version(district)
    award = make_award(ada, version)
    pages = {
        ada: [
            "/",
            "/portfolio/",
            f"/awards/{award.pk}/",
            "/goals/",
            "/start/",
            "/people/profile/",
            "/no-such-page/",
        ],
        chi: [reverse("assessment:release"), "/awards/"],
        max_: ["/people/", "/people/record/", "/people/invitations/"],
    }
    for person, urls in pages.items():
        client = as_(person)
        kept = {url: client.get(url)["Cache-Control"] for url in urls}
        assert all("private" in value and "no-store" in value for value in kept.values()), kept


def test_what_is_public_may_be_kept_whoever_asks(ada, district):
    award = make_award(ada, make_version(district), visibility="public")
    for client in (Client(), as_(ada)):
        assert "public" in client.get(f"/badges/{award.pk}/badge.json")["Cache-Control"]
    assert "no-store" not in Client().get("/").get("Cache-Control", "")
