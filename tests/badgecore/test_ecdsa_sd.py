"""ecdsa-sd-2023: the W3C vectors step by step, and what an earner can and cannot do with a base proof."""

import copy
import json
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.badgecore.citizenship import CONTEXTS
from tests.badgecore.example import MADE, make_credential

from badgecore.canon import canonical_nquads
from badgecore.canon.select import part_of
from badgecore.errors import BadgeError, BadSignature, KeyWrong, ProofWrong, ShapeWrong, TermUnknown
from badgecore.keys import PrivateKey, PublicKey
from badgecore.multibase import base64url, multibase_decoded
from badgecore.proofs import data_integrity
from badgecore.proofs.cbor import decoded, encoded
from badgecore.proofs.ecdsa_sd import check, derive, mandatory_pointers, sign_base

VECTORS = Path(__file__).parents[1] / "vectors"
SD = VECTORS / "ecdsa" / "ecdsa-sd-2023"
MATERIAL: dict[str, Any] = json.loads((SD / "SDKeyMaterial.json").read_text())
ISSUER_KEY = PrivateKey.from_secret_multikey(MATERIAL["baseKeyPair"]["secretKeyMultibase"])


def load(folder: str, name: str) -> Any:
    return json.loads((SD / folder / f"{name}.json").read_text())


def fixed_random() -> Any:
    """The HMAC key of the vectors, then the secret of their proof key."""
    secret = PrivateKey.from_secret_multikey(MATERIAL["proofKeyPair"]["secretKeyMultibase"])
    pieces = iter([bytes.fromhex(MATERIAL["hmacKeyString"]), secret.to_bytes()[36:68]])
    return lambda _count: next(pieces)


@pytest.fixture(params=["employ", "prc"])
def folder(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_the_stand_in_context_gives_the_canonical_form_of_the_vectors(folder: str) -> None:
    document = load(folder, "addSignedSDBase")
    del document["proof"]
    assert canonical_nquads(document, contexts=CONTEXTS) == "".join(load(folder, "addBaseDocCanon"))


def test_a_base_proof_reproduces_the_w3c_vector(folder: str) -> None:
    signed = load(folder, "addSignedSDBase")
    document = {name: value for name, value in signed.items() if name != "proof"}
    ours = sign_base(
        document,
        key=ISSUER_KEY,
        verification_method=signed["proof"]["verificationMethod"],
        created=datetime.fromisoformat(signed["proof"]["created"]),
        mandatory=["/issuer"],
        random=fixed_random(),
        contexts=CONTEXTS,
    )
    assert ours == signed


def test_a_derived_proof_reproduces_the_w3c_vector(folder: str) -> None:
    signed = load(folder, "addSignedSDBase")
    wanted = load(folder, "derivedRevealDocument")
    ours = derive(
        signed,
        signed["proof"],
        reveal=["/validFrom", "/validUntil", "/credentialSubject/birthCountry"],
        contexts=CONTEXTS,
    )
    assert ours == wanted
    check(ours, ours["proof"], ISSUER_KEY.public, contexts=CONTEXTS)


def test_what_1edtech_derived_checks() -> None:
    document = json.loads(
        (VECTORS / "examples" / "ob3-1edtech" / "sd" / "derivedcredential.json").read_text()
    )
    proof = document["proof"][0]
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    check(document, proof, key)
    document["credentialSubject"]["achievement"]["name"] = "Teamworks"
    with pytest.raises(BadSignature):
        check(document, proof, key)


KEY = PrivateKey.from_seed(bytes(range(1, 33)), "P-256")
METHOD = f"did:key:{KEY.public.multikey}#{KEY.public.multikey}"


def chosen_random() -> Any:
    pieces = iter([bytes(range(32)), bytes(range(2, 34))])
    return lambda _count: next(pieces)


def make_base(**changes: Any) -> dict[str, Any]:
    document = make_credential().to_json() | changes
    return sign_base(
        document,
        key=KEY,
        verification_method=METHOD,
        created=MADE,
        mandatory=mandatory_pointers(document),
        random=chosen_random(),
    )


BASE = make_base()
ANYTHING = [
    "/name",
    "/evidence",
    "/credentialSubject/result",
    "/credentialSubject/result/0",
    "/credentialSubject/result/1/achievedLevel",
    "/credentialSubject/creditsEarned",
    "/credentialSubject/achievement/resultDescription",
    "/credentialSubject/achievement/resultDescription/3/allowedValue",
    "/credentialSubject/achievement/alignment/0",
    "/credentialSubject/achievement/tag/1",
    "/credentialSubject/achievement",
    "/awardedDate",
    "",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ANYTHING), max_size=5, unique=True))
