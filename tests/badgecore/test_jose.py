"""Badges as JWT: written as Open Badges 3.0 §8.2 asks, read with distrust."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest

from badgecore.clr import ClrCredential, ClrSubject
from badgecore.did import did_document, did_key, jwt_method_name, method_name
from badgecore.errors import (
    BadgeError,
    BadSignature,
    KeyWrong,
    ProofUnknown,
    ProofWrong,
    TermUnknown,
    TextRefused,
)
from badgecore.keys import PrivateKey
from badgecore.model import EndorsementCredential, EndorsementSubject, Profile
from badgecore.multibase import base64url, base64url_decoded
from badgecore.proofs import jose
from badgecore.verify import Outcome, Report, verify
from badgecore.wire import JsonObject

from .example import ISSUER, KEY, make_credential
from .test_verify import DID_URL, LIST_URL, changed, make_list, paths
from .test_verify import sign as sign_embedded
from .web import Web

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RSA, P256 = PrivateKey.generate("RSA"), PrivateKey.generate("P-256")
DOCUMENT = make_credential().to_json()


def make_web() -> Web:
    web = Web()
    document = did_document(ISSUER, [KEY.public, RSA.public, P256.public])
    es = {
        "id": f"{ISSUER}#es-1",
        "type": "JsonWebKey",
        "controller": ISSUER,
        "publicKeyJwk": P256.public.jwk(),
    }
    document["verificationMethod"].append(es)
    document["assertionMethod"].append(es["id"])
    web.put(DID_URL, document)
    web.put(LIST_URL, make_list())
    web.put("https://badges.example.org/keys/1", RSA.public.jwk())
    web.put(
        "https://badges.example.org/keys",
        {"keys": [RSA.public.jwk() | {"kid": "1"}, P256.public.jwk() | {"kid": "2"}]},
    )
    web.put("https://elsewhere.example/keys/1", RSA.public.jwk())
    return web


def check(token: str | bytes, trust: Collection[str] = ()) -> Report:
    return verify(token, now=NOW, fetch=make_web(), trust=trust)


def taken_apart(token: str) -> tuple[JsonObject, JsonObject]:
    head, payload, _ = token.split(".")
    return json.loads(base64url_decoded(head)), json.loads(base64url_decoded(payload))


def made(header: JsonObject, payload: JsonObject, key: PrivateKey = RSA) -> str:
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def test_the_token_is_the_credential_with_its_claims() -> None:
    header, payload = taken_apart(jose.sign(DOCUMENT, key=RSA, kid=method_name(ISSUER, RSA.public)))
    assert header == {"alg": "RS256", "typ": "JWT", "kid": method_name(ISSUER, RSA.public)}
    assert "vc" not in payload
    assert payload["iss"] == ISSUER
    assert payload["jti"] == DOCUMENT["id"]
    assert payload["sub"] == DOCUMENT["credentialSubject"]["id"]
    assert payload["nbf"] == 1777908600
    assert "exp" not in payload
    assert {name: value for name, value in payload.items() if name in DOCUMENT} == DOCUMENT


@pytest.mark.parametrize(
    ("key", "kid"),
    [
        (RSA, method_name(ISSUER, RSA.public)),
        (P256, f"{ISSUER}#es-1"),
        (P256, jwt_method_name(ISSUER, P256.public)),
        (P256, method_name(ISSUER, P256.public)),
        (RSA, None),
        (P256, None),
        (RSA, "https://badges.example.org/keys/1"),
        (RSA, "https://badges.example.org/keys#1"),
    ],
    ids=(
        "rsa-method",
        "p256-method",
        "p256-jwk",
        "p256-multikey",
        "rsa-none",
        "p256-none",
        "rsa-address",
        "rsa-fragment",
    ),
)
def test_every_way_to_name_the_key_verifies(key: PrivateKey, kid: str | None) -> None:
    token = jose.sign(DOCUMENT, key=key, kid=kid)
    report = check(token)
    assert report.verdict == "valid", report.to_json()
    assert report.container == "jwt"
    assert check(f'"{token}"\n').verdict == "valid"


def test_the_expiry_is_a_claim_too() -> None:
    document = replace(make_credential(), valid_until=datetime(2026, 6, 1, tzinfo=UTC)).to_json()
    token = jose.sign(document, key=RSA)
    assert taken_apart(token)[1]["exp"] == 1780272000
    assert check(token).verdict == "expired"


def test_a_key_of_another_kind_or_a_nameless_subject_is_refused() -> None:
    with pytest.raises(KeyWrong):
        jose.sign(DOCUMENT, key=KEY)
    nameless = DOCUMENT | {"credentialSubject": {"type": ["AchievementSubject"]}}
    with pytest.raises(ProofWrong):
        jose.sign(nameless, key=RSA)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "did:web:evil.example"},
        {"jti": "urn:x:1"},
        {"exp": 1},
        {"id": None},
        {"validFrom": None},
        {"issuer": {"type": ["Profile"]}},
    ],
)
def test_what_a_claim_would_contradict_or_lack_is_not_signed(change: JsonObject) -> None:
    document = {name: value for name, value in (DOCUMENT | change).items() if value is not None}
    with pytest.raises(ProofWrong):
        jose.sign(document, key=P256)


@pytest.mark.parametrize("kid", ["key-1", "http://badges.example.org/keys/1", "", "#key"])
def test_a_kid_that_leads_nowhere_is_not_written(kid: str) -> None:
    with pytest.raises(ProofWrong):
        jose.sign(DOCUMENT, key=P256, kid=kid)


def test_a_token_says_nothing_that_a_reader_of_its_vocabulary_would_lose() -> None:
    with pytest.raises(TermUnknown):
        jose.sign(DOCUMENT | {"roomNumber": "12"}, key=P256)
    with pytest.raises(TextRefused):
        jose.sign(DOCUMENT | {"name": "a\u0000b"}, key=P256)


def make_endorsement(key: PrivateKey, issuer: str) -> str:
    endorsement = EndorsementCredential(
        id="https://badges.example.org/endorsements/1",
        issuer=Profile(id=issuer, name="Mathematics"),
        valid_from=datetime(2026, 5, 4, tzinfo=UTC),
        name="Endorsement",
        subject=EndorsementSubject(id=DOCUMENT["id"], endorsement_comment="Seen in practice."),
    )
    return jose.sign(endorsement.to_json(), key=key, kid=jwt_method_name(issuer, key.public))


def test_an_endorsement_as_token_stands_in_a_badge_as_token() -> None:
    """`endorsementJwt` is for tokens: no other form of badge may hold it."""
    issuer = did_key(P256.public)
    endorsement = make_endorsement(P256, issuer)
    header, payload = taken_apart(endorsement)
    assert header == {"alg": "ES256", "typ": "JWT", "kid": f"{issuer}#{P256.public.multikey}"}
    assert payload["sub"] == payload["credentialSubject"]["id"] == DOCUMENT["id"]
    assert check(endorsement).verdict == "unvouched"
    assert check(endorsement, trust=[issuer]).verdict == "valid"
    endorsed = DOCUMENT | {"endorsementJwt": [endorsement]}
    report = check(jose.sign(endorsed, key=RSA, kid=jwt_method_name(ISSUER, RSA.public)))
    assert report.verdict == "valid", report.to_json()
    assert report.inner["endorsementJwt[0]"].verdict == "unvouched"
    with pytest.raises(TermUnknown):
        sign_embedded(endorsed)


@pytest.mark.parametrize("key", [RSA, P256], ids=("RS256", "ES256"))
def test_a_learner_record_as_token_holds_badges_that_verify_on_their_own(key: PrivateKey) -> None:
    learner = DOCUMENT["credentialSubject"]["id"]
    record = ClrCredential(
        id="https://badges.example.org/clr/7",
        name="Record",
        issuer=Profile(id=ISSUER, name="Example District"),
        valid_from=datetime(2026, 6, 1, tzinfo=UTC),
        subject=ClrSubject(id=learner, credentials=(sign_embedded(DOCUMENT),)),
    ).to_json()
    token = jose.sign(record, key=key, kid=jwt_method_name(ISSUER, key.public))
    assert taken_apart(token)[1]["sub"] == learner
    report = check(token)
    assert report.verdict == "valid", report.to_json()
    assert report.inner["verifiableCredential[0]"].verdict == "valid"
    del record["credentialSubject"]["id"]
    with pytest.raises(ProofWrong):
        jose.sign(record, key=key)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_part_is_seen(part: int) -> None:
    parts = jose.sign(DOCUMENT, key=RSA, kid=method_name(ISSUER, RSA.public)).split(".")
    middle = len(parts[part]) // 2
    parts[part] = (
        parts[part][:middle]
        + ("A" if parts[part][middle] != "A" else "B")
        + parts[part][middle + 1 :]
    )
    assert check(".".join(parts)).verdict == (
        "no-badge" if part == 1 else "not-valid"
    )  # no JSON any more


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "did:web:evil.example"},
        {"jti": "urn:x:1"},
        {"sub": "did:key:z6Mk"},
        {"nbf": 1},
        {"exp": 4000000000},
        {"nbf": "soon"},
    ],
)
def test_a_claim_that_contradicts_the_credential_is_told(claims: JsonObject) -> None:
    document = replace(make_credential(), valid_until=datetime(2096, 1, 1, tzinfo=UTC)).to_json()
    header, payload = taken_apart(jose.sign(document, key=RSA, kid=method_name(ISSUER, RSA.public)))
    report = check(made(header, payload | claims))
    assert report.verdict == "not-valid"
    assert report.steps[0].code == "proof-wrong"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, "signature-missing"),
        ({"alg": "nOnE"}, "signature-missing"),
        ({"alg": ""}, "signature-missing"),
        ({"alg": None}, "signature-missing"),
        ({"alg": "HS256"}, "signature-by-secret"),
        ({"alg": "ES256"}, "key-wrong"),
        ({"alg": "PS256"}, "proof-unknown"),
    ],
)
def test_another_algorithm_than_the_keys_is_not_taken(header: JsonObject, code: str) -> None:
    good, payload = taken_apart(jose.sign(DOCUMENT, key=RSA, kid=method_name(ISSUER, RSA.public)))
    step = check(made(good | header, payload)).step("signature")
    assert step is not None
    assert step.outcome is not Outcome.PASSED
    assert step.code == code


@pytest.mark.parametrize(
    "header",
    [{"crit": ["exp"]}, {"b64": False}, {"jwk": "none"}, {"jwk": {"kty": "RSA", "d": "AQ"}}],
)
def test_a_header_that_asks_for_more_or_gives_a_secret_away_is_refused(header: JsonObject) -> None:
    good, payload = taken_apart(jose.sign(DOCUMENT, key=RSA))
    with pytest.raises((ProofUnknown, ProofWrong)):
        jose.Jws.read(made(good | header, payload))


def test_a_key_in_the_header_that_the_issuer_does_not_list_does_not_pass() -> None:
    report = check(jose.sign(DOCUMENT, key=PrivateKey.generate("RSA")))
    issuer = report.step("issuer")
    assert issuer is not None
    assert issuer.code == "method-missing"
    assert report.verdict == "not-valid"


def test_a_key_that_lies_elsewhere_is_vouched_for_by_nobody() -> None:
    token = jose.sign(DOCUMENT, key=RSA, kid="https://elsewhere.example/keys/1")
    assert check(token).verdict == "unvouched"


def test_a_key_of_another_issuer_does_not_pass() -> None:
    other = PrivateKey.generate("RSA")
    web = make_web()
    name = "did:web:evil.example"
    web.put("https://evil.example/.well-known/did.json", did_document(name, [other.public]))
    report = verify(
        jose.sign(DOCUMENT, key=other, kid=method_name(name, other.public)), now=NOW, fetch=web
    )
    assert report.verdict == "not-valid"


def test_a_vcdm_1_1_token_takes_missing_properties_from_its_claims() -> None:
    credential = {
        name: value
        for name, value in DOCUMENT.items()
        if name not in ("id", "validFrom", "credentialStatus")
    }
    inner = credential | {"issuer": ISSUER, "issuanceDate": DOCUMENT["validFrom"]}
    inner["@context"] = ["https://www.w3.org/2018/credentials/v1", *DOCUMENT["@context"][1:]]
    inner.pop("credentialSchema")
    claims: JsonObject = {
        "iss": ISSUER,
        "jti": DOCUMENT["id"],
        "sub": DOCUMENT["credentialSubject"]["id"],
        "nbf": 1777908600,
    }
    token = made({"alg": "RS256", "kid": method_name(ISSUER, RSA.public)}, {"vc": inner} | claims)
    report = check(token)
    assert report.verdict == "valid", report.to_json()
    assert report.document is not None
    assert report.document["id"] == DOCUMENT["id"]


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c", "..", "e30.e30.", "eyJhbGciOiJSUzI1NiJ9.e30", "é.é.é"]
)
def test_what_is_no_jws_is_told_apart(text: str) -> None:
    assert not jose.is_jws(text) or text == "never"
    with pytest.raises(BadgeError):
        jose.Jws.read(text).check(RSA.public)


def test_a_wrong_signature_raises() -> None:
    jws = jose.Jws.read(jose.sign(DOCUMENT, key=RSA))
    with pytest.raises(BadSignature):
        jws.check(PrivateKey.generate("RSA").public)


def test_pyjwt_reads_our_tokens() -> None:
    """openvc reads W3C's form only (`vc+jwt`), which the JOSE header rules of Open Badges 3.0 do not allow."""
    for key in (RSA, P256):
        public = jwt.PyJWK(key.public.jwk(), algorithm=key.public.algorithm)
        claims = jwt.decode(jose.sign(DOCUMENT, key=key), public, algorithms=[key.public.algorithm])
        assert claims["credentialSubject"] == DOCUMENT["credentialSubject"]


@pytest.mark.parametrize("key", [RSA, P256], ids=["RS256", "ES256"])
def test_pyjwt_refuses_a_change_of_any_one_field(key: PrivateKey) -> None:
    public = jwt.PyJWK(key.public.jwk(), algorithm=key.public.algorithm)
    token = jose.sign(DOCUMENT, key=key)
    head, _body, signature = token.split(".")
    _header, payload = taken_apart(token)
    places = paths(payload)
    assert len(places) > 60
    for place in places:
        forged = base64url(json.dumps(changed(payload, place)).encode())
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(f"{head}.{forged}.{signature}", public, algorithms=[key.public.algorithm])
        assert check(f"{head}.{forged}.{signature}").verdict == "not-valid", place
