"""A database that is full says so in plain words, and keeps nothing half."""

from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence.models import Response
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import now

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit of pages is SQLite's own"),
]
TEXT = "What I saw after the third second. " * 140


@pytest.fixture
def full(ada, district, client):
    """Ada's draft, and a database that takes not one page more."""
    draft = make_draft(ada, make_version(district))
    client.force_login(ada)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests left free would be room
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    yield draft
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_text_that_has_no_room_comes_back_on_the_page(client, full):
    address = reverse("evidence:step", args=(full.pk, "p1q1"))
    answer = client.post(address, {"text": TEXT, "revision": "0"})
    assert answer.status_code == 507
    page = answer.content.decode()
    assert "no room left" in page
    assert TEXT.strip()[:60] in page
    assert not Response.objects.exists()


def test_a_script_gets_the_same_as_json(client, full):
    address = reverse("evidence:answer", args=(full.pk, "p1q1"))
    answer = client.post(
        address, {"text": TEXT, "revision": "0"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 507
    assert answer.json()["code"] == "no-room"
    assert "Nothing typed or uploaded so far is lost" in answer.json()["detail"]


def test_a_session_that_has_no_room_is_told_too(client, full):
    """Django saves sessions outside of any view, where no middleware of ours hears of it."""
    client.raise_request_exception = False
    client.logout()
    for size in (2000, 200, 20, 1):  # what is left of the last pages
        with suppress(OperationalError):
            for n in range(10_000):
                Session.objects.create(
                    session_key=f"{size}-{n}", session_data="x" * size, expire_date=now()
                )
    answer = client.post("/accounts/login/code/", {"email": "ada.marsh@example.org"})
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
