"""A private badge is shown by no way round: the check reads our own shelf only for those who hold the badge."""

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from assay.catalog.models import Version
from assay.credentials import actions, addresses, urls
from assay.credentials.badge import brief_form
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credentials.tests.pages.test_verify_page import document, drop, nobody, paste
from assay.credentials.verification import checking, local_documents
from assay.lib.clock import held_at, now, today
from assay.lib.outbound import CouldNotFetch, Fetched
from assay.people.models import Person
from badgecore import baking
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.proofs import data_integrity

pytestmark = pytest.mark.django_db

KEY = PrivateKey.from_seed(bytes(range(32)))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture(autouse=True)
def _on_the_web(settings: Any) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True


@pytest.fixture
def hidden(ada: Person, version: Version) -> Award:
    """Was open once, so that its address is known, and is private now."""
    award = make_award(ada, version, visibility="link")
    Award.objects.filter(pk=award.pk).update(visibility="private")
    award.visibility = "private"
    return award


def tells(report: Any, award: Award) -> bool:
    return "Ada Marsh" in json.dumps(
        [report.to_json(), report.document]
    ) or award.version.title in json.dumps(report.document)


@pytest.mark.parametrize("name", ["", "badge.json", "badge.jwt", "ob2.json"])
@pytest.mark.parametrize("keyword", ["openbadgecredential", "openbadges"])
def test_a_picture_with_its_address_in_it_opens_nothing(
    hidden: Award, name: str, keyword: Any
) -> None:
    picture = baking.bake(SVG, f"{addresses.badge(hidden.pk)}{name}", keyword=keyword)
    report = checking.check(picture, resolver=nobody)
    assert not tells(report, hidden)
    Award.objects.filter(pk=hidden.pk).update(visibility="link")
    assert tells(checking.check(picture, resolver=nobody), hidden)


def test_an_address_too_long_to_be_taken_for_one_opens_nothing(
    client: Client, hidden: Award
) -> None:
    text = paste(client, f"{addresses.badge(hidden.pk)}?{'x' * 2000}").content.decode()
    assert "Ada Marsh" not in text
    assert hidden.version.title not in text


def test_an_assertion_that_calls_it_its_class_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, hidden: Award
) -> None:
    lure = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://evil.example/a",
        "recipient": {"type": "email", "hashed": False, "identity": "eve@evil.example"},
        "badge": addresses.badge(hidden.pk),
        "issuedOn": "2026-01-01T00:00:00Z",
        "verification": {"type": "hosted"},
    }

    def hosted(url: str, **_named: object) -> Fetched:
        if url != lure["id"]:
            raise CouldNotFetch(url)
        return Fetched(
            status=200, content_type="application/json", body=json.dumps(lure).encode(), url=url
        )

    monkeypatch.setattr("assay.lib.outbound.fetch", hosted)
    report = checking.check(json.dumps(lure))
    assert not tells(report, hidden)


def test_a_badge_of_anybodys_that_bears_its_address_learns_nothing_of_it(hidden: Award) -> None:
    forged = {
        name: value
        for name, value in document(hidden).items()
        if name not in ("proof", "credentialStatus")
    }
    forged["issuer"] = forged["issuer"] | {"id": did_key(KEY.public)}
    forged["credentialSubject"]["identifier"][0] |= {"salt": "a guess"}
    signed = data_integrity.sign(
        forged, key=KEY, verification_method=did_key_method(KEY.public), created=hidden.issued_at
    )
    codes = [step.code for step in checking.check(json.dumps(signed), resolver=nobody).steps]
    assert "superseded" not in codes
    assert "newest" not in codes


@pytest.mark.parametrize(
    "name",
    ["badge.json", "badge.jwt", "badge.png", "badge.svg", "badge-brief.json", "badge-ob2.png"],
)
def test_who_holds_it_in_any_form_has_it_checked_whole(
    client: Client, ada: Person, hidden: Award, name: str
) -> None:
    client.force_login(ada)
    file = client.get(f"/awards/{hidden.pk}/files/{name}").content
    client.logout()
    assert "This badge is genuine" in drop(client, name, file).content.decode()


def test_who_holds_an_old_form_is_told_of_the_newer_one(
    client: Client, ada: Person, hidden: Award
) -> None:
    client.force_login(ada)
    file = client.get(f"/awards/{hidden.pk}/files/badge.json").content
    client.post(f"/awards/{hidden.pk}/reissue/")
    client.logout()
    assert checking.check(file, resolver=nobody).verdict == "superseded"


def test_the_shelf_gives_a_private_badge_to_nobody_who_does_not_bring_it(hidden: Award) -> None:
    for name in ("", "badge.json", "ob2.json"):
        url = f"{addresses.badge(hidden.pk)}{name}"
        assert local_documents.read(url) == local_documents.MISSING
        assert local_documents.read(url, holds=lambda _body: True).status == 200


