"""Open Badges 2.0: what we write a verifier accepts; what others bring is held against the copy its issuer hosts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from badgecore import ob2
from badgecore.baking import bake
from badgecore.errors import ShapeWrong
from badgecore.identity import email_hash
from badgecore.keys import PrivateKey
from badgecore.model import Profile
from badgecore.multibase import base64url
from badgecore.verify import Outcome, Report, verify
from badgecore.wire import JsonObject

from .example import make_achievement, make_credential, public_pem
from .test_baking_png import PLAIN
from .web import Web

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "https://badges.example.org"
ASSERTION, BADGE, ISSUER = f"{HOST}/ob2/assertions/1", f"{HOST}/ob2/badges/3", f"{HOST}/ob2/issuer"


def make_assertion(**changes: Any) -> JsonObject:
    return ob2.assertion(make_credential(), url=ASSERTION, badge_url=BADGE) | changes


def make_web(assertion: JsonObject | None = None, issuer: JsonObject | None = None) -> Web:
    web = Web()
    web.put(ASSERTION, assertion or make_assertion())
    web.put(
        BADGE,
        ob2.badge_class(
            make_achievement(), url=BADGE, issuer_url=ISSUER, image_url=f"{HOST}/badge.png"
        ),
    )
    web.put(ISSUER, ob2.issuer(make_credential().issuer, url=ISSUER) | (issuer or {}))
    return web


def check(data: Any, web: Web | None = None, **options: Any) -> Report:
    return verify(data, now=NOW, fetch=web or make_web(), **options)


def codes(report: Report) -> set[str]:
    return {step.code for step in report.steps if step.outcome is not Outcome.PASSED}


def test_what_we_write_is_valid_in_every_dress() -> None:
    text = json.dumps(make_assertion())
    for data in (
        text,
        ASSERTION,
        bake(PLAIN, text, keyword="openbadges"),
        bake(PLAIN, ASSERTION, keyword="openbadges"),
        bake(b'<svg xmlns="http://www.w3.org/2000/svg"/>', ASSERTION, keyword="openbadges"),
    ):
        report = check(data, recipient="ada@example.org")
        assert report.verdict == "valid", report.to_json()
        assert report.standard == "Open Badges 2.0"


def test_the_assertion_has_the_shape_of_the_standard() -> None:
    document = make_assertion()
    assert document["type"] == "Assertion"
    assert document["recipient"]["type"] == "email"
    assert document["recipient"]["identity"].startswith("sha256$")
    assert document["verification"] == {"type": "hosted"}
    assert document["evidence"][0]["narrative"] == "What changed.\n\nAnd why."


def test_what_the_standard_requires_is_asked_for() -> None:
    credential = make_credential()
    nameless = replace(credential, subject=replace(credential.subject, identifier=()))
    with pytest.raises(ShapeWrong):
        ob2.assertion(nameless, url=ASSERTION, badge_url=BADGE)
    with pytest.raises(ShapeWrong):
        ob2.issuer(Profile(id="did:key:z6Mk", name="Nobody"), url=ISSUER)


@pytest.mark.parametrize(
    "change",
    [
        {"issuedOn": "2020-01-01T00:00:00Z"},
        {"badge": f"{HOST}/ob2/badges/4"},
        {"recipient": {"type": "email", "identity": "eve@example.org", "hashed": False}},
        {"expires": "2030-01-01T00:00:00Z"},
    ],
)
def test_a_file_that_says_something_else_than_its_issuer_does_not_pass(change: JsonObject) -> None:
    report = check(make_assertion(**change))
    assert codes(report) == {"hosted-copy-differs", "dates-claimed"}
    assert report.verdict == "not-valid"


def test_a_revoked_assertion_is_told_with_its_reason() -> None:
    web = make_web()
    web.put(
        ASSERTION, ob2.revoked_assertion(url=ASSERTION, reason="Awarded by mistake"), status=410
    )
    report = check(make_assertion(), web)
    assert report.verdict == "revoked"
    status = report.step("status")
    assert status is not None
    assert status.detail == "Awarded by mistake"


def test_a_revoked_assertion_says_that_and_nothing_of_the_award() -> None:
    assert json.dumps(ob2.revoked_assertion(url=ASSERTION, reason="Awarded by mistake")) == (
        f'{{"@context": "{ob2.CONTEXT}", "type": "Assertion", "id": "{ASSERTION}", "revoked": true,'
        ' "revocationReason": "Awarded by mistake"}'
    )


@pytest.mark.parametrize(
    ("issuer", "verdict"),
    [
        ({}, "valid"),
        ({"verification": {"startsWith": f"{HOST}/ob2/assertions/"}}, "valid"),
        ({"verification": {"startsWith": ["https://other.example/", f"{HOST}/ob2/"]}}, "valid"),
        ({"verification": {"startsWith": "https://other.example/"}}, "not-valid"),
        ({"verification": {"allowedOrigins": ["badges.example.org"]}}, "valid"),
        ({"verification": {"allowedOrigins": "other.example"}}, "not-valid"),
    ],
)
def test_the_issuer_says_where_its_assertions_lie(issuer: JsonObject, verdict: str) -> None:
    assert check(ASSERTION, make_web(issuer=issuer)).verdict == verdict


def test_an_assertion_that_lies_elsewhere_than_its_issuer_does_not_pass() -> None:
    web = make_web()
    url = "https://evil.example/1"
    web.put(url, make_assertion(id=url))
    assert codes(check(url, web)) == {"issuer-elsewhere", "dates-claimed"}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"expires": "2026-01-01T00:00:00Z", "issuedOn": "2025-01-01T00:00:00Z"}, "expired"),
        ({"issuedOn": "2027-01-01T00:00:00Z"}, "not-yet-valid"),
        ({"expires": "2020-01-01T00:00:00Z"}, "not-valid"),
        ({"issuedOn": "yesterday"}, "not-valid"),
        ({"recipient": "ada@example.org"}, "not-valid"),
        ({"verification": {"type": "trust me"}}, "not-valid"),
        ({"type": "BadgeClass"}, "not-valid"),
        ({"verification": {"type": "SignedBadge"}}, "unsigned"),
        ({"id": "http://badges.example.org/ob2/assertions/1"}, "unclear"),
    ],
)
def test_dates_and_form(change: JsonObject, verdict: str) -> None:
    changed = make_assertion(**change)
    assert check(changed, make_web(assertion=changed)).verdict == verdict


def test_without_the_network_a_hosted_assertion_stays_open() -> None:
    assert verify(make_assertion(), now=NOW).verdict == "unclear"


def test_someone_else_is_told() -> None:
    assert check(ASSERTION, recipient="eve@example.org").verdict == "someone-else"


@pytest.mark.parametrize("said", [{}, {"hashed": False}])
@pytest.mark.parametrize("identity", [email_hash("ada@example.org", "salt-1"), " Ada@example.org"])
def test_a_hash_is_known_by_its_look_where_the_assertion_does_not_call_it_one(
    said: JsonObject, identity: str
) -> None:
    changed = make_assertion(
        recipient={"type": "email", "identity": identity, "salt": "salt-1"} | said
    )
    verdicts = [
        check(changed, make_web(changed), recipient=f"{name}@example.org").verdict
        for name in ("ada", "eve")
    ]
    assert verdicts == ["valid", "someone-else"]


# Signed assertions

RSA = PrivateKey.generate("RSA")
KEY_URL = f"{HOST}/ob2/key"


def signed(document: JsonObject, key: PrivateKey = RSA) -> str:
    parts = [
        base64url(json.dumps(part).encode()) for part in ({"alg": key.public.algorithm}, document)
    ]
    return ".".join([*parts, base64url(key.sign(".".join(parts).encode()))])


def signed_web(**key: Any) -> Web:
    web = make_web(issuer={"publicKey": KEY_URL, "revocationList": f"{HOST}/ob2/revoked"})
    pem = public_pem(RSA)
    web.put(
        KEY_URL,
        {"type": "CryptographicKey", "id": KEY_URL, "owner": ISSUER, "publicKeyPem": pem} | key,
    )
    web.put(f"{HOST}/ob2/revoked", {"revokedAssertions": [{"id": f"{HOST}/2"}]})
    return web


SIGNED = make_assertion(verification={"type": "SignedBadge", "creator": KEY_URL})


def test_a_signed_assertion_passes_and_a_forged_or_revoked_one_does_not() -> None:
    assert check(signed(SIGNED), signed_web()).verdict == "valid"
    assert check(signed(SIGNED, PrivateKey.generate("RSA")), signed_web()).verdict == "not-valid"
    assert check(signed(SIGNED), signed_web(owner="https://evil.example")).verdict == "not-valid"
    assert check(signed(SIGNED), signed_web(publicKeyPem="none")).verdict == "unclear"
    web = signed_web()
    web.put(f"{HOST}/ob2/revoked", {"revokedAssertions": [ASSERTION]})
    assert check(signed(SIGNED), web).verdict == "revoked"


# The examples of 1EdTech (vectors/ob2/SOURCES.md)

VECTORS = Path(__file__).parents[1] / "vectors" / "ob2"


def hosted(folder: str) -> Web:
    web = Web()
    for path in (VECTORS / folder).glob("*.json"):
        web.put(f"https://example.org/{path.name}", path.read_bytes())
    return web


def test_the_hosted_example_of_1edtech_passes_and_the_bad_one_does_not() -> None:
    good, bad = (
        (VECTORS / name / "beths-robotics-badge.json").read_bytes()
        for name in ("hosted", "hosted-bad")
    )
    assert check(good, hosted("hosted")).verdict == "valid"
    assert check(bad, hosted("hosted-bad")).verdict == "not-valid"
    assert (
        check((VECTORS / "hosted" / "beths-robot-badge.png").read_bytes(), hosted("hosted")).verdict
        == "valid"
    )
