"""Data Integrity proofs: the W3C vectors byte for byte, tampering, and documents no signature would cover."""

import copy
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.badgecore.citizenship import CONTEXTS as CITIZENSHIP
from tests.badgecore.example import KEY, MADE, METHOD, make_credential

from badgecore.canon import canonical_json, canonical_nquads
from badgecore.documents import BUNDLED_LATER, Contexts
from badgecore.errors import (
    BadgeError,
    BadSignature,
    ContextUnknown,
    KeyWrong,
    NotJson,
    ProofUnknown,
    ProofWrong,
    ReferenceRelative,
    TermUnknown,
    TextRefused,
)
from badgecore.keys import Kind, PrivateKey, PublicKey
from badgecore.proofs.data_integrity import Cryptosuite, check, sign, signed_data, suite_of
from badgecore.wire import read_object, write_json

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
    assert canonical_nquads(load(f"{folder}/proofConfigDataInt.json")) == text(
        f"{folder}/proofCanonDataInt.txt"
    )
    ours = sign(
        without_proof(signed),
        key=key,
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime.fromisoformat(signed["proof"]["created"]),
    )
    assert ours == signed
    check(signed, signed["proof"], key.public)


def test_eddsa_rdfc_2022_reproduces_the_second_w3c_vector() -> None:
    # Its context (citizenship v4rc1) is not one we hold; the stand-in gives the canonical form of the vector.
    folder = "eddsa/eddsa-rdfc-2022/employ"
    signed = load(f"{folder}/signedDataInt.json")
    key = PrivateKey.from_secret_multikey(load("eddsa/keyPair.json")["privateKeyMultibase"])
    assert canonical_nquads(without_proof(signed), contexts=CITIZENSHIP) == text(
        f"{folder}/canonDocDataInt.txt"
    )
    options = load(f"{folder}/proofConfigDataInt.json")
    assert canonical_nquads(options, contexts=CITIZENSHIP) == text(
        f"{folder}/proofCanonDataInt.txt"
    )
    names = ("proofCanonDataInt.txt", "canonDocDataInt.txt")
    parts = [hashlib.sha256(text(f"{folder}/{name}").encode()).digest() for name in names]
    assert b"".join(parts).hex() == text(f"{folder}/combinedHashDataInt.txt")
    ours = sign(
        without_proof(signed),
        key=key,
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime.fromisoformat(signed["proof"]["created"]),
        contexts=CITIZENSHIP,
    )
    assert ours == signed
    check(signed, signed["proof"], key.public, contexts=CITIZENSHIP)


def test_ecdsa_rdfc_2019_checks_the_second_w3c_vector() -> None:
    # Signed with chance in its nonce: the bytes before the signature are the ones to reproduce.
    folder = "ecdsa/ecdsa-rdfc-2019-p256/employ"
    signed = load(f"{folder}/signedECDSAP256.json")
    proof = signed["proof"]
    data = signed_data(without_proof(signed), proof, suite_of(proof), "P-256", CITIZENSHIP)
    assert data.hex() == text(f"{folder}/combinedHashECDSAP256.txt")
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    check(signed, proof, key, contexts=CITIZENSHIP)
    with pytest.raises(BadSignature):
        check(signed | {"name": "Another"}, proof, key, contexts=CITIZENSHIP)


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
        (not value)
        if isinstance(value, bool)
        else value + 1
        if isinstance(value, int | float)
        else value + "x"
    )
    with pytest.raises(
        (BadSignature, TermUnknown, ReferenceRelative, ContextUnknown, ProofUnknown, ProofWrong)
    ):
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
        (
            "@context",
            ["https://www.w3.org/ns/credentials/v2", "https://elsewhere.example/context"],
            ContextUnknown,
        ),
    ],
)
def test_what_no_signature_would_cover_is_refused(
    place: str, value: object, reason: type[Exception]
) -> None:
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
    document = make_credential().to_json() | {
        "name": 'وقت الانتظار — 等待時間 🕰️ "so\\ to\\n say"\n\tand\u202fmore'
    }
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
        make_credential().to_json(),
        key=KEY,
        verification_method=METHOD,
        created=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert signed["proof"]["created"] == "2026-01-01T00:00:00Z"


