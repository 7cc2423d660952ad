"""What can be earned, as JSON at the address that badges call the id of their achievement."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Version
from assay.credentials.models import Award, Credential
from assay.credentials.tests.factories import make_award
from assay.people.models import Person
from badgecore.wire import read_object

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def in_badge(award: Award) -> dict[str, object]:
    body = bytes(Credential.objects.standing().get(award=award).body)
    found: dict[str, object] = read_object(body)["credentialSubject"]["achievement"]
    return found


def test_the_id_of_an_achievement_answers_it_as_it_stands_in_badges(
    client: Client, endorsed: Award
) -> None:
    inside = in_badge(endorsed)
    assert inside["endorsement"]
    for kind in ("application/json", "application/ld+json"):
        answer = client.get(urlsplit(str(inside["id"])).path, headers={"accept": kind})
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        found = answer.json()
        assert len(found.pop("@context")) == 2
        assert found == inside


def test_it_is_kept_like_the_page_and_read_from_any_origin(
    client: Client, ada: Person, version: Version
) -> None:
    make_award(ada, version)
    address = f"/catalog/{version.micro_credential.slug}/v/{version.number}/"
    page, answer = client.get(address), client.get(address, headers=JSON)
    assert page["Content-Type"].startswith("text/html")
    assert answer["Cache-Control"] == page["Cache-Control"] == "private, no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in page["Vary"] and "Accept" in answer["Vary"]
    again = client.get(address, headers=JSON | {"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address, headers=JSON).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=JSON)
    assert len(queries.captured_queries) <= 6


def test_a_reader_of_pages_gets_the_page(client: Client, ada: Person, version: Version) -> None:
    make_award(ada, version)
    address = f"/catalog/{version.micro_credential.slug}/v/{version.number}/"
    for accept in ("*/*", "text/html,application/json;q=0.5", "application/pdf", ", ;"):
        answer = client.get(address, headers={"accept": accept})
        assert answer["Content-Type"].startswith("text/html"), accept


def test_before_its_issuer_has_a_key_there_is_only_the_page(
    client: Client, version: Version
) -> None:
    address = f"/catalog/{version.micro_credential.slug}/v/{version.number}/"
    assert client.get(address, headers=JSON)["Content-Type"].startswith("text/html")


def test_what_nobody_published_is_404_in_every_form(
    client: Client, ada: Person, version: Version
) -> None:
    make_award(ada, version)
    slug = version.micro_credential.slug
    Version.objects.filter(pk=version.pk).update(status="draft", published_at=None)
    for number in (version.number, "9.9"):
        assert client.get(f"/catalog/{slug}/v/{number}/", headers=JSON).status_code == 404
    assert client.get(f"/catalog/nowhere/v/{version.number}/", headers=JSON).status_code == 404
