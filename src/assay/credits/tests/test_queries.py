"""How many queries each page of credit asks: as many with several rows as with one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import CreditBatch, License
from assay.credits.tests.factories import TENNESSEE, make_approval, make_license, make_versions
from assay.credits.transcripts import Chosen
from assay.lib.clock import today
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db

#: Page, whose it is, and the most it asks.
PAGES = {
    "credits:approvals": ("odalys", 8),
    "credits:batches": ("odalys", 9),
    "credits:audits": ("odalys", 9),
    "credits:costs": ("odalys", 11),
    "credits:licenses": ("ada", 11),
    "credits:links": ("ada", 12),
    "credits:transcripts": ("ada", 9),
}


def _earn(version: Version, license_: License, odalys: Person, district: Organization) -> None:
    """One more of everything that these pages list."""
    ada, until = license_.person, today() + timedelta(days=30)
    make_approval(district, version, odalys, number=f"n-{version.pk}")
    award = make_award(ada, version)
    actions.propose(license_)
    credit = award.credits.get()
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    batch: CreditBatch = actions.freeze_batch(district, TENNESSEE, by=odalys)
    actions.draw_packet(district, batch, None, count=1, label="Auditor", until=until, by=odalys)
    actions.make_link(ada, f"Office {version.pk}", until, by=ada)
    actions.make_transcript(ada, until, chosen=Chosen(frozenset([license_.pk])), by=ada)


def _asked(people: dict[str, Person]) -> dict[str, int]:
    found = {}
    for page, (name, _most) in PAGES.items():
        client = Client()
        client.force_login(people[name])
        client.get(reverse(page))  # what is asked once a process
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(page)).status_code == 200
        found[page] = len(seen)
    return found


def test_pages_ask_as_little_of_several_rows_as_of_one(
    district: Organization, ada: Person, odalys: Person
) -> None:
    one, *others = make_versions(district, "8", "9", "10", "7")
    people, license_ = {"ada": ada, "odalys": odalys}, make_license(ada, TENNESSEE)
    _earn(one, license_, odalys, district)
    first = _asked(people)
    for version in others:
        _earn(version, license_, odalys, district)
    assert _asked(people) == first
    assert {page: n for page, n in first.items() if n > PAGES[page][1]} == {}