def key_of(method: str) -> PublicKey:
    return PublicKey.from_multikey(method.partition("#")[2])


def test_eddsa_jcs_2022_reproduces_the_w3c_vector() -> None:
    folder = "eddsa/eddsa-jcs-2022"
    signed = load(f"{folder}/signedJCS.json")
    key = PrivateKey.from_secret_multikey(load("eddsa/keyPair.json")["privateKeyMultibase"])
    assert canonical_json(without_proof(signed)).decode() == text(f"{folder}/canonDocJCS.txt")
    assert canonical_json(load(f"{folder}/proofConfigJCS.json")).decode() == text(
        f"{folder}/proofCanonJCS.txt"
    )
    ours = sign(
        without_proof(signed),
        key=key,
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime.fromisoformat(signed["proof"]["created"]),
        cryptosuite="eddsa-jcs-2022",
    )
    assert ours == signed


@pytest.mark.parametrize(
    "path",
    [
        "eddsa/eddsa-jcs-2022/signedJCS.json",
        "eddsa/Ed25519Signature2020/signedEdSig.json",
        "ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
        "ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json",
        "ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
        "ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
        *(
            f"eddsa/proof-set-chain/signedProof{name}.json"
            for name in ("Set1", "Set2", "Chain1", "Chain2")
        ),
    ],
)
def test_every_proof_of_the_w3c_vectors_checks(path: str) -> None:
    signed = load(path)
    proofs = signed["proof"] if isinstance(signed["proof"], list) else [signed["proof"]]
    for proof in proofs:
        check(signed, proof, key_of(proof["verificationMethod"]))
        changed = signed | {"name": "Alumnus Credential"}
        with pytest.raises(BadSignature):
            check(changed, proof, key_of(proof["verificationMethod"]))


def test_ecdsa_rdfc_2019_hashes_and_signs_as_the_w3c_vector() -> None:
    folder = "ecdsa/ecdsa-rdfc-2019-p256"
    proof = load(f"{folder}/signedECDSAP256.json")["proof"]
    data = signed_data(load("ecdsa/unsigned.json"), proof, suite_of(proof), "P-256")
    assert data.hex() == text(f"{folder}/combinedHashECDSAP256.txt")
    key = PrivateKey.from_secret_multikey(load("ecdsa/p256KeyPair.json")["secretKeyMultibase"])
    assert key.sign(data).hex() == text(f"{folder}/sigHexECDSAP256.txt")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_proof_chain_reproduces_the_w3c_vector(number: int) -> None:
    signed = load("eddsa/proof-set-chain/signedProofChain2.json")
    earlier, wanted = signed["proof"][: number - 1], signed["proof"][number - 1]
    document = without_proof(signed) | ({"proof": earlier} if earlier else {})
    ours = sign(
        document,
        key=PrivateKey.from_secret_multikey(
            load("eddsa/proof-set-chain/multiKeyPairs.json")[f"keyPair{number}"][
                "privateKeyMultibase"
            ]
        ),
        verification_method=wanted["verificationMethod"],
        created=datetime.fromisoformat(wanted["created"]),
        proof_id=wanted.get("id"),
        previous_proof=wanted.get("previousProof"),
    )
    assert ours["proof"] == ([*earlier, wanted] if earlier else wanted)


def test_a_chain_breaks_when_an_earlier_proof_is_changed_or_taken_away() -> None:
    signed = load("eddsa/proof-set-chain/signedProofChain1.json")
    last = next(proof for proof in signed["proof"] if "previousProof" in proof)
    changed = copy.deepcopy(signed)
    changed["proof"][0]["created"] = "2023-02-24T23:36:39Z"
    with pytest.raises(BadSignature):
        check(changed, last, key_of(last["verificationMethod"]))
    with pytest.raises(ProofWrong):
        check(signed | {"proof": [last]}, last, key_of(last["verificationMethod"]))
    with pytest.raises(ProofWrong):
        sign(
            SIGNED,
            key=KEY,
            verification_method=METHOD,
            created=MADE,
            previous_proof="urn:uuid:nowhere",
        )


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_ecdsa_signs_and_checks(kind: Kind, suite: Cryptosuite) -> None:
    key = PrivateKey.generate(kind)
    signed = sign(
        make_credential().to_json(),
        key=key,
        verification_method=METHOD,
        created=MADE,
        cryptosuite=suite,
    )
    check(signed, signed["proof"], key.public)
    with pytest.raises(BadSignature):
        check(signed | {"name": "Other"}, signed["proof"], key.public)


