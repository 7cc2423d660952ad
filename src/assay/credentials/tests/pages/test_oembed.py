import pytest

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_award(ada: Person, version: Version) -> Award:
    return make_award(ada, version, visibility="link")


def ask(client, award: Award, **more: str):
    return client.get("/oembed", {"url": f"http://127.0.0.1:8000/badges/{award.pk}/", **more})


def test_it_says_what_to_show(client, open_award: Award) -> None:
    answer = ask(client, open_award)
    told = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert (told["version"], told["type"], told["author_name"]) == ("1.0", "rich", "Ada Marsh")
    assert f"/badges/{open_award.pk}/embed/" in told["html"]
    assert "<script" not in told["html"]
    assert "sandbox=" in told["html"]


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [
        ({}, 480, 220),
        ({"maxwidth": "300"}, 300, 220),
        ({"maxwidth": "100", "maxheight": "90"}, 100, 90),
    ],
)
def test_it_keeps_to_the_room_there_is(
    client, open_award: Award, asked, width: int, height: int
) -> None:
    told = ask(client, open_award, **asked).json()
    assert (told["width"], told["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in told["html"]
    assert told.get("thumbnail_width", 0) <= int(asked.get("maxwidth", 10_000))


def test_a_private_badge_is_no_different_from_none(client, award: Award) -> None:
    unknown = client.get(
        "/oembed", {"url": "http://127.0.0.1:8000/badges/00000000-0000-4000-8000-000000000000/"}
    )
    private = ask(client, award)
    assert (
        (private.status_code, private.content)
        == (unknown.status_code, unknown.content)
        == (404, unknown.content)
    )


def test_those_who_may_see_a_private_badge_read_why_it_is_not_shown(
    client, award: Award, ada, chi, dee
) -> None:
    for person, status in ((ada, 401), (chi, 401), (dee, 404)):
        client.force_login(person)
        assert ask(client, award).status_code == status
    assert (
        ask(client, award, url=f"http://127.0.0.1:8000/badges/{award.pk}/nothing").status_code
        == 404
    )


@pytest.mark.parametrize(
    "url", ["", "https://example.org/badges/x/", "http://[bad", "http://127.0.0.1:8000/verify/"]
)
def test_other_addresses_are_unknown(client, db, url: str) -> None:
    assert client.get("/oembed", {"url": url}).status_code == 404


def test_a_link_given_out_is_not_embedded(client, award: Award, ada: Person) -> None:
    share = actions.share(award, by=ada)
    assert (
        client.get("/oembed", {"url": f"http://127.0.0.1:8000/s/{share.token}/"}).status_code == 404
    )


def test_xml_is_not_offered(client, open_award: Award) -> None:
    assert ask(client, open_award, format="xml").status_code == 501


@pytest.mark.parametrize("width", ["wide", "-1", "0", "1e3"])
def test_odd_numbers_are_refused(client, open_award: Award, width: str) -> None:
    assert ask(client, open_award, maxwidth=width).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "HTTP://127.0.0.1:8000/badges/{}/",
        "https://127.0.0.1:8000/badges/{}/?utm=1",
        " http://127.0.0.1:8000/badges/{} ",
    ],
)
def test_scheme_and_capitals_do_not_matter(client, open_award: Award, url: str) -> None:
    asked = url.format(str(open_award.pk).upper())
    answer = client.get("/oembed", {"url": asked, "format": "JSON"})
    assert answer.status_code == 200
    assert answer.json()["thumbnail_url"].endswith(".png")


def test_of_a_withdrawn_badge_it_says_so_and_shows_no_picture(
    client, open_award: Award, chi: Person
) -> None:
    actions.revoke(open_award, ground="issued_in_error", by=chi)
    told = ask(client, open_award).json()
    assert "withdrawn by its issuer" in told["title"]
    assert "thumbnail_url" not in told
