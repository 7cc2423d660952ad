"""Data Integrity proofs: the W3C vectors byte for byte, tampering, and documents no signature would cover."""

import copy
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.badgecore.example import KEY, MADE, METHOD, make_credential

from badgecore.canon import canonical_nquads
from badgecore.errors import (
    BadSignature,
    ContextUnknown,
    KeyWrong,
    ProofUnknown,
    ProofWrong,
    ReferenceRelative,
    TermUnknown,
    TextRefused,
)
from badgecore.keys import PrivateKey, PublicKey
from badgecore.multibase import multibase_decoded
from badgecore.proofs.data_integrity import check, sign

VECTORS = Path(__file__).parents[1] / "vectors"
EXAMPLES = VECTORS / "examples"


def load(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / path).read_text())
    return found


def text(path: str) -> str:
    return (VECTORS / path).read_text()


def without_proof(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def test_eddsa_rdfc_2022_reproduces_the_w3c_vector() -> None:
    folder = "eddsa/eddsa-rdfc-2022"
    signed = load(f"{folder}/signedDataInt.json")
    key = PrivateKey.from_secret_multikey(load("eddsa/keyPair.json")["privateKeyMultibase"])
    assert canonical_nquads(without_proof(signed)) == text(f"{folder}/canonDocDataInt.txt")
    assert canonical_nquads(load(f"{folder}/proofConfigDataInt.json")) == text(f"{folder}/proofCanonDataInt.txt")
    ours = sign(
        without_proof(signed),
        key=key,
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime.fromisoformat(signed["proof"]["created"]),
    )
    assert ours == signed
    check(signed, signed["proof"], key.public)


def test_eddsa_rdfc_2022_signs_the_canonical_form_of_the_second_w3c_vector() -> None:
    # Its context (citizenship v4rc1) is not one we hold, so the canonical form is taken as given.
    folder = "eddsa/eddsa-rdfc-2022/employ"
    names = ("proofCanonDataInt.txt", "canonDocDataInt.txt")
    parts = [hashlib.sha256(text(f"{folder}/{name}").encode()).digest() for name in names]
    assert b"".join(parts).hex() == text(f"{folder}/combinedHashDataInt.txt")
    proof = load(f"{folder}/signedDataInt.json")["proof"]
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    key.verify(multibase_decoded(proof["proofValue"]), b"".join(parts))


def test_what_the_digital_bazaar_library_signed_checks() -> None:
    good = json.loads((EXAMPLES / "fixture-issuer" / "good.json").read_text())
    key = PublicKey.from_multikey(good["proof"]["verificationMethod"].partition("#")[2])
    check(good, good["proof"], key)


def test_a_signed_badge_checks_and_carries_one_proof_object() -> None:
    signed = sign(make_credential().to_json(), key=KEY, verification_method=METHOD, created=MADE)
    assert isinstance(signed["proof"], dict)
    assert signed["proof"]["verificationMethod"] == METHOD
    check(signed, signed["proof"], KEY.public)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in leaves(item, (*path, name))]
    if isinstance(value, list):
        return [leaf for place, item in enumerate(value) for leaf in leaves(item, (*path, place))]
    return [path]


SIGNED = sign(make_credential().to_json(), key=KEY, verification_method=METHOD, created=MADE)


@pytest.mark.parametrize("path", leaves(SIGNED), ids=lambda path: "/".join(map(str, path)))
def test_no_single_value_can_be_changed(path: tuple[Any, ...]) -> None:
    tampered = copy.deepcopy(SIGNED)
    place: Any = tampered
    for step in path[:-1]:
        place = place[step]
    value = place[path[-1]]
    place[path[-1]] = (
        (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else value + "x"
    )
    with pytest.raises((BadSignature, TermUnknown, ReferenceRelative, ContextUnknown, ProofUnknown, ProofWrong)):
        check(tampered, tampered["proof"], KEY.public)


@pytest.mark.parametrize("path", leaves(SIGNED), ids=lambda path: "/".join(map(str, path)))
def test_no_single_value_can_be_left_out(path: tuple[Any, ...]) -> None:
    tampered = copy.deepcopy(SIGNED)
    place: Any = tampered
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    with pytest.raises((BadSignature, TermUnknown, ReferenceRelative, ProofUnknown, ProofWrong)):
        check(tampered, tampered["proof"], KEY.public)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("shoeSize", 44, TermUnknown),
        ("@nonsense", 44, TermUnknown),
        (
            "credentialSchema",
            [{"id": "https://x.example", "type": "1EdTechJsonSchemaValidator2019"}],
            ReferenceRelative,
        ),
        ("id", "credentials/1", ReferenceRelative),
        ("id", "https://x.example/a b", ReferenceRelative),
        ("name", "bell\x07", TextRefused),
        ("name", "e\u0301", TextRefused),
        ("name", "\ufffe", TextRefused),
        ("name", "\x85", TextRefused),
        ("@context", ["https://www.w3.org/ns/credentials/v2", "https://elsewhere.example/context"], ContextUnknown),
    ],
)
def test_what_no_signature_would_cover_is_refused(place: str, value: object, reason: type[Exception]) -> None:
    document = make_credential().to_json() | {place: value}
    with pytest.raises(reason):
        sign(document, key=KEY, verification_method=METHOD, created=MADE)


@pytest.mark.parametrize("credits_earned", [0.30000000000000004, 2**53])
def test_a_number_that_would_lose_digits_is_refused(credits_earned: float) -> None:
    document = make_credential().to_json()
    document["credentialSubject"]["creditsEarned"] = credits_earned
    with pytest.raises(TextRefused):
        sign(document, key=KEY, verification_method=METHOD, created=MADE)


def test_text_of_every_script_is_signed_and_checked() -> None:
    document = make_credential().to_json() | {"name": 'وقت الانتظار — 等待時間 🕰️ "so\\ to\\n say"\n\tand\u202fmore'}
    signed = sign(document, key=KEY, verification_method=METHOD, created=MADE)
    check(signed, signed["proof"], KEY.public)


def test_another_key_or_another_kind_is_refused() -> None:
    with pytest.raises(BadSignature):
        check(SIGNED, SIGNED["proof"], PrivateKey.from_seed(bytes(32)).public)
    with pytest.raises(ProofWrong):
        check(SIGNED, SIGNED["proof"], PrivateKey.generate("P-256").public)
    with pytest.raises(KeyWrong):
        sign(SIGNED, key=PrivateKey.generate("P-256"), verification_method=METHOD, created=MADE)


@pytest.mark.parametrize("value", [None, 7, "", "uAAAA", "z", "z0OIl"])
def test_a_proof_value_out_of_form_is_refused(value: object) -> None:
    with pytest.raises((ProofWrong, BadSignature)):
        check(SIGNED, SIGNED["proof"] | {"proofValue": value}, KEY.public)


def test_an_unknown_kind_of_proof_is_said_to_be_unknown() -> None:
    with pytest.raises(ProofUnknown):
        check(SIGNED, SIGNED["proof"] | {"cryptosuite": "bbs-2023"}, KEY.public)


def test_the_later_moment_of_signing_is_written_in_utc() -> None:
    signed = sign(
        make_credential().to_json(), key=KEY, verification_method=METHOD, created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert signed["proof"]["created"] == "2026-01-01T00:00:00Z"
