"""A micro-credential from its announcement to its last day, as its readers, learners and authors see it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog import actions as catalog
from assay.catalog.models import Retirement, Version
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.evidence.actions import remind_of_last_days
from assay.evidence.tests.factories import make_draft
from assay.journeys.models import PlanItem
from assay.lib.clock import held_at, now, span_of
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def department(district: Organization) -> Organization:
    return make_department(district)


@pytest.fixture
def head(department: Organization) -> Person:
    return make_person("Hed Ruiz", role="department-head", organization=department)


@pytest.fixture
def version(district: Organization, department: Organization) -> Version:
    return make_version(district, owner=department)


def signed_in(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def page(person: Person | None = None, address: str = "/catalog/wait-time/") -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def announce(version: Version, by: Person, **typed: str) -> Retirement:
    fields = {
        "closes_on": catalog.earliest_closing(version.micro_credential.home_id).isoformat(),
        "reason": "It is part of another.",
    }
    address = reverse("catalog:retirement", args=[version.pk])
    answer = signed_in(by).post(address, fields | typed)
    assert answer.status_code == 302, answer.content.decode()
    return Retirement.objects.latest("pk")


def at(day: date) -> "held_at":
    return held_at(span_of(day)[0] + timedelta(hours=9))


def test_from_the_announcement_to_the_last_day(
    version: Version, head: Person, ada: Person, bo: Person, dee: Person, district: Organization
) -> None:
    other = make_version(district, slug="other", owner=version.micro_credential.owner)
    draft = make_draft(ada, version)
    PlanItem.objects.create(person=bo, micro_credential=version.micro_credential, added_at=now())
    row = announce(version, head, successor=str(other.micro_credential_id))
    assert told("retirement_announced") == {"Ada Marsh", bo.display_name}
    html = page()
    assert "no one can start this anymore" in html and "It is part of another." in html
    assert "Badges already earned stay valid" in html and "/catalog/other/" in html
    assert "Sign in to start" in html, "until its day it is open"
    assert "Closes on" in page(address="/catalog/")
    assert "You can submit this until" in page(ada, f"/evidence/{draft.pk}/")
    assert "Call it off" in page(head, f"/authoring/{version.pk}/")
    with at(row.closes_on):
        catalog.tend_versions()
        html = page()
        assert "Retired: since" in html and "Sign in to start" not in html
        assert "/catalog/wait-time/" not in page(address="/catalog/")
        assert signed_in(dee).post("/evidence/wait-time/begin/").status_code in (404, 409)
    with at(row.last_day - timedelta(days=30)):
        remind_of_last_days()
    assert told("last_day_near") == {"Ada Marsh"}
    with at(row.last_day + timedelta(days=1)):
        catalog.tend_versions()
        assert "The last day to submit this was" in page(ada, f"/evidence/{draft.pk}/")
        assert "The last day to submit it was" in page()


def test_it_is_called_off_and_those_who_were_told_hear_of_it(
    version: Version, head: Person, ada: Person
) -> None:
    make_draft(ada, version)
    announce(version, head)
    off = reverse("catalog:calling_off_retirement", args=[version.pk])
    assert signed_in(head).post(off).status_code == 302
    assert signed_in(head).post(off).status_code == 409
    assert told("retirement_called_off") == {"Ada Marsh"}
    assert "no one can start" not in page()
    assert "You can submit this until" not in page(ada, f"/evidence/{draft_of(ada)}/")


def draft_of(person: Person) -> int:
    return int(person.starts.get().submissions.get().pk)


def test_what_was_typed_stays_where_the_day_is_too_early(version: Version, head: Person) -> None:
    address = reverse("catalog:retirement", args=[version.pk])
    typed = {"closes_on": "2001-01-01", "reason": "Because of <b>this</b>."}
    answer = signed_in(head).post(address, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The notice takes until" in html and "Because of &lt;b&gt;this&lt;/b&gt;." in html
    for odd in ({}, {"closes_on": "tomorrow", "reason": "x"}, {"closes_on": "9999-12-31"}):
        assert signed_in(head).post(address, odd).status_code == 422
    assert not Retirement.objects.exists()


def test_an_author_without_leave_reads_who_gives_it(version: Version) -> None:
    owner = version.micro_credential.home
    author = make_person("Aut Reed", role="author", organization=owner)
    address = reverse("catalog:retirement", args=[version.pk])
    assert signed_in(author).get(address).status_code == 403
    assert address not in page(author, f"/authoring/{version.pk}/")


def test_a_badge_stays_valid_and_says_that_it_is_retired(
    version: Version, head: Person, ada: Person
) -> None:
    award = make_award(ada, version, visibility="public")
    badge = reverse("credentials:badge", args=[award.pk])
    assert "Retired" not in page(None, badge)
    row = announce(version, head)
    with at(row.last_day + timedelta(days=1)):
        catalog.tend_versions()
        catalog.tend_versions()
        html = page(None, badge)
    assert "no one can start this micro-credential anymore. The badge stays valid" in html
    award.refresh_from_db()
    assert not award.revoked


def test_those_on_an_earlier_version_hear_of_their_last_day(
    version: Version, ada: Person, max_: Person
) -> None:
    make_draft(ada, version)
    owner = version.micro_credential.home
    author = make_person("Aut Reed", role="author", organization=owner)
    draft = catalog.start_new_version(version, by=author)
    rubric = {**draft.data["rubric"]}
    first, *others = rubric["criteria"]
    words = {**first["descriptors"], "demonstrated": "Waits for four seconds, on film."}
    rubric["criteria"] = [{**first, "descriptors": words}, *others]
    draft = catalog.save_draft(draft, {"rubric": rubric}, by=author)
    catalog.publish(draft, by=max_)
    assert told("version_ends") == {"Ada Marsh"}
    html = page(None, "/catalog/wait-time/v/1.0/")
    assert "Those who started it can submit until" in html
    assert "move over" in page(ada, f"/evidence/{draft_of(ada)}/")
