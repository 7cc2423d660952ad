"""A badge's address as machines see it: types, methods, origins, caches."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from assay.credentials import actions
from assay.credentials.models import Award
from assay.credentials.pages.public.negotiation import preferred
from assay.credentials.tests.factories import make_award
from assay.people.models import Person

pytestmark = pytest.mark.django_db
KINDS = [
    "text/html",
    "application/vc+ld+json",
    "application/ld+json",
    "application/json",
    "application/vc",
    "image/png",
]


@pytest.fixture
def open_badge(ada, version) -> Award:
    return make_award(ada, version, visibility="link")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/html"),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html",
        ),
        ("application/json, text/plain, */*", "application/json"),
        ("application/json;q=0.4, application/vc;q=0.9", "application/vc"),
        (
            'application/ld+json;profile="https://www.w3.org/ns/credentials/v2", */*;q=0.1',
            "application/ld+json",
        ),
        ("application/vc+ld+json; charset=utf-8", "application/vc+ld+json"),
        ("application/*", "application/vc+ld+json"),
        ("image/avif,image/webp,image/*,*/*;q=0.8", "image/png"),
        ("text/html;q=0, */*", "application/vc+ld+json"),
        ("text/html;q=0.1, image/png;q=0.2", "image/png"),
        ("application/pdf", None),
        ("*/*;q=0", None),
        ("application/json;q=wrong", "application/json"),
        (", ,;,/", None),
    ],
)
def test_the_type_is_the_one_the_reader_likes_best(accept: str, kind: str | None) -> None:
    assert preferred(RequestFactory().get("/", headers={"accept": accept}), KINDS) == kind


def test_who_names_no_type_we_have_gets_the_page_and_no_error(
    client: Client, open_badge: Award
) -> None:
    answer = client.get(f"/badges/{open_badge.pk}/", headers={"accept": "application/pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Accept" in answer["Vary"]


def public_documents(award: Award) -> dict[str, str]:
    """Address and type asked for, of all that wallets and checkers of other sites read."""
    badge, issuer = f"/badges/{award.pk}/", f"/issuers/{award.issuer.ident}/"
    return {
        badge: "application/vc",
        f"{badge}badge.json": "*/*",
        f"{badge}badge.jwt": "*/*",
        f"{badge}badge.png": "*/*",
        f"{badge}badge.svg": "*/*",
        f"{badge}ob2.json": "*/*",
        f"{badge}badge-ob2.png": "*/*",
        f"{badge}card.png": "*/*",
        issuer: "application/json",
        f"{issuer}ob2.json": "*/*",
        f"{issuer}status/1": "*/*",
        f"/badges/art/{award.version.micro_credential.slug}/1.0.png": "*/*",
        f"/badges/classes/{award.version.micro_credential.slug}/1.0/ob2.json": "*/*",
    }


def test_every_public_document_may_be_read_from_any_origin_and_asked_for_first(
    client, open_badge: Award
) -> None:
    for address, accept in public_documents(open_badge).items():
        answer = client.get(address, headers={"accept": accept})
        assert (answer.status_code, answer.get("Access-Control-Allow-Origin")) == (200, "*"), (
            address
        )
        asked = client.options(
            address,
            headers={
                "origin": "https://wallet.example",
                "access-control-request-method": "GET",
                "access-control-request-headers": "accept",
            },
        )
        assert asked.status_code == 204, address
        assert asked["Access-Control-Allow-Origin"] == "*"
        assert "GET" in asked["Access-Control-Allow-Methods"]
        assert "Accept" in asked["Access-Control-Allow-Headers"]


def test_the_names_of_an_issuer_may_be_read_from_any_origin(
    client, settings, ada: Person, version
) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    award = make_award(ada, version)
    for address in (
        f"/issuers/{award.issuer.ident}/did.json",
        f"/issuers/{award.issuer.ident}/status/1",
    ):
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"
        assert client.options(address).status_code == 204


def test_who_has_the_bytes_is_told_so_and_no_more(client: Client, open_badge: Award) -> None:
    for address, accept in public_documents(open_badge).items():
        first = client.get(address, headers={"accept": accept})
        again = client.get(address, headers={"accept": accept, "if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
            assert again[name] == first[name], (address, name)


def test_each_type_at_one_address_has_a_tag_of_its_own(client: Client, open_badge: Award) -> None:
    kinds = (
        "application/vc+ld+json",
        "application/vc",
        "application/json",
        "application/jwt",
        "image/png",
    )
    tags = {
        client.get(f"/badges/{open_badge.pk}/", headers={"accept": kind})["ETag"] for kind in kinds
    }
    assert len(tags) == len(kinds)


def test_a_withdrawal_is_never_hidden_by_what_a_reader_holds(
    client: Client, open_badge: Award, chi: Person
) -> None:
    badge, listed = f"/badges/{open_badge.pk}/", f"/issuers/{open_badge.issuer.ident}/status/1"
    held = {
        (address, accept): client.get(address, headers={"accept": accept}).get("ETag", '"none"')
        for address, accept in (
            (badge, "application/json"),
            (badge, "text/html"),
            (f"{badge}ob2.json", "*/*"),
            (listed, "*/*"),
        )
    }
    actions.revoke(open_badge, ground="issued_in_error", by=chi)
    for (address, accept), tag in held.items():
        answer = client.get(address, headers={"accept": accept, "if-none-match": tag})
        assert answer.status_code in (200, 410), (address, accept)


def test_the_page_is_checked_anew_each_time(client: Client, open_badge: Award) -> None:
    answer = client.get(f"/badges/{open_badge.pk}/")
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_private_badge_is_like_none_for_whoever_asks_whatever_way(
    client: Client, award: Award
) -> None:
    none = "00000000-0000-4000-8000-000000000000"

    def answers(pk: object) -> list[tuple[int, str | None]]:
        found: list[HttpResponse] = []
        for name in ("", "badge.json", "badge.png", "ob2.json", "card.png"):
            address = f"/badges/{pk}/{name}"
            found += [
                client.get(address),
                client.head(address),
                client.options(address),
                client.post(address),
                client.get(address, headers={"if-none-match": "*"}),
            ]
        return [(answer.status_code, answer.get("Access-Control-Allow-Origin")) for answer in found]

    assert answers(award.pk) == answers(none)
    assert answers(award.pk)[0] == (404, None)


def test_its_earner_gets_a_private_badge_that_no_cache_keeps(
    client: Client, award: Award, ada: Person
) -> None:
    client.force_login(ada)
    answer = client.get(f"/badges/{award.pk}/badge.json")
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    assert "Access-Control-Allow-Origin" not in answer


def test_head_says_what_get_would(client: Client, open_badge: Award) -> None:
    for address, accept in public_documents(open_badge).items():
        head, got = (ask(address, headers={"accept": accept}) for ask in (client.head, client.get))
        assert head.content == b""
        for name in ("Content-Type", "ETag", "Cache-Control"):
            assert head[name] == got[name], (address, name)


def test_nothing_can_be_sent_to_a_badge(open_badge: Award) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/badges/{open_badge.pk}/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_number_of_a_badge_is_the_same_in_capitals(client: Client, open_badge: Award) -> None:
    capitals = str(open_badge.pk).upper()
    answer = client.get(f"/badges/{capitals}/badge.json")
    assert (answer.status_code, answer["Location"]) == (301, f"/badges/{open_badge.pk}/badge.json")
    assert client.get(f"/badges/{capitals}/", follow=True).status_code == 200
    assert client.get(f"/badges/{open_badge.pk}/no/such/thing").status_code == 404


@pytest.mark.parametrize("tail", ["a" * 6000, "%0d%0aSet-Cookie:x", "..%2f..%2fetc", "badge.json/"])
def test_odd_addresses_are_not_there(client: Client, open_badge: Award, tail: str) -> None:
    assert client.get(f"/badges/{open_badge.pk}/{tail}").status_code == 404
    assert (
        client.get(f"/badges/{str(open_badge.pk).upper()}/{tail}", follow=True).status_code == 404
    )


def test_an_address_no_browser_sends_is_refused_in_words(client: Client, open_badge: Award) -> None:
    refused = client.get(f"/badges/{open_badge.pk}/%00")
    assert refused.status_code == 400 and "could not be read" in refused.content.decode()
