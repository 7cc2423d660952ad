"""What people really bring when something is wrong: a plain sentence each, soon, and nothing fetched on its account."""

import json
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgecore.baking import bake
from badgecore.baking.png import bake as bake_png
from badgecore.did import did_document, did_key, did_key_method, jwt_method_name
from badgecore.errors import BadgeError, ContextUnknown, KeyWrong, TooLarge
from badgecore.keys import Kind, PrivateKey
from badgecore.model import EndorsementCredential, EndorsementSubject, Profile, RefreshService
from badgecore.multibase import base64url
from badgecore.proofs import data_integrity, jose
from badgecore.verify import Outcome, Report, verify
from badgecore.verify.kinds import bare
from badgecore.wire import JsonObject

from .counted import at_most
from .example import EARNED, ISSUER, KEY, make_credential
from .test_baking_png import PLAIN
from .test_verify import BADGE, DID_URL, NOW, make_web, sign
from .web import Web

TEN_MEGABYTES = 10_000_000
CALLS = 400_000
FRIEND = PrivateKey.from_seed(bytes(32))
JARGON = ("exception", "traceback", "none", "rdf", "json-ld", "asn.1", "null", "invalid", "error")


def told(data: Any, code: str, *, web: Web, asked: list[str], **options: Any) -> Report:
    """The report names `code` in words for anybody, after bounded work; the web was asked for `asked` alone."""
    with at_most(CALLS):
        report = verify(data, now=options.pop("now", NOW), fetch=web, **options)
    steps = [step for step in report.steps if step.code == code]
    assert steps, report.to_json()
    for sentence in (report.sentence, *(step.sentence for step in steps)):
        assert sentence.endswith(".")
        assert not any(word in sentence.lower().split() for word in JARGON), sentence
    assert report.verdict != "valid"
    assert web.asked == asked
    return report


def by_did_key(key: PrivateKey, **options: Any) -> JsonObject:
    issuer = Profile(id=did_key(key.public), name="Demo program")
    document = replace(make_credential(), issuer=issuer, status=None).to_json()
    return sign(document, key=key, method=did_key_method(key.public), **options)


# The wrong kind of key


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_a_key_of_the_wrong_kind_is_told_and_nothing_is_fetched(kind: Kind) -> None:
    badge = by_did_key(PrivateKey.generate(kind), cryptosuite="ecdsa-rdfc-2019")
    badge["proof"]["cryptosuite"] = "eddsa-rdfc-2022"
    told(badge, "proof-wrong", web=make_web(), asked=[])


def test_a_key_of_the_wrong_kind_signs_nothing() -> None:
    for kind in ("P-256", "P-384", "RSA"):
        with pytest.raises(KeyWrong):
            sign(make_credential().to_json(), key=PrivateKey.generate(kind))
    with pytest.raises(KeyWrong):
        sign(make_credential().to_json(), cryptosuite="ecdsa-rdfc-2019")


def test_a_token_whose_header_names_another_algorithm_than_the_keys_is_told() -> None:
    key = PrivateKey.generate("P-256")
    issuer = did_key(key.public)
    document = replace(
        make_credential(), issuer=Profile(id=issuer, name="Demo"), status=None
    ).to_json()
    head, payload, signature = jose.sign(
        document, key=key, kid=jwt_method_name(issuer, key.public)
    ).split(".")
    header = {"alg": "RS256", "typ": "JWT", "kid": jwt_method_name(issuer, key.public)}
    head = base64url(json.dumps(header).encode())
    told(f"{head}.{payload}.{signature}", "key-wrong", web=make_web(), asked=[])


# Keys that are over


@pytest.mark.parametrize("word", ["expires", "revoked"])
def test_a_key_that_is_over_is_told_from_the_issuers_own_document(word: str) -> None:
    document = did_document(ISSUER, [KEY.public])
    document["verificationMethod"][0][word] = "2026-11-22T11:59:59Z"
    web = make_web()
    web.put(DID_URL, document)
    report = told(BADGE, "issuer-key-over", web=web, asked=[DID_URL])
    assert report.verdict == "not-valid"


def test_a_badge_signed_by_somebody_else_leads_nowhere() -> None:
    """Whoever signs with a key of their own may write any address into it."""
    badge = sign(
        make_credential().to_json(), key=FRIEND, method=f"{ISSUER}#{FRIEND.public.multikey}"
    )
    told(badge, "method-missing", web=make_web(), asked=[DID_URL])


# Clocks that differ


@pytest.mark.parametrize(("minutes", "verdict"), [(4, "unvouched"), (6, "not-valid")])
def test_a_signature_from_the_future_is_forgiven_five_minutes(minutes: int, verdict: str) -> None:
    document = by_did_key(FRIEND)
    document.pop("proof")
    method = did_key_method(FRIEND.public)
    late = NOW + timedelta(minutes=minutes)
    badge = data_integrity.sign(document, key=FRIEND, verification_method=method, created=late)
    if verdict == "unvouched":
        assert verify(badge, now=NOW, fetch=make_web()).verdict == verdict
    else:
        assert told(badge, "signature-early", web=make_web(), asked=[]).verdict == verdict


@pytest.mark.parametrize(("minutes", "verdict"), [(4, "unvouched"), (6, "not-yet-valid")])
@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_badge_from_the_future_is_forgiven_five_minutes(
    form: str, minutes: int, verdict: str
) -> None:
    key = FRIEND if form == "json" else PrivateKey.generate("P-256")
    issuer = did_key(key.public)
    credential = replace(make_credential(), issuer=Profile(id=issuer, name="Demo"), status=None)
    document = replace(credential, valid_from=NOW + timedelta(minutes=minutes)).to_json()
    badge: Any = (
        sign(document, key=key, method=did_key_method(key.public))
        if form == "json"
        else jose.sign(document, key=key, kid=jwt_method_name(issuer, key.public))
    )
    web = make_web()
    assert verify(badge, now=NOW, fetch=web).verdict == verdict
    assert web.asked == []


