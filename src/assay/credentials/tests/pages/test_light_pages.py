"""Pages travel compressed; what somebody checks byte by byte does not."""

import gzip

import pytest
from django.test import Client

from assay.catalog.models import Version
from assay.credentials.tests.factories import make_award
from assay.people.models import Person

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_travels_compressed_for_who_can_read_it(client: Client, version: Version) -> None:
    path = f"/catalog/{version.micro_credential.slug}/"
    plain, light = client.get(path), client.get(path, headers=GZIP)
    assert "Content-Encoding" not in plain and light["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in light["Vary"]
    assert len(light.content) < len(plain.content) / 2
    assert b"Pause after the question" in gzip.decompress(light.content)
    assert int(light["Content-Length"]) == len(light.content)


def test_who_holds_it_either_way_is_told_so(client: Client, version: Version) -> None:
    path = f"/catalog/{version.micro_credential.slug}/hallmark.svg"
    plain, light = client.get(path), client.get(path, headers=GZIP)
    assert light["ETag"] == f"W/{plain['ETag']}"
    for tag in (light["ETag"], plain["ETag"], f'"other", {light["ETag"]}'):
        again = client.get(path, headers=GZIP | {"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_badge_is_given_as_it_was_signed(client: Client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="public")
    document = client.get(f"/badges/{award.pk}/", headers=GZIP | {"Accept": "application/json"})
    assert "Content-Encoding" not in document
    assert document.content == bytes(award.credentials.get().body)