def test_a_second_proof_joins_the_first() -> None:
    other = PrivateKey.from_seed(bytes(32))
    both = sign(SIGNED, key=other, verification_method=METHOD, created=MADE)
    assert both["proof"][0] == SIGNED["proof"]
    check(both, both["proof"][0], KEY.public)
    check(both, both["proof"][1], other.public)


def test_a_jcs_proof_under_another_context_is_refused() -> None:
    signed = sign(
        make_credential().to_json(),
        key=KEY,
        verification_method=METHOD,
        created=MADE,
        cryptosuite="eddsa-jcs-2022",
    )
    check(
        signed | {"@context": [*signed["@context"], "https://more.example/context"]},
        signed["proof"],
        KEY.public,
    )
    with pytest.raises(ProofWrong):
        check(signed | {"@context": signed["@context"][:1]}, signed["proof"], KEY.public)


@pytest.mark.parametrize(
    "path",
    sorted((EXAMPLES / "dcc-fixtures" / "verifiableCredentials").rglob("*.json")),
    ids=lambda path: path.name,
)
def test_every_credential_of_the_dcc_checks_unless_tampered(path: Path) -> None:
    signed = json.loads(path.read_text())
    for proof in signed["proof"] if isinstance(signed["proof"], list) else [signed["proof"]]:
        if "tampered." in path.name:
            with pytest.raises(BadSignature):
                check(signed, proof, key_of(proof["verificationMethod"]))
        else:
            check(signed, proof, key_of(proof["verificationMethod"]))


@pytest.mark.parametrize(
    "more", [{"jti": "https://badges.example.org/1"}, {"endorsementJwt": ["e30.e30.AA"]}]
)
def test_terms_of_the_later_context_are_covered_when_checking_and_refused_when_signing(
    more: dict[str, Any],
) -> None:
    document = make_credential().to_json() | more
    with pytest.raises(TermUnknown):
        sign(document, key=KEY, verification_method=METHOD, created=MADE)
    signed = sign(
        document, key=KEY, verification_method=METHOD, created=MADE, contexts=BUNDLED_LATER
    )
    check(signed, signed["proof"], KEY.public)
    with pytest.raises(BadSignature):
        check(
            {name: value for name, value in signed.items() if name not in more},
            signed["proof"],
            KEY.public,
        )


def test_a_token_inside_is_refused_by_the_suites_that_read_no_vocabulary_too() -> None:
    document = make_credential().to_json()
    document["issuer"] |= {"endorsementJwt": ["e30.e30.AA"]}
    with pytest.raises(TermUnknown):
        sign(
            document,
            key=KEY,
            verification_method=METHOD,
            created=MADE,
            cryptosuite="eddsa-jcs-2022",
        )


def test_a_caller_may_bring_contexts_of_their_own() -> None:
    url = "https://district.example/context"
    ours = Contexts(
        more={url: {"@context": {"roomNumber": "https://district.example/vocab#roomNumber"}}}
    )
    document = make_credential().to_json() | {"roomNumber": "12"}
    document["@context"] = [*document["@context"], url]
    signed = sign(document, key=KEY, verification_method=METHOD, created=MADE, contexts=ours)
    check(signed, signed["proof"], KEY.public, contexts=ours)
    with pytest.raises(ContextUnknown):
        check(signed, signed["proof"], KEY.public)


WRITTEN = write_json(SIGNED)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, len(WRITTEN) - 1), st.sampled_from('aZ0519 _-:/.#"\\{}[],é\n'), st.integers(0, 2)
)
def test_no_single_character_can_be_changed(place: int, char: str, gone: int) -> None:
    try:
        changed = read_object(WRITTEN[:place] + char + WRITTEN[place + gone :])
    except NotJson:
        return
    if write_json(changed) == WRITTEN:
        return
    proof = changed.get("proof")
    with pytest.raises(BadgeError):
        check(changed, proof if isinstance(proof, dict) else {}, KEY.public)
