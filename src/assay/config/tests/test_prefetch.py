"""What pages say of the pages after them, to browsers that fetch ahead."""

import json

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory

from assay.config.prefetch import PAGES, addresses
from assay.people.models import Person

pytestmark = pytest.mark.django_db


def test_the_rules_name_each_page_and_nothing_with_a_question(client: Client) -> None:
    page = client.get("/catalog/")
    answer = client.get(page["Speculation-Rules"].strip('"'))
    assert answer["Content-Type"] == "application/speculationrules+json"
    [rule] = json.loads(answer.content)["prefetch"]
    marked, listed = rule["where"]["and"]
    assert marked == {"selector_matches": "a[data-soon]"}
    named = {one["pathname"] for one in listed["href_matches"]}
    assert {"/", "/catalog/", "/catalog/:slug/", "/assessment/sheets/:pk/"} <= named
    assert len(named) == len(PAGES) and all(one["search"] == "" for one in listed["href_matches"])


def test_nothing_that_opens_evidence_or_works_once_is_among_them() -> None:
    noted = ("/files/", "/links/", "/letter", "/join/", "/shared/", "/inspection", "token", ".csv")
    assert not [address for address in addresses().values() if any(w in address for w in noted)]


def test_pages_name_the_rules_but_not_to_who_saves_data(client: Client) -> None:
    assert "Speculation-Rules" in client.get("/catalog/")
    assert "Speculation-Rules" not in client.get("/catalog/", headers={"Save-Data": "on"})
    assert "Speculation-Rules" not in client.get("/robots.txt")


def test_what_is_sent_ends_what_was_fetched_before(client: Client) -> None:
    assert client.post("/appearance/", {})["Clear-Site-Data"] == '"prefetchCache"'
    assert "Clear-Site-Data" not in client.get("/catalog/")


def test_pages_of_somebody_signed_in_stay_private(client: Client, ada: Person) -> None:
    client.force_login(ada)
    assert (
        client.get("/", headers={"Sec-Purpose": "prefetch"})["Cache-Control"] == "private, no-store"
    )


def test_a_message_waits_for_a_page_that_is_seen(client: Client, ada: Person) -> None:
    client.force_login(ada)
    client.cookies["messages"] = _message("It is saved.")
    refused = client.get("/", headers={"Sec-Purpose": "prefetch"})
    assert refused.status_code == 503
    assert "It is saved." in client.get("/").content.decode()
    assert client.get("/", headers={"Sec-Purpose": "prefetch"}).status_code == 200


def _message(text: str) -> str:
    storage = CookieStorage(RequestFactory().get("/"))
    storage.add(constants.SUCCESS, text)
    return str(storage._encode(list(storage._queued_messages)))