def test_whatever_the_earner_shows_checks_and_holds_nothing_else(reveal: list[str]) -> None:
    shown = derive(BASE, BASE["proof"], reveal=reveal)
    check(shown, shown["proof"], KEY.public)
    text = json.dumps(shown)
    if not {"", "/evidence"} & set(reveal):
        assert "evidence" not in text
    if not any("result" in pointer for pointer in reveal) and not {
        "",
        "/credentialSubject/achievement",
    } & set(reveal):
        assert "achievedLevel" not in text
        assert "rubricCriterionLevel" not in text
    assert shown["issuer"] == BASE["issuer"]
    assert shown["credentialStatus"] == BASE["credentialStatus"]


def test_the_common_check_knows_a_derived_proof() -> None:
    shown = derive(BASE, BASE["proof"], reveal=["/name"])
    data_integrity.check(shown, shown["proof"], KEY.public)
    with pytest.raises(BadSignature):
        data_integrity.check(shown | {"name": "Other"}, shown["proof"], KEY.public)


def test_the_award_can_be_shown_without_rubric_levels_and_evidence() -> None:
    shown = derive(BASE, BASE["proof"], reveal=["/name"])
    assert shown["name"] == BASE["name"]
    assert (
        shown["credentialSubject"]["achievement"]["name"]
        == BASE["credentialSubject"]["achievement"]["name"]
    )
    assert "result" not in shown["credentialSubject"]
    assert "evidence" not in shown


def test_the_earner_can_neither_change_nor_add_nor_mix() -> None:
    shown = derive(BASE, BASE["proof"], reveal=["/name", "/credentialSubject/result/0"])
    for path, value in [
        (("name",), "Other"),
        (("validFrom",), "2020-01-01T00:00:00Z"),
        (
            ("credentialSubject", "result", 0, "achievedLevel"),
            "https://badges.example.org/achievements/wait-time/3#x",
        ),
        (("description",), "added"),
        (("issuer", "name"), "Somebody"),
        (("proof", "created"), "2020-01-01T00:00:00Z"),
    ]:
        tampered: Any = copy.deepcopy(shown)
        place = tampered
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        with pytest.raises((BadSignature, ProofWrong)):
            check(tampered, tampered["proof"], KEY.public)
    other = make_base(name="Another badge")
    foreign = derive(other, other["proof"], reveal=["/name"])
    with pytest.raises((BadSignature, ProofWrong)):
        check(shown, foreign["proof"], KEY.public)
    without_status = {name: value for name, value in shown.items() if name != "credentialStatus"}
    with pytest.raises((BadSignature, ProofWrong)):
        check(without_status, without_status["proof"], KEY.public)