# Loops


def endorsement_of(name: str, *, inside: JsonObject | None = None) -> JsonObject:
    made = EndorsementCredential(
        id=f"urn:example:{name}",
        issuer=Profile(id=did_key(FRIEND.public), name="A friend"),
        valid_from=EARNED,
        name="Endorsement",
        subject=EndorsementSubject(id="urn:example:a" if name == "b" else "urn:example:b"),
    ).to_json()
    if inside is not None:
        made["issuer"]["endorsement"] = [inside]
    return sign(made, key=FRIEND, method=did_key_method(FRIEND.public))


def test_two_that_endorse_each_other_for_ever_are_followed_three_deep_and_not_further() -> None:
    chain: JsonObject | None = None
    for depth in range(9):
        chain = endorsement_of("ab"[depth % 2], inside=chain)
    web = make_web()
    badge = by_did_key(FRIEND) | {"endorsement": [chain]}
    badge.pop("proof")
    report = told(
        sign(badge, key=FRIEND, method=did_key_method(FRIEND.public)) | {"name": "changed"},
        "bad-signature",
        web=web,
        asked=[],
    )
    inner, depth = report.inner, 0
    while inner:
        (found,) = inner.values()
        inner, depth = found.inner, depth + 1
    assert depth == 4
    assert found.steps[0].code == "too-complex"


def test_a_badge_that_names_itself_as_its_newer_form_is_fetched_once() -> None:
    address = "https://badges.example.org/credentials/1"
    badge = sign(replace(make_credential(), refresh_service=RefreshService(id=address)).to_json())
    web = make_web()
    web.put(address, badge)
    assert verify(badge, now=NOW, fetch=web).verdict == "valid"
    assert web.asked.count(address) == 1


# Too much


def too_large() -> dict[str, Any]:
    long = BADGE | {"name": "a" * TEN_MEGABYTES}
    text = json.dumps(long)
    packed = zlib.compress(text.encode())
    bomb = b"openbadgecredential\0\1\0\0\0" + packed
    chunk = len(bomb).to_bytes(4) + b"iTXt" + bomb + zlib.crc32(b"iTXt" + bomb).to_bytes(4)
    at = PLAIN.index(b"IDAT") - 4
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential>'
    key = PrivateKey.from_seed(bytes(31) + b"\1", "P-256")
    head = jose.sign(make_credential().to_json(), key=key).split(".")[0]
    return {
        "bytes": text.encode(),
        "text": text,
        "object": long,
        "PNG that unpacks to it": PLAIN[:at] + chunk + PLAIN[at:],
        "SVG": svg + b"a" * TEN_MEGABYTES + b"</o:credential></svg>",
        "JWT": f"{head}.{base64url(text.encode())}.AAAA",
    }


@pytest.mark.parametrize(
    "form", ["bytes", "text", "object", "PNG that unpacks to it", "SVG", "JWT"]
)
def test_ten_megabytes_are_refused_soon_and_nothing_is_fetched(form: str) -> None:
    report = told(too_large()[form], "too-large", web=Web(), asked=[])
    assert report.verdict == "no-badge"


def test_ten_megabytes_are_not_baked() -> None:
    with pytest.raises(TooLarge):
        bake(PLAIN, "a" * TEN_MEGABYTES)
    with pytest.raises(TooLarge):
        bake_png(PLAIN, "a" * TEN_MEGABYTES, keyword="openbadgecredential")


# Words nobody knows


def test_an_unknown_vocabulary_is_told_and_never_fetched() -> None:
    strange = "https://district.example/context"
    badge = BADGE | {"@context": [*BADGE["@context"], strange]}
    web = make_web()
    web.put(strange, {"@context": {}})
    report = told(badge, "context-unknown", web=web, asked=[DID_URL])
    assert report.verdict == "unclear"
    with pytest.raises(ContextUnknown):
        sign({name: item for name, item in badge.items() if name != "proof"})


# Names that lead inside


@pytest.mark.parametrize(
    "host", ["10.0.0.7", "localhost%3A8000", "169.254.169.254", "printer.local", "%5B%3A%3A1%5D"]
)
def test_an_issuer_inside_a_private_network_is_told_and_not_asked(host: str) -> None:
    did = f"did:web:{host}"
    document = replace(
        make_credential(), issuer=Profile(id=did, name="Inside"), status=None
    ).to_json()
    badge = sign(document, method=f"{did}#{KEY.public.multikey}")
    web = make_web()
    report = verify(badge, now=NOW, fetch=web)
    step = report.step("issuer")
    assert web.asked == []
    assert step is not None
    assert step.outcome is Outcome.FAILED
    assert step.code in ("did-host-refused", "did-wrong")
    token_key = PrivateKey.generate("P-256")
    token = jose.sign(document, key=token_key, kid=f"{did}#key")
    assert verify(token, now=NOW, fetch=web).verdict in ("not-valid", "unclear")
    assert web.asked == []


def test_every_refusal_is_an_exception_with_a_plain_sentence() -> None:
    waiting, found = [BadgeError], set[type[BadgeError]]()
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting += kind.__subclasses__()
    assert len(found) > 25
    for kind in found:
        assert kind.sentence.endswith("."), kind
        assert not any(word in kind.sentence.lower().split() for word in JARGON[:4]), kind


def test_a_long_text_is_freed_of_what_nobody_sees_at_its_edges() -> None:
    assert bare("\ufeff \u200b" + "x" * 10_000 + " \u200e\n") == "x" * 10_000
    assert bare(" \u202f\u200bx\u1680") == "x"
