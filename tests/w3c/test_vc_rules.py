"""Rules that W3C's suites and the specifications behind them hold a verifier and an issuer to, asked over HTTP."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from badgecore.canon import canonical_json
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.multibase import base64url, multibase
from badgecore.proofs import data_integrity, ecdsa_sd
from badgecore.status import StatusList, list_credential
from badgecore.wire import JsonObject, write_json
from tests.badgecore.web import Web
from tests.w3c import vc_server
from tests.w3c.test_vc_server import make, post
from tests.w3c.vc_server import Server

VECTORS = Path(__file__).parents[1] / "vectors" / "ecdsa"
V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
KEY, P256 = (
    PrivateKey.from_seed(bytes(range(32))),
    PrivateKey.from_seed(bytes(range(1, 33)), "P-256"),
)
ME = did_key(KEY.public)
NOW = datetime.now(UTC)
LIST = "https://lists.example/1"
STATUS = "https://www.w3.org/ns/credentials/status-list#"
SECURITY = "https://w3id.org/security#"
WEB = Web()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = vc_server.serve("127.0.0.1", 0, fetch=WEB)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def sign(document: JsonObject, **options: Any) -> JsonObject:
    method = did_key_method(KEY.public)
    return data_integrity.sign(
        document, key=KEY, verification_method=method, created=NOW, **options
    )


def signed(**changes: Any) -> JsonObject:
    return sign(make(issuer=ME, **changes))


def judged(server: Server, document: JsonObject, **options: Any) -> tuple[int, list[str]]:
    """The status, and the types of the problems."""
    status, told = post(
        f"{server.base}/credentials/verify", verifiableCredential=document, options=options
    )
    return status, [problem["type"] for problem in told["errors"]]


# What the caller expects (Data Integrity §4.3)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"expectedProofPurpose": "assertionMethod"}, ""),
        ({"challenge": "abc"}, ""),
        ({"domain": "example.org"}, ""),
        (
            {"expectedProofPurpose": "authentication"},
            "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
        ({"challenge": "abd"}, SECURITY + "INVALID_CHALLENGE_ERROR"),
        ({"domain": "example.com"}, SECURITY + "INVALID_DOMAIN_ERROR"),
    ],
)
def test_purpose_challenge_and_domain_are_those_that_were_expected(
    server: Server, options: JsonObject, problem: str
) -> None:
    document = sign(make(issuer=ME), challenge="abc", domain="example.org")
    assert judged(server, document, **options) == ((400, [problem]) if problem else (200, []))


# The form of a proof (Data Integrity §2.1)


def by_hand(**changes: Any) -> JsonObject:
    """A good signature over proof options as they are given: JCS signs anything."""
    document = make(issuer=ME)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": did_key_method(KEY.public),
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    } | changes
    data = b"".join(hashlib.sha256(canonical_json(part)).digest() for part in (options, document))
    return document | {"proof": options | {"proofValue": multibase(KEY.sign(data))}}


@pytest.mark.parametrize(
    "good",
    [
        {},
        {"id": "urn:uuid:a"},
        {"domain": "a.example"},
        {"domain": ["a.example", "b.example"]},
        {"challenge": "abc"},
        {"nonce": "abc"},
        {"created": "2026-01-01T00:00:00"},
    ],
)
def test_a_proof_in_form_holds(server: Server, good: JsonObject) -> None:
    assert judged(server, by_hand(**good)) == (200, [])


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "no url"},
        {"id": 5},
        {"domain": 5},
        {"domain": ["a.example", 5]},
        {"challenge": ["abc"]},
        {"nonce": 5},
        {"previousProof": 456321},
        {"created": "yesterday"},
        {"expires": "tomorrow"},
        {"verificationMethod": "no url"},
    ],
)
def test_a_proof_out_of_form_does_not_though_its_signature_is_right(
    server: Server, bad: JsonObject
) -> None:
    status, problems = judged(server, by_hand(**bad))
    assert (status, problems[0]) == (400, SECURITY + "PROOF_VERIFICATION_ERROR")


def test_what_no_vocabulary_defines_is_data_loss(server: Server) -> None:
    for change in ({"grade": "A"}, {"type": ["VerifiableCredential", "Nowhere"]}):
        assert judged(server, signed() | change) == (400, [SECURITY + "DATA_LOSS_DETECTION_ERROR"])


def test_a_document_of_the_older_model_gets_the_context_of_its_proof(server: Server) -> None:
    older = make(**{"@context": [V1]}, issuanceDate="2026-01-01T00:00:00Z")
    for path in ("eddsa-rdfc-2022", "ecdsa-rdfc-2019/P-384", "ecdsa-jcs-2019/P-256"):
        status, document = post(f"{server.base}/{path}/credentials/issue", credential=older)
        assert (status, document["@context"]) == (
            201,
            [V1, "https://w3id.org/security/data-integrity/v2"],
        )
        assert judged(server, document) == (200, [])


def test_a_foreign_key_is_a_warning_where_the_proof_holds(server: Server) -> None:
    """W3C's own vectors name an issuer that nobody can ask."""
    vector = json.loads((VECTORS / "ecdsa-rdfc-2019-p256" / "signedECDSAP256.json").read_bytes())
    status, told = post(f"{server.base}/credentials/verify", verifiableCredential=vector)
    assert (status, told["verified"]) == (200, True)
    assert [warning["code"] for warning in told["warnings"]] == ["issuer-mismatch"]
    status, told = post(
        f"{server.base}/credentials/verify", verifiableCredential=vector | {"name": "Another"}
    )
    assert (status, told["verified"], told["warnings"]) == (400, False, [])


