"""The calls that W3C's suites make, held to what those suites test (VCDM 2.0 §4, §5; Bitstring Status List §2)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from badgecore.did import did_key, did_key_method
from badgecore.keys import Kind, PrivateKey
from badgecore.multibase import base64url
from badgecore.proofs import data_integrity, jose
from badgecore.wire import JsonObject
from tests.badgecore.web import Web
from tests.w3c.vc_api import Answer, VcApi

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
P256 = PrivateKey.generate("P-256")
KEYS: dict[Kind, PrivateKey] = {
    "Ed25519": PrivateKey.from_seed(bytes(range(32))),
    "P-256": P256,
    "P-384": PrivateKey.generate("P-384"),
}
PATHS = (
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019/P-256",
    "ecdsa-rdfc-2019/P-384",
    "ecdsa-jcs-2019/P-256",
    "ecdsa-jcs-2019/P-384",
)
HOLDER = PrivateKey.from_seed(bytes(32))
RESOURCE = b'{"a":1}'


@dataclass
class Bench:
    web: Web = field(default_factory=Web)

    def __post_init__(self) -> None:
        self.web.put("https://example.org/resource.json", RESOURCE)
        self.api = VcApi(
            keys=KEYS,
            now=lambda: NOW,
            random=lambda size: bytes(range(size)),
            base="https://t.example",
            fetch=self.web,
        )

    def post(self, path: str, **body: Any) -> Answer:
        return self.api.answer("POST", path, json.dumps(body).encode())

    def issued(self, credential: JsonObject, suite: str = "eddsa-rdfc-2022") -> JsonObject:
        answer = self.post(f"/{suite}/credentials/issue", credential=credential)
        assert answer.status == 201, answer.content
        return answer.content


@pytest.fixture
def bench() -> Bench:
    return Bench()


def make(**changes: Any) -> JsonObject:
    document = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:subject"},
    }
    return {name: value for name, value in (document | changes).items() if value != "absent"}


OK: dict[str, JsonObject] = {
    "nothing more": make(),
    "two contexts": make(**{"@context": [V2, EXAMPLES]}),
    "a context object": make(
        **{"@context": [V2, {"shoeSize": "https://example.org/shoe"}]}, shoeSize=43
    ),
    "an id": make(id="urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"),
    "no subject id": make(credentialSubject={"name": "Ada"}),
    "two subjects": make(credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}]),
    "a type that is a URL": make(type=["VerifiableCredential", "https://example.org/Type"]),
    "a mapped type": make(
        type=["Own", "VerifiableCredential"],
        **{"@context": [V2, {"Own": "https://example.org/Own"}]},
    ),
    "one type as text": make(type="VerifiableCredential"),
    "a name": make(name="Badge"),
    "a name with its language": make(name={"@value": "Insignia", "@language": "es"}),
    "a name with direction": make(name={"@value": "شارة", "@language": "ar", "@direction": "rtl"}),
    "names": make(
        name=[{"@value": "Badge", "@language": "en"}, {"@value": "Insignia", "@language": "es"}]
    ),
    "an issuer's description": make(
        issuer={"id": "did:example:x", "description": {"@value": "We", "@language": "en"}}
    ),
    "an issuer object": make(issuer={"id": "https://example.org/issuer", "name": "We"}),
    "a validity": make(validFrom="2026-01-01T00:00:00Z", validUntil="2096-01-01T00:00:00.5+02:00"),
    "a status": make(credentialStatus={"type": "https://example.org/Status"}),
    "a status with an id": make(
        credentialStatus={"id": "https://example.org/1", "type": "https://example.org/S"}
    ),
    "a schema": make(credentialSchema={"id": "https://example.org/s.json", "type": "JsonSchema"}),
    "a refresh service": make(
        refreshService={"id": "https://example.org/r", "type": "https://example.org/R"}
    ),
    "terms of use": make(
        termsOfUse=[{"type": "https://example.org/T"}, {"type": "https://example.org/U"}]
    ),
    "evidence": make(evidence=[{"type": "https://example.org/E"}]),
    "a resource by hexadecimal digest": make(
        relatedResource=[
            {
                "id": "https://example.org/resource.json",
                "digestSRI": f"sha256-{hashlib.sha256(RESOURCE).hexdigest()}",
            }
        ]
    ),
    "a resource by multihash": make(
        relatedResource={
            "id": "https://example.org/resource.json",
            "digestMultibase": "u" + base64url(b"\x12\x20" + hashlib.sha256(RESOURCE).digest()),
            "mediaType": "application/json",
        }
    ),
    "the base context by digest": make(
        relatedResource={
            "id": V2,
            "digestSRI": "sha256-59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        }
    ),
}

BAD: dict[str, JsonObject] = {
    "no context": make(**{"@context": "absent"}),
    "another first context": make(**{"@context": [EXAMPLES, V2]}),
    "no base context": make(**{"@context": [EXAMPLES]}),
    "an unknown context": make(**{"@context": [V2, "https://example.com/unknown"]}),
    "a context that is no URL": make(**{"@context": [V2, "https ://not-a-url"]}),
    "a context that is a number": make(**{"@context": [V2, 123]}),
    "a redefined term": make(
        **{"@context": [V2, {"VerifiableCredential": "https://example.org/Other"}]}
    ),
    "an id that is null": make(id=None),
    "an id that is no URL": make(id="not a url"),
    "two ids": make(id=["urn:a:1", "urn:a:2"]),
    "two subject ids": make(credentialSubject={"id": ["did:example:a", "did:example:b"]}),
    "no type": make(type="absent"),
    "another type only": make(type=["https://example.org/Other"]),
    "an unmapped type": make(type=["VerifiableCredential", "Nowhere"]),
    "a type mapped to no URL": make(
        type=["VerifiableCredential", "Own"], **{"@context": [V2, {"Own": "not a url"}]}
    ),
    "a name with more": make(
        name={"@value": "Badge", "@language": "en", "url": "https://example.org"}
    ),
    "an issuer's name with more": make(
        issuer={"id": "did:example:x", "name": {"@value": "We", "extra": "x"}}
    ),
    "an issuer that is null": make(issuer=None),
    "an issuer that is no URL": make(issuer="not a url"),
    "an issuer whose id is null": make(issuer={"id": None}),
    "an issuer whose id is no URL": make(issuer={"id": "not a url"}),
    "no subject": make(credentialSubject="absent"),
    "an empty subject": make(credentialSubject={}),
    "one of two subjects empty": make(credentialSubject=[{"id": "did:example:a"}, {}]),
    "a subject that is text": make(credentialSubject="did:example:a"),
    "no subjects": make(credentialSubject=[]),
    "a date without zone": make(validFrom="2026-01-01T00:00:00"),
    "a date alone": make(validUntil="2026-01-01"),
    "an end before the beginning": make(
        validFrom="2026-01-02T00:00:00Z", validUntil="2026-01-01T00:00:00Z"
    ),
    "a status without type": make(credentialStatus={"id": "https://example.org/1"}),
    "a status with two ids": make(
        credentialStatus={"id": ["urn:a:1", "urn:a:2"], "type": "https://example.org/S"}
    ),
    "a status whose id is no URL": make(
        credentialStatus={"id": "no url", "type": "https://example.org/S"}
    ),
    "a status of an unmapped type": make(credentialStatus={"type": "Nowhere"}),
    "a bitstring entry out of form": make(
        credentialStatus={
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": True,
            "statusListCredential": "https://example.org/list",
        }
    ),
    "a schema without type": make(credentialSchema={"id": "https://example.org/s.json"}),
    "a schema without id": make(credentialSchema={"type": "JsonSchema"}),
    "a refresh service without type": make(refreshService={"id": "https://example.org/r"}),
    "terms of use without type": make(termsOfUse={"id": "https://example.org/t"}),
    "evidence without type": make(evidence={"id": "https://example.org/e"}),
    "resources that are texts": make(relatedResource=["https://example.org/resource.json"]),
    "a resource without id": make(relatedResource={"digestSRI": "sha256-AA=="}),
    "a resource twice": make(
        relatedResource=[{"id": "https://example.org/resource.json", "digestSRI": "sha256-AA=="}]
        * 2
    ),
    "a resource without digest": make(relatedResource={"id": "https://example.org/resource.json"}),
    "a resource with another digest": make(
        relatedResource={
            "id": "https://example.org/resource.json",
            "digestSRI": f"sha256-{'0' * 64}",
        }
    ),
    "a term nobody defines": make(grade="A+"),
}


@pytest.mark.parametrize("name", OK)
def test_what_has_the_right_form_is_signed_and_verifies(bench: Bench, name: str) -> None:
    signed = bench.issued(OK[name])
    answer = bench.post(
        "/credentials/verify", verifiableCredential=signed, options={"checks": ["proof"]}
    )
    assert answer.status == 200, answer.content
    assert answer.content["errors"] == []


def test_a_validity_of_one_instant_has_the_right_form(bench: Bench) -> None:
    assert bench.issued(make(validFrom="2026-01-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z"))


@pytest.mark.parametrize("name", BAD)
def test_what_has_not_is_refused_with_a_problem(bench: Bench, name: str) -> None:
    answer = bench.post("/credentials/issue", credential=BAD[name])
    assert answer.status == 400
    assert answer.content["errors"][0]["type"].startswith("https://")


@pytest.mark.parametrize("name", BAD)
def test_what_has_not_does_not_verify_either(bench: Bench, name: str) -> None:
    """Signed by someone who does not look: JCS signs anything."""
    key = KEYS["Ed25519"]
    document = BAD[name] if "issuer" in BAD[name] else BAD[name] | {"issuer": did_key(key.public)}
    method = did_key_method(key.public)
    signed = data_integrity.sign(
        document, key=key, verification_method=method, created=NOW, cryptosuite="eddsa-jcs-2022"
    )
    # Terms and types that no context defines are covered by a signature over the JSON itself.
    open_to_jcs = ("unmapped type", "mapped to no URL", "nobody defines", "redefined")
    expected = 200 if any(words in name for words in open_to_jcs) else 400
    assert bench.post("/credentials/verify", verifiableCredential=signed).status == expected


@pytest.mark.parametrize("suite", PATHS)
def test_every_suite_has_its_path(bench: Bench, suite: str) -> None:
    signed = bench.issued(OK["a name"], suite)
    assert signed["proof"]["cryptosuite"] == suite.partition("/")[0]
    assert bench.post(f"/{suite}/credentials/verify", verifiableCredential=signed).status == 200
    forged = signed | {"name": "Another"}
    answer = bench.post(f"/{suite}/credentials/verify", verifiableCredential=forged)
    assert answer.status == 400
    assert answer.content["errors"][0]["type"].endswith("PROOF_VERIFICATION_ERROR")


def test_a_part_is_derived_and_verifies(bench: Bench) -> None:
    credential = make(name="Badge", description="What was shown")
    answer = bench.post(
        "/ecdsa-sd-2023/credentials/issue",
        credential=credential,
        options={"mandatoryPointers": ["/issuer"]},
    )
    base = answer.content
    assert bench.post("/credentials/verify", verifiableCredential=base).status == 400
    pointers = {"selectivePointers": ["/name", "/credentialSubject"]}
    derived = bench.post(
        "/ecdsa-sd-2023/credentials/derive", verifiableCredential=base, options=pointers
    )
    shown = derived.content["verifiableCredential"]
    assert "description" not in shown
    answer = bench.post("/credentials/verify", verifiableCredential=shown)
    assert answer.status == 200, answer.content
    assert bench.post("/credentials/derive", verifiableCredential=make()).status == 400


def test_status_is_given_served_and_changed(bench: Bench) -> None:
    answer = bench.post("/status/credentials/issue", credential=make())
    signed = answer.content
    entries = signed["credentialStatus"]
    assert [entry["statusPurpose"] for entry in entries] == ["revocation", "suspension", "message"]
    assert bench.post("/credentials/verify", verifiableCredential=signed).status == 200
    served = bench.api.answer("GET", "/status/revocation")
    assert served.status == 200
    assert "BitstringStatusListCredential" in served.content["type"]
    for entry in entries[:2]:
        assert bench.post("/credentials/status", credentialStatus=entry, status=True).status == 200
        refused = bench.post("/credentials/verify", verifiableCredential=signed)
        assert refused.content["errors"][0]["code"] in ("revoked", "suspended")
        assert bench.post("/credentials/status", credentialStatus=entry, status=False).status == 200
    assert bench.post("/credentials/verify", verifiableCredential=signed).status == 200
    assert bench.web.asked == []


def test_a_list_that_does_not_answer_is_a_status_retrieval_error(bench: Bench) -> None:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://nowhere.example/list",
    }
    answer = bench.post(
        "/credentials/verify", verifiableCredential=bench.issued(make(credentialStatus=entry))
    )
    assert answer.status == 400
    assert (
        answer.content["errors"][0]["type"]
        == "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR"
    )


# Presentations


def present(document: JsonObject, key: PrivateKey = HOLDER, **options: Any) -> JsonObject:
    method = did_key_method(key.public)
    purpose = options.pop("purpose", "authentication")
    return data_integrity.sign(
        document, key=key, verification_method=method, created=NOW, purpose=purpose, **options
    )


def presentation(**changes: Any) -> JsonObject:
    document: JsonObject = {"@context": [V2], "type": ["VerifiablePresentation"]}
    return {name: value for name, value in (document | changes).items() if value != "absent"}


def shown(bench: Bench, document: JsonObject, **options: Any) -> int:
    return bench.post(
        "/presentations/verify", verifiablePresentation=document, options={"checks": []} | options
    ).status


ME = did_key(HOLDER.public)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id": "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"},
        {"holder": ME},
        {"holder": {"id": ME}},
        {"@context": [V2, EXAMPLES]},
        {
            "type": ["Own", "VerifiablePresentation"],
            "@context": [V2, {"Own": "https://example.org/Own"}],
        },
    ],
)
def test_a_presentation_of_the_right_form_verifies(bench: Bench, changes: JsonObject) -> None:
    signed = bench.issued(make())
    assert shown(bench, present(presentation(**changes))) == 200
    assert (
        shown(bench, present(presentation(**changes, verifiableCredential=[signed, signed]))) == 200
    )
    assert shown(bench, present(presentation(**changes), purpose="assertionMethod")) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": "absent"},
        {"@context": [EXAMPLES, V2]},
        {"@context": [V2, "https://example.com"]},
        {"@context": [V2, "https ://not-a-url"]},
        {"@context": [V2, 123192875]},
        {"type": "absent"},
        {"type": ["VerifiableCredential"]},
        {"id": "no url"},
        {"holder": {"name": "Ada"}},
        {"holder": "no url"},
        {"holder": "did:example:acme"},
        {"verifiableCredential": ["https://example.org/1"]},
        {"verifiableCredential": [5]},
    ],
)
def test_a_presentation_out_of_form_does_not(bench: Bench, changes: JsonObject) -> None:
    method, key = did_key_method(HOLDER.public), HOLDER
    signed = data_integrity.sign(
        presentation(**changes),
        key=key,
        verification_method=method,
        created=NOW,
        purpose="authentication",
        cryptosuite="eddsa-jcs-2022",
    )
    assert shown(bench, signed) == 400


def test_a_changed_unsigned_or_borrowed_presentation_does_not_verify(bench: Bench) -> None:
    signed = present(presentation(verifiableCredential=[bench.issued(make())]))
    assert shown(bench, signed) == 200
    assert shown(bench, signed | {"id": "urn:a:1"}) == 400
    assert shown(bench, presentation(verifiableCredential=[bench.issued(make())])) == 400
    assert shown(bench, present(presentation(holder=did_key(P256.public)))) == 400
    assert (
        shown(
            bench,
            present(presentation(verifiableCredential=[bench.issued(make()) | {"name": "x"}])),
        )
        == 400
    )


def test_the_challenge_is_compared_when_one_was_set(bench: Bench) -> None:
    signed = present(presentation(), challenge="abc", domain="example.org")
    assert shown(bench, signed, challenge="abc", domain="example.org") == 200
    assert shown(bench, signed, challenge="abd") == 400
    assert shown(bench, signed, domain="evil.example") == 400
    assert shown(bench, present(presentation()), challenge="abc") == 400


def test_what_a_holder_says_of_themself_needs_the_holder_to_be_its_issuer(bench: Bench) -> None:
    mine, other = make(issuer=ME), make(issuer="did:example:acme")
    assert shown(bench, present(presentation(holder=ME, verifiableCredential=[mine]))) == 200
    assert shown(bench, present(presentation(verifiableCredential=[mine]))) == 400
    assert (
        shown(bench, present(presentation(holder="did:example:acme", verifiableCredential=[mine])))
        == 400
    )
    assert shown(bench, present(presentation(holder=ME, verifiableCredential=[other]))) == 400


def test_an_envelope_is_opened_and_held_to_its_form(bench: Bench) -> None:
    key = PrivateKey.generate("P-256")
    credential = make(issuer=did_key(key.public), id="urn:a:1", validFrom="2026-01-01T00:00:00Z")
    token = jose.sign(credential, key=key, kid=did_key_method(key.public))
    envelope = {
        "@context": [V2],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    good = bench.post("/credentials/verify", verifiableCredential=envelope)
    assert good.status == 200, good.content
    assert shown(bench, present(presentation(holder=ME, verifiableCredential=[envelope]))) == 200
    for change in (
        {"@context": []},
        {"@context": EXAMPLES},
        {"id": token},
        {"type": "VerifiableCredential"},
    ):
        assert (
            bench.post("/credentials/verify", verifiableCredential=envelope | change).status == 400
        )


# What is no call


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/credentials/issue", b"", 404),
        ("POST", "/credentials", b"{}", 404),
        ("POST", "/", b"{}", 404),
        ("GET", "/status/other", b"", 404),
        ("POST", "/credentials/issue", b"{}", 400),
        ("POST", "/credentials/issue", b"no json", 400),
        ("POST", "/credentials/verify", b'{"verifiableCredential":"x"}', 400),
        ("POST", "/presentations/verify", b'{"verifiablePresentation":[]}', 400),
        ("POST", "/credentials/status", b'{"credentialStatus":{}}', 400),
    ],
)
def test_what_is_no_call_is_told(
    bench: Bench, method: str, path: str, body: bytes, status: int
) -> None:
    assert bench.api.answer(method, path, body).status == status
