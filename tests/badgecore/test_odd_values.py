"""Values of the right type that no reader expects: each ends in a step of the report, none in a bare error."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from badgecore.did import did_key, did_key_method
from badgecore.errors import StatusWrong
from badgecore.identity import email_hash, is_hash_of
from badgecore.keys import PrivateKey
from badgecore.multibase import base64url
from badgecore.proofs import jose
from badgecore.status import Entry
from badgecore.verify import Outcome, verify
from badgecore.wire import JsonObject, write_json

from .example import make_credential
from .test_jose import made
from .test_ob2 import ASSERTION, make_assertion
from .test_ob2 import make_web as make_ob2_web
from .test_verify import BADGE, check, make_badge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
P256 = PrivateKey.from_seed(bytes(range(32)), "P-256")
HEADER: JsonObject = {"alg": "ES256", "typ": "JWT", "kid": did_key_method(P256.public)}
COMBINING, COMPOSED = (
    "jose\N{COMBINING ACUTE ACCENT}@example.org",
    "jos\N{LATIN SMALL LETTER E WITH ACUTE}@example.org",
)


def failures(token: str) -> set[str]:
    return {step.code for step in verify(token, now=NOW).steps if step.outcome is Outcome.FAILED}


def credential(*without: str, **changes: Any) -> JsonObject:
    """A badge of a did:key issuer that no list speaks of."""
    document = make_credential().to_json()
    document |= {"issuer": document["issuer"] | {"id": did_key(P256.public)}} | changes
    left = {"credentialStatus", *without}
    return {name: value for name, value in document.items() if name not in left}


def former(**more: Any) -> JsonObject:
    """The payload of a token as VCDM 1.1 wrote it."""
    whole = credential("validFrom", "validUntil", "awardedDate", "credentialSchema", "issuer")
    whole["@context"] = ["https://www.w3.org/2018/credentials/v1", *whole["@context"][1:]]
    return {"vc": whole, "iss": did_key(P256.public)} | more


def test_a_hash_that_is_no_hash_names_nobody() -> None:
    subject = make_credential().to_json()["credentialSubject"]
    entry = subject["identifier"][0] | {
        "identityHash": "sha256$\N{LATIN SMALL LETTER E WITH ACUTE}"
    }
    badge = make_badge(
        credentialSubject={**subject, "identifier": [entry]} | {"id": "urn:uuid:" + "1" * 8}
    )
    assert check(badge, recipient="ada@example.org").verdict == "someone-else"


def test_a_hash_that_is_no_hash_names_nobody_in_open_badges_2_either() -> None:
    odd = make_assertion()
    odd["recipient"] |= {"identity": "sha256$\N{SNOWMAN}"}
    report = verify(odd, now=NOW, fetch=make_ob2_web(odd), recipient="ada@example.org")
    assert report.verdict == "someone-else"


def test_half_a_character_as_the_recipient_is_nobody() -> None:
    assert check(BADGE, recipient="ada\udcff@example.org").verdict == "someone-else"


def test_an_address_is_one_however_its_accents_were_typed() -> None:
    assert email_hash(COMBINING, "salt") == email_hash(f" {COMPOSED.upper()} ", "salt")
    assert is_hash_of(email_hash(COMPOSED, "salt"), COMBINING, "salt")
    assert not is_hash_of(email_hash(COMPOSED, "salt"), "jose@example.org", "salt")
    hashed_by_others = "sha256$" + hashlib.sha256(f"{COMBINING}salt".encode()).hexdigest()
    assert is_hash_of(hashed_by_others, f" {COMBINING.upper()}", "salt")


def test_an_address_with_a_tag_is_another_address() -> None:
    assert not is_hash_of(email_hash("ada+work@example.org", None), "ada@example.org", None)
    assert is_hash_of(email_hash("Ada+Work@example.org", None), "ada+work@EXAMPLE.org", None)


@pytest.mark.parametrize("size", [9, 10**6, 10**11, 10**18, 10**400])
def test_a_list_of_giant_entries_is_refused_before_anything_is_counted(size: int) -> None:
    entry = {
        "statusListIndex": "1",
        "statusListCredential": "https://badges.example.org/s",
        "statusPurpose": "message",
    }
    with pytest.raises(StatusWrong):
        Entry.read(entry | {"statusSize": size, "statusMessage": []})


@pytest.mark.parametrize("name", ["nbf", "exp"])
def test_a_time_without_end_is_no_time(name: str) -> None:
    text = write_json(credential())[:-1] + f',"{name}":1e400}}'
    signed = ".".join(base64url(part.encode()) for part in (write_json(HEADER), text))
    assert failures(f"{signed}.{base64url(P256.sign(signed.encode()))}") == {"proof-wrong"}


def test_a_token_that_ran_out_is_over_though_its_badge_names_no_end() -> None:
    whole = credential()
    assert failures(made(HEADER, whole | jose.claims_of(whole), P256)) == set()
    assert failures(made(HEADER, whole | jose.claims_of(whole) | {"exp": 1}, P256)) == {
        "signature-expired"
    }


def test_a_token_whose_time_has_not_come_is_told_though_its_badge_names_no_beginning() -> None:
    whole = credential("validFrom")
    later = int(NOW.timestamp()) + 301
    assert "signature-early" in failures(made(HEADER, whole | {"nbf": later}, P256))
    assert "signature-early" not in failures(made(HEADER, whole | {"nbf": later - 1}, P256))


def test_the_times_of_a_former_token_stand_in_for_those_its_credential_lacks() -> None:
    begun, over = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(NOW.timestamp())
    assert failures(made(HEADER, former(nbf=begun), P256)) == set()
    assert failures(made(HEADER, former(nbf=begun, exp=over), P256)) == {"expired"}
    assert failures(made(HEADER, former(nbf=over + 301), P256)) == {"not-yet-valid"}
    assert failures(made(HEADER, former(nbf=10**30), P256)) == {"proof-wrong"}


def test_an_assertion_that_is_gone_is_withdrawn_whatever_page_says_so() -> None:
    web = make_ob2_web()
    web.put(ASSERTION, b"<h1>410 Gone</h1>", status=410)
    assert verify(ASSERTION.encode(), now=NOW, fetch=web).verdict != "valid"
    assert verify(make_assertion(), now=NOW, fetch=web).verdict == "revoked"