# Selective disclosure under contexts that are written into the document (ECDSA Cryptosuites §3.4)

WRITTEN = {
    "@protected": True,
    "Sailing": {
        "@id": "urn:example:Sailing",
        "@context": {
            "sails": {"@id": "urn:example:sails", "@context": {"size": "urn:example:size"}}
        },
    },
    "achievements": {"@id": "urn:example:achievements", "@type": "@id"},
}
SAILOR = {
    "name": "Jane",
    "achievements": [
        {"type": "Sailing", "sails": [{"size": 5.5}, {"size": 7.0}]},
        {"type": "Sailing"},
    ],
}


def test_parts_of_a_document_that_brings_its_context_are_shown_and_verify(server: Server) -> None:
    credential = make(**{"@context": [V2, WRITTEN]}, credentialSubject=SAILOR)
    status, issued = post(f"{server.base}/ecdsa-sd-2023/credentials/issue", credential=credential)
    assert status == 201, issued
    pointers = {"selectivePointers": ["/credentialSubject/achievements/0/sails/1"]}
    status, derived = post(
        f"{server.base}/ecdsa-sd-2023/credentials/derive",
        options=pointers,
        verifiableCredential=issued,
    )
    assert status == 201, derived
    shown = derived["verifiableCredential"]
    assert shown["credentialSubject"]["achievements"] == [
        {"type": "Sailing", "sails": [{"size": 7.0}]}
    ]
    assert judged(server, shown) == (200, [])
    shown["credentialSubject"]["achievements"][0]["sails"][0]["size"] = 8.0
    assert judged(server, shown)[0] == 400


def test_a_written_context_that_moves_the_base_is_refused(server: Server) -> None:
    credential = make(
        **{"@context": [V2, WRITTEN | {"@base": "https://a.example/"}]}, credentialSubject=SAILOR
    )
    assert post(f"{server.base}/ecdsa-sd-2023/credentials/issue", credential=credential)[0] == 400


def test_the_issuer_and_its_date_are_always_shown(server: Server) -> None:
    older = make(**{"@context": [V1]}, issuanceDate="2026-01-01T00:00:00Z")
    _, document = post(f"{server.base}/ecdsa-sd-2023/credentials/issue", credential=older)
    shown = ecdsa_sd.derive(document, document["proof"], reveal=["/credentialSubject"])
    assert {"issuer", "issuanceDate"} <= shown.keys()
    assert judged(server, shown) == (200, [])


# Status (Bitstring Status List §2.1, §2.2, §3.2)

ENTRY: JsonObject = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": LIST,
}
TWO = [{"status": "0x0", "message": "no"}, {"status": "0x1", "message": "yes"}]


def put_list(
    bits: StatusList | None = None,
    subject: JsonObject | None = None,
    until: datetime | None = None,
    **changes: Any,
) -> None:
    document = list_credential(
        bits or StatusList(), url=LIST, issuer=ME, valid_from=NOW, valid_until=until
    )
    document["credentialSubject"] |= subject or {}
    WEB.put(LIST, sign(document | changes, cryptosuite="eddsa-jcs-2022"))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"id": LIST + "#7"},
        {"statusSize": 1},
        {"statusMessage": TWO},
        {"statusSize": 2, "statusMessage": TWO + TWO},
        {"statusReference": "https://lists.example/why"},
        {"statusReference": ["https://lists.example/why", "https://lists.example/how"]},
    ],
)
def test_a_status_entry_in_form_is_followed(server: Server, more: JsonObject) -> None:
    put_list()
    entry = ENTRY | more
    if more.get("statusSize") == 2:
        put_list(StatusList(2 * 131_072))
    assert judged(server, signed(credentialStatus=entry)) == (200, [])
    assert (
        post(f"{server.base}/credentials/issue", credential=make(credentialStatus=entry))[0] == 201
    )


