"""The fixed addresses that machines look for, and what search engines are told of public pages."""

import json
import re

import pytest
from django.test import Client

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.people.models import Person

pytestmark = pytest.mark.django_db


def facts(page: str) -> dict[str, str]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told: dict[str, str] = json.loads(found[1])
    return told


def test_robots_lead_to_the_map_and_keep_off_the_desks(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert "Disallow: /assessment/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_the_map_lists_what_is_offered_and_nobodys_badge(
    client: Client, ada: Person, version: Version, django_assert_num_queries
) -> None:
    award = make_award(ada, version, visibility="public")
    with django_assert_num_queries(4):
        answer = client.get("/sitemap.xml")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("application/xml")
    for path in (
        "/",
        "/verify/",
        f"/catalog/{version.micro_credential.slug}/",
        f"/issuers/{award.issuer.ident}/",
    ):
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in text
    assert "/badges/" not in text
    for path in re.findall(r"<loc>http://127.0.0.1:8000(.*?)</loc>", text):
        assert client.get(path).status_code == 200


def test_where_to_report_a_hole_is_there_once_it_was_set(client: Client, settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert text.startswith("Contact: mailto:security@example.org\nExpires: 20")


def test_a_password_manager_is_led_to_the_page(client: Client) -> None:
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/change/")


def test_the_mark_is_there_by_its_oldest_address(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.content.startswith(b"\0\0\1\0")
    assert answer["Cache-Control"] == "public, max-age=3600"


def test_public_pages_are_described(client: Client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="public")
    slug = version.micro_credential.slug
    for path, kind in (
        ("/", "WebSite"),
        ("/catalog/", "CollectionPage"),
        (f"/catalog/{slug}/", "EducationalOccupationalCredential"),
        (f"/issuers/{award.issuer.ident}/", "EducationalOrganization"),
        ("/frameworks/", "WebPage"),
        ("/verify/", "WebPage"),
        ("/accessibility/", "WebPage"),
        ("/accessibility/known/", "WebPage"),
        ("/privacy/", "WebPage"),
        ("/source/", "WebPage"),
    ):
        page = client.get(path).content.decode()
        assert page.count('<meta name="description"') == 1, path
        assert '<meta property="og:title"' in page, path
        assert (facts(page)["@type"], facts(page)["url"]) == (kind, f"http://127.0.0.1:8000{path}")
    badge = client.get(f"/badges/{award.pk}/").content.decode()
    assert badge.count('<meta name="description"') == 1


def test_no_sign_in_a_title_ends_the_block_for_search_engines(client: Client, award: Award) -> None:
    award.issuer.name = '</script><script>alert(1)</script>"'
    award.issuer.save()
    page = client.get(f"/issuers/{award.issuer.ident}/").content.decode()
    assert "<script>alert" not in page
    assert facts(page)["name"] == award.issuer.name
