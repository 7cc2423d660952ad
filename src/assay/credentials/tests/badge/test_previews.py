"""What other sites show of a badge: read as their crawlers read it, down to the bytes."""

import html
import io
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.people.models import Person

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def shown(ada: Person, version: Version) -> Award:
    return make_award(ada, version, visibility="link")


def said(client: Client, path: str) -> dict[str, str]:
    """The page's properties, and its links by type."""
    text = client.get(path).content.decode()
    found = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', text)
    )
    found |= dict(re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', text))
    return {name: html.unescape(value) for name, value in found.items()}


def path(url: str) -> str:
    assert url.startswith(HERE), "absolute, as crawlers want it"
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def picture(client: Client, url: str) -> Image.Image:
    answer = client.get(path(url))
    assert answer.status_code == 200, "no redirect: crawlers do not follow it"
    image = Image.open(io.BytesIO(answer.content))
    assert answer["Content-Type"] == Image.MIME[str(image.format)]
    assert len(answer.content) < 5_000_000
    return image


def test_a_crawler_finds_title_text_and_a_card_of_the_size_it_names(
    client: Client, shown: Award
) -> None:
    found = said(client, f"/badges/{shown.pk}/")
    assert found["og:title"] == shown.version.title
    assert "Ada Marsh" in found["og:description"]
    assert found["og:url"] == f"{HERE}/badges/{shown.pk}/"
    card = picture(client, found["og:image"])
    assert card.size == (int(found["og:image:width"]), int(found["og:image:height"])) == (1200, 627)
    assert found["og:image:alt"]
    colors = card.convert("RGB").getcolors(1_000_000)
    assert colors
    assert len(colors) > 50, "an empty card says nothing"


def test_a_blog_finds_what_to_embed_and_it_is_there(client: Client, shown: Award) -> None:
    found = said(client, f"/badges/{shown.pk}/")
    answer = client.get(path(found["application/json+oembed"]))
    told = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    frame = re.search(r'src="([^"]+)"', told["html"])
    assert frame
    assert client.get(path(frame[1])).status_code == 200
    thumbnail = picture(client, told["thumbnail_url"])
    assert thumbnail.size == (told["thumbnail_width"], told["thumbnail_height"])
    assert {
        "version",
        "type",
        "html",
        "width",
        "height",
        "title",
        "provider_name",
        "provider_url",
        "author_name",
        "cache_age",
    } <= told.keys()


def test_each_other_form_the_page_names_is_there(client: Client, shown: Award) -> None:
    found = said(client, f"/badges/{shown.pk}/")
    for kind in ("application/vc+ld+json", "application/jwt"):
        assert client.get(path(found[kind])).status_code == 200


def test_a_private_badge_given_by_a_link_tells_crawlers_nothing(
    client: Client, award: Award, ada: Person
) -> None:
    share = actions.share(award, by=ada)
    assert said(client, f"/s/{share.token}/") == {}


def test_a_withdrawn_badge_is_not_spread_as_if_it_stood(
    client: Client, shown: Award, chi: Person
) -> None:
    actions.revoke(shown, ground="issued_in_error", by=chi)
    found = said(client, f"/badges/{shown.pk}/")
    assert "withdrawn" in found["og:description"]
    assert "og:image" not in found
    assert client.get(f"/badges/{shown.pk}/card.png").status_code == 410
    assert "Withdrawn" in client.get(f"/badges/{shown.pk}/embed/").content.decode()