@pytest.mark.parametrize(
    "more",
    [
        {"id": LIST},
        {"statusListIndex": 7},
        {"statusListIndex": "-7"},
        {"statusListIndex": "0x7"},
        {"statusListCredential": None},
        {"statusPurpose": ["revocation"]},
        {"statusSize": 0},
        {"statusSize": True},
        {"statusSize": "1"},
        {"statusSize": 2},
        {"statusSize": 2, "statusMessage": TWO},
        {"statusMessage": TWO[:1]},
        {"statusMessage": TWO[0]},
        {"statusMessage": [TWO[0], {"status": "0x1"}]},
        {"statusMessage": [TWO[0], {"status": 1, "message": "yes"}]},
        {"statusReference": 5},
        {"statusReference": ["nowhere"]},
    ],
)
def test_a_status_entry_out_of_form_is_a_malformed_value(server: Server, more: JsonObject) -> None:
    put_list()
    document = make(issuer=ME, credentialStatus=ENTRY | more)
    assert (
        judged(server, sign(document, cryptosuite="eddsa-jcs-2022"))[1][0]
        == STATUS + "MALFORMED_VALUE_ERROR"
    )
    status, told = post(f"{server.base}/credentials/issue", credential=document)
    assert (status, told["errors"][0]["type"]) == (400, STATUS + "MALFORMED_VALUE_ERROR")


def test_each_trouble_with_a_list_has_its_name(server: Server) -> None:
    short, plain = StatusList(), StatusList().encoded()
    short._bits = short._bits[:1000]
    troubles: list[tuple[str, JsonObject]] = [
        ("STATUS_LIST_LENGTH_ERROR", {"bits": short}),
        ("STATUS_VERIFICATION_ERROR", {"subject": {"statusPurpose": "suspension"}}),
        (
            "STATUS_VERIFICATION_ERROR",
            {"until": NOW - timedelta(hours=1), "validFrom": "2020-01-01T00:00:00Z"},
        ),
        ("MALFORMED_VALUE_ERROR", {"type": ["VerifiableCredential"]}),
        ("MALFORMED_VALUE_ERROR", {"subject": {"type": "https://lists.example/Other"}}),
        ("MALFORMED_VALUE_ERROR", {"subject": {"encodedList": plain.removeprefix("u")}}),
        ("MALFORMED_VALUE_ERROR", {"subject": {"encodedList": "uAAAA"}}),
    ]
    for name, changes in troubles:
        put_list(**changes)
        assert judged(server, signed(credentialStatus=ENTRY)) == (400, [STATUS + name]), changes
    put_list()
    far = ENTRY | {"statusListIndex": "131072"}
    assert judged(server, signed(credentialStatus=far)) == (400, [STATUS + "RANGE_ERROR"])
    WEB.put(LIST, b"", status=404)
    assert judged(server, signed(credentialStatus=ENTRY)) == (
        400,
        [STATUS + "STATUS_RETRIEVAL_ERROR"],
    )
    put_list(subject={"statusPurpose": ["revocation", "suspension"]})
    assert judged(server, signed(credentialStatus=ENTRY)) == (200, [])


# Related resources (VCDM 2.0 §5.3)


def related(server: Server, **digest: str) -> tuple[int, int]:
    """What issuing and what verifying answer for one resource."""
    WEB.put("https://resources.example/a", b"abc")
    document = make(relatedResource={"id": "https://resources.example/a"} | digest)
    issued = post(f"{server.base}/credentials/issue", credential=document)[0]
    return issued, judged(server, sign(document | {"issuer": ME}))[0]


ABC = bytes.fromhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_a_digest_that_fits_is_taken_and_another_refused(server: Server) -> None:
    assert related(server, digestSRI=f"sha256-{ABC.hex()}") == (201, 200)
    assert related(server, digestMultibase="u" + base64url(b"\x12\x20" + ABC)) == (201, 200)
    assert related(server, digestSRI=f"sha256-{ABC[::-1].hex()}") == (400, 400)
    assert related(server, digestMultibase="u" + base64url(b"\x12\x20" + ABC[::-1])) == (400, 400)


def test_of_two_digests_both_must_fit(server: Server) -> None:
    multi, other = ("u" + base64url(b"\x12\x20" + digest) for digest in (ABC, ABC[::-1]))
    assert related(server, digestSRI=f"sha256-{ABC.hex()}", digestMultibase=multi) == (201, 200)
    assert related(server, digestSRI=f"sha256-{ABC.hex()}", digestMultibase=other) == (400, 400)