def test_the_shelf_gives_an_endorsement_only_while_it_is_in_sight(
    ada: Person, bo: Person, hidden: Award
) -> None:
    ask = actions.ask_for_endorsement(hidden, of=bo, by=ada)
    row = actions.endorse_award(
        ask, text="I saw what the wait did to who speaks in this class.", by=bo
    )
    url = addresses.endorsement(row.pk)
    for accepted in (False, True):
        for visibility in ("private", "link", "public"):
            Award.objects.filter(pk=hidden.pk).update(visibility=visibility)
            found = local_documents.read(url, holds=lambda _body: True)
            if accepted and visibility != "private":
                assert (found.status, found.body) == (200, bytes(row.body))
            else:
                assert found == local_documents.MISSING, (accepted, visibility)
        if not accepted:
            actions.accept_endorsement(row, by=ada)


def addresses_of(award: Award) -> Iterator[str]:
    """Every address of the room that names an award, with this one in it."""
    names = (
        "badge.json",
        "badge.jwt",
        "badge.png",
        "badge.svg",
        "badge-brief.json",
        "badge-ob2.png",
        "card.png",
    )
    for route in _routes(urls.urlpatterns):
        if "<uuid:pk>" not in route or route.startswith("endorsements/"):
            continue
        filled = route.replace("<uuid:pk>", str(award.pk))
        for text in ("share_pk", "offer_pk", "wallet_pk", "ask_pk", "number"):
            filled = filled.replace(f"<number:{text}>", "1")
        for name in (*names, "certificate.pdf") if "<str:name>" in filled else ("",):
            yield f"/{filled}".replace("<str:name>", name)


def _routes(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from (f"{pattern.pattern}{rest}" for rest in _routes(pattern.url_patterns))
        else:
            yield str(pattern.pattern)


KINDS_OF_ANSWER = (
    "text/html",
    "application/vc+ld+json",
    "application/vc+jwt",
    "image/png",
    "image/svg+xml",
    "text/plain",
)


@pytest.mark.parametrize("who", ["a stranger", "another learner", "an assessor"])
def test_no_address_of_a_private_badge_tells_anything_to_others(
    client: Client, dee: Person, bo: Person, hidden: Award, who: str
) -> None:
    for person in {"another learner": [dee], "an assessor": [bo]}.get(who, []):
        client.force_login(person)
    found = list(addresses_of(hidden))
    assert len(found) > 30
    for address in found:
        for accept in KINDS_OF_ANSWER:
            answer = client.get(address, headers={"Accept": accept})
            assert answer.status_code in {302, 403, 404, 405}, address
            assert b"Ada Marsh" not in answer.content, address
            assert hidden.version.title.encode() not in answer.content, address
        assert client.post(address).status_code in {302, 403, 404, 405}, address
    hidden.refresh_from_db()
    assert hidden.visibility == "private"
    assert not hidden.revoked
    assert hidden.credentials.count() == 1


def test_a_private_badge_and_none_at_all_are_answered_alike(client: Client, hidden: Award) -> None:
    nobodys = uuid.UUID(int=hidden.pk.int ^ 1)
    for address in addresses_of(hidden):
        there, nowhere = (
            client.get(address),
            client.get(address.replace(str(hidden.pk), str(nobodys))),
        )
        assert there.status_code == nowhere.status_code, address
        assert there.headers.items() == nowhere.headers.items() or there.status_code == 302, address
    here, elsewhere = (addresses.badge(pk) for pk in (hidden.pk, nobodys))
    told = [client.get("/oembed", {"url": url}).content for url in (here, elsewhere)]
    assert told[0] == told[1]
    for url in (here, elsewhere):
        assert (
            "At this address of ours no badge is open to you."
            in paste(client, url).content.decode()
        )


def test_the_brief_form_never_points_to_what_it_leaves_out(hidden: Award) -> None:
    whole = document(hidden) | {"evidence": [{}], "endorsement": [{}], "refreshService": {}}
    shown = set(brief_form._pointers(whole))
    for name in ("evidence", "endorsement", "refreshService", "credentialSubject/result"):
        assert f"/{name}" not in shown
    assert "/credentialSubject/achievement/resultDescription" not in shown
    assert {
        "/name",
        "/credentialSubject/identifier",
        "/credentialSubject/achievement/name",
    } <= shown


def test_a_link_works_through_its_last_day(client: Client, ada: Person, hidden: Award) -> None:
    row = actions.share(hidden, by=ada, until=today())
    assert client.get(f"/s/{row.token}/").status_code == 200
    with held_at(now() + timedelta(days=1)):
        assert client.get(f"/s/{row.token}/").status_code == 404


def test_a_public_page_shows_no_withdrawn_badge(
    client: Client, ada: Person, chi: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="public")
    page = actions.open_public_page(by=ada)
    assert version.title in client.get(f"/portfolios/{page.slug}/").content.decode()
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert version.title not in client.get(f"/portfolios/{page.slug}/").content.decode()