def rewritten(shown: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A derived document with parts of its proof value replaced."""
    names = ("signature", "public", "signatures", "labels", "mandatory")
    head, value = b"\xd9\x5d\x01", multibase_decoded(shown["proof"]["proofValue"])
    found = dict(zip(names, cast("list[Any]", decoded(value[len(head) :])), strict=True))
    made = head + encoded([(found | parts)[name] for name in names])
    return shown | {"proof": shown["proof"] | {"proofValue": f"u{base64url(made)}"}}


def test_no_part_of_a_derived_proof_can_be_left_out_doubled_or_made_anew() -> None:
    base = make_base()
    shown = derive(base, base["proof"], reveal=["/awardedDate"])
    same = rewritten(shown)
    check(same, same["proof"], KEY.public)
    value = cast("list[Any]", decoded(multibase_decoded(shown["proof"]["proofValue"])[3:]))
    signatures, mandatory = value[2], value[4]
    for parts in (
        {"signatures": signatures[:-1]},
        {"signatures": [*signatures, signatures[0]]},
        {"mandatory": [*mandatory, mandatory[0]]},
        {"mandatory": mandatory[1:]},
        {"mandatory": [*mandatory, 10_000]},
    ):
        forged = rewritten(shown, **parts)
        with pytest.raises((ProofWrong, BadSignature)):
            check(forged, forged["proof"], KEY.public)


def test_whoever_brings_a_key_of_their_own_signs_nothing_in_the_issuers_name() -> None:
    """All statements by another key of the proof, none of them mandatory: the issuer's signature must still miss."""
    base = make_base()
    shown = derive(base, base["proof"], reveal=["/awardedDate"])
    other = PrivateKey.from_seed(bytes(range(2, 34)), "P-256")
    forged_base = sign_base(
        {name: value for name, value in shown.items() if name != "proof"},
        key=other,
        verification_method=shown["proof"]["verificationMethod"],
        created=MADE,
        mandatory=[],
        random=chosen_random(),
    )
    forged = derive(forged_base, forged_base["proof"], reveal=[""])
    with pytest.raises(BadSignature):
        check(forged, forged["proof"], KEY.public)


def test_a_base_proof_is_not_to_be_shown_and_a_derived_one_not_derived_from() -> None:
    with pytest.raises(ProofWrong):
        check(BASE, BASE["proof"], KEY.public)
    shown = derive(BASE, BASE["proof"], reveal=["/name"])
    with pytest.raises(ProofWrong):
        derive(shown, shown["proof"], reveal=["/name"])
    with pytest.raises(ProofWrong):
        derive(BASE | {"description": "longer"}, BASE["proof"], reveal=["/name"])


def test_half_a_list_cannot_be_shown() -> None:
    with pytest.raises(ProofWrong):
        derive(
            BASE,
            BASE["proof"],
            reveal=["/credentialSubject/achievement/resultDescription/3/allowedValue/0"],
        )


@pytest.mark.parametrize(
    "pointer", ["/nothing", "name", "/evidence/9", "/evidence/-1", "/name/x", "/evidence/0/name/0"]
)
def test_a_pointer_to_nothing_is_refused(pointer: str) -> None:
    with pytest.raises(ShapeWrong):
        derive(BASE, BASE["proof"], reveal=[pointer])


def test_pointers_are_read_as_rfc_6901_says() -> None:
    document = {
        "@context": "c",
        "a/b": {"m~n": 1, "id": "urn:x", "other": 2},
        "list": ["x", {"y": 1, "z": 2}],
    }
    assert part_of(document, ["/a~1b/m~0n"]) == {"@context": "c", "a/b": {"id": "urn:x", "m~n": 1}}
    assert part_of(document, ["/list/1/z", "/list/0"]) == {"@context": "c", "list": ["x", {"z": 2}]}
    assert part_of(document, ["/list", "/list/0"]) == {"@context": "c", "list": document["list"]}
    assert part_of(document, []) is None


def test_only_p256_signs_and_only_what_is_covered() -> None:
    document = make_credential().to_json()
    rules: dict[str, Any] = {
        "verification_method": METHOD,
        "created": MADE,
        "mandatory": ["/issuer"],
    }
    with pytest.raises(KeyWrong):
        sign_base(document, key=PrivateKey.generate("P-384"), random=chosen_random(), **rules)
    with pytest.raises(TermUnknown):
        sign_base(document | {"shoeSize": 44}, key=KEY, random=chosen_random(), **rules)
    with pytest.raises(ShapeWrong):
        sign_base(document | {"id": "urn:bnid:0"}, key=KEY, random=chosen_random(), **rules)
    shown = derive(BASE, BASE["proof"], reveal=[])
    with pytest.raises(ProofWrong):
        check(shown, shown["proof"], PrivateKey.generate("Ed25519").public)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_proof_value_is_refused_by_name(data: st.DataObject) -> None:
    shown = derive(BASE, BASE["proof"], reveal=["/name"])
    value = shown["proof"]["proofValue"]
    place = data.draw(st.integers(0, len(value) - 1))
    damaged = (
        value[:place]
        + data.draw(st.sampled_from("ABCz019-_"))
        + value[place + data.draw(st.integers(0, 3)) :]
    )
    if damaged != value:
        with pytest.raises(BadgeError):
            check(shown, shown["proof"] | {"proofValue": damaged}, KEY.public)


NESTED = st.recursive(
    st.one_of(st.integers(0, 2**64 - 1), st.binary(max_size=300), st.text(max_size=300)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.integers(0, 2**32), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(NESTED.map(lambda value: [value]))
def test_cbor_reads_back_what_it_wrote(value: Any) -> None:
    try:
        assert decoded(encoded(value)) == value
    except ProofWrong:
        assert len(encoded(value)) > 4  # deeper than proofs go


@given(st.binary(max_size=40))
def test_any_bytes_are_cbor_or_refused(data: bytes) -> None:
    try:
        decoded(data)
    except ProofWrong:
        return