def test_a_digest_that_is_none_is_open_in_sri_and_out_of_form_in_multibase(server: Server) -> None:
    assert related(server, digestSRI="sha256-MIwhzJyufmsjiGS1qP0waCmFb0gKa5ZGBI0ZZtfQo9Ls=") == (
        201,
        400,
    )
    assert related(server, digestSRI=f"sha256-MIwh sha256-{ABC.hex()}") == (201, 200)
    assert related(server, digestMultibase="u" + base64url(b"\x12\x21" + ABC)) == (400, 400)
    assert related(server, digestMultibase="u" + base64url(b"e442356  reports\n")) == (400, 400)
    assert related(server, digestMultibase="!") == (400, 400)


def test_a_digest_of_a_kind_that_we_cannot_read_is_not_signed(server: Server) -> None:
    blake3 = "u" + base64url(b"\x1e\x20" + ABC)
    assert related(server, digestMultibase=blake3) == (400, 400)
    sri = f"sha256-{ABC.hex()}"
    assert related(server, digestSRI=sri, digestMultibase=blake3) == (400, 400)


# Envelopes (VCDM 2.0 §4.13.1, §4.13.2)


def test_a_jwt_comes_in_its_envelope_and_verifies(server: Server) -> None:
    status, envelope = post(
        f"{server.base}/jwt/credentials/issue", credential=make(credentialSubject={"name": "Alice"})
    )
    assert (status, envelope["type"]) == (201, "EnvelopedVerifiableCredential")
    assert envelope["id"].startswith("data:application/vc+jwt,")
    assert judged(server, envelope) == (200, [])
    assert judged(server, envelope | {"id": envelope["id"][:-4]})[0] == 400


def token(claims: JsonObject, key: PrivateKey = KEY) -> str:
    header = {"alg": "EdDSA", "typ": "vp+jwt", "kid": did_key_method(KEY.public)}
    text = ".".join(base64url(write_json(part).encode()) for part in (header, claims))
    return f"{text}.{base64url(key.sign(text.encode()))}"


def presented(
    server: Server, changes: JsonObject, /, *, key: PrivateKey = KEY, **options: str
) -> int:
    claims = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "nonce": "abc",
        "aud": "https://us.example",
    }
    url = f"data:application/vp+jwt,{token(claims | changes, key)}"
    envelope = {"@context": [V2], "type": "EnvelopedVerifiablePresentation", "id": url}
    body = {"verifiablePresentation": envelope, "options": options}
    return post(f"{server.base}/presentations/verify", **body)[0]


@pytest.mark.parametrize(
    ("changes", "options", "status"),
    [
        ({}, {}, 200),
        ({"holder": ME}, {"challenge": "abc", "domain": "https://us.example"}, 200),
        (
            {"aud": ["https://us.example", "https://them.example"]},
            {"domain": "https://us.example"},
            200,
        ),
        ({"exp": NOW.timestamp() + 86400}, {}, 200),
        ({}, {"challenge": "abd"}, 400),
        ({}, {"domain": "https://them.example"}, 400),
        ({"holder": did_key(P256.public)}, {}, 400),
        ({"exp": NOW.timestamp() - 3600}, {}, 400),
        ({"exp": "soon"}, {}, 400),
        ({"type": ["VerifiableCredential"]}, {}, 400),
        ({"@context": []}, {}, 400),
    ],
)
def test_a_presentation_as_token_is_opened_and_held_to_its_form(
    server: Server, changes: JsonObject, options: Any, status: int
) -> None:
    assert presented(server, changes, **options) == status


def test_a_presentation_as_token_of_another_key_or_none_is_refused(server: Server) -> None:
    assert presented(server, {}, key=PrivateKey.from_seed(bytes(32))) == 400
    whole = {"@context": [V2], "type": "EnvelopedVerifiablePresentation"}
    for name in ("data:application/vp+jwt,a.b.c", token({}), "https://us.example", None):
        assert (
            post(
                f"{server.base}/presentations/verify", verifiablePresentation=whole | {"id": name}
            )[0]
            == 400
        )


def test_credentials_inside_a_token_are_checked(server: Server) -> None:
    good = signed()
    assert presented(server, {"verifiableCredential": [good]}) == 200
    assert presented(server, {"verifiableCredential": [good | {"name": "Another"}]}) == 400
    own = make(issuer=ME)
    assert presented(server, {"holder": ME, "verifiableCredential": [own]}) == 200
    assert presented(server, {"verifiableCredential": [own]}) == 400
