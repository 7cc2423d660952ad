"""The prepared form gives the bytes and the answers of the generic path, whatever stands in its slots."""

import copy
import json
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from tests.badgecore.example import KEY, MADE, METHOD, make_credential

from badgecore.errors import (
    BadgeError,
    BadSignature,
    KeyWrong,
    NotPreparable,
    ProofWrong,
    TextRefused,
)
from badgecore.keys import PrivateKey
from badgecore.prepared import Prepared, award_slots
from badgecore.proofs import data_integrity
from badgecore.wire import write_json


def make_document(*, evidence: int = 1, bound: bool = True, dated: bool = False) -> dict[str, Any]:
    document = make_credential().to_json()
    piece = document.pop("evidence")[0]
    if evidence:
        document["evidence"] = [
            piece | {"id": f"https://badges.example.org/evidence/{n}"} for n in range(evidence)
        ]
    if not bound:
        del document["credentialSubject"]["id"]
    if dated:
        document["validUntil"] = "2031-05-04T15:30:00Z"
        document["awardedDate"] = "2026-05-01T00:00:00Z"
    return document


SHAPES = [
    make_document(),
    make_document(evidence=0, bound=False),
    make_document(evidence=3, dated=True),
    make_document(evidence=2, bound=False, dated=True),
]
PREPARED = [Prepared(document, award_slots(document)) for document in SHAPES]


def values_of(document: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, pointers in award_slots(document).items():
        place: Any = document
        for step in pointers[0]:
            place = place[step]
        found[name] = place
    return found


def outcome(act: Any) -> Any:
    try:
        return act()
    except BadgeError as error:
        return type(error)


def both_ways(prepared: Prepared, values: dict[str, str]) -> tuple[Any, Any]:
    fast = outcome(lambda: prepared.sign(values, key=KEY, verification_method=METHOD, created=MADE))
    slow = outcome(
        lambda: write_json(
            data_integrity.sign(
                prepared.document(values), key=KEY, verification_method=METHOD, created=MADE
            )
        )
    )
    return fast, slow


TEXTS = st.one_of(
    st.text(max_size=12).map(lambda text: unicodedata.normalize("NFC", text)),
    st.text(alphabet='"\\\n\t%s{}<>_:#\u2028\x7féñ字😀', max_size=8),
    st.sampled_from(
        [
            "",
            "2026-05-04T15:30:00Z",
            "urn:badgecore:slot:0.",
            "_:c14n0",
            "%s",
            "salt-1",
            "https://a.example/1",
        ]
    ),
)
ADDRESSES = st.one_of(
    st.sampled_from(
        [
            "https://badges.example.org/credentials/1",
            "https://badges.example.org/evidence/0",
            "https://badges.example.org/achievements/wait-time/3#questions-2",
            "https://badges.example.org/achievements/wait-time/3",
            "urn:uuid:0d4ef8a4-5a3a-4f6d-9f0e-3a0f6e7c1f10",
            "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
            "did:web:badges.example.org:issuers:district",
            "_:b0",
            "relative",
            "",
            "https://a.example/é",
            "https://a.example/a b",
            "Achievement",
            "xsd:string",
            "a:b",
        ]
    ),
    TEXTS,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SHAPES) - 1), st.data())
def test_signing_gives_the_same_bytes_both_ways(number: int, data: st.DataObject) -> None:
    values = values_of(SHAPES[number])
    for name in data.draw(st.lists(st.sampled_from(sorted(values)), max_size=6, unique=True)):
        is_address = "://" in values[name] or values[name].startswith("did:")
        values[name] = data.draw(st.one_of(ADDRESSES, ADDRESSES, TEXTS) if is_address else TEXTS)
    fast, slow = both_ways(PREPARED[number], values)
    event("signed" if isinstance(slow, str) else f"refused: {slow.__name__}")
    assert fast == slow
    if isinstance(fast, str):
        signed = json.loads(fast)
        PREPARED[number].check(signed, signed["proof"], KEY.public)
        data_integrity.check(signed, signed["proof"], KEY.public)


@given(st.integers(1, 10**9), st.sampled_from(["0", "1", "2"]), st.sampled_from(["0", "1", "2"]))
@settings(max_examples=100, deadline=None)
@example(1, "0", "0")
def test_every_order_of_unnamed_parts_gives_the_same_bytes(number: int, one: str, two: str) -> None:
    # The salt and the levels decide the order in which the blank nodes are labelled.
    values = values_of(SHAPES[0])
    values["salt"] = f"{number:x}"
    values["level-0"] = values["level-0"][:-1] + one
    values["level-1"] = values["level-1"][:-1] + two
    fast, slow = both_ways(PREPARED[0], values)
    assert fast == slow


def test_two_results_that_say_the_same_are_told_apart_the_generic_way() -> None:
    document = make_document()
    document["credentialSubject"]["result"][1] = dict(document["credentialSubject"]["result"][0])
    prepared = Prepared(document, award_slots(document))
    fast, slow = both_ways(prepared, values_of(document))
    assert fast == slow


SIGNED = json.loads(
    PREPARED[0].sign(values_of(SHAPES[0]), key=KEY, verification_method=METHOD, created=MADE)
)


def test_another_number_of_the_same_value_is_noticed() -> None:
    # To Python 1 == True and 1.5 == 1.5; RDF tells 1 from true.
    tampered = copy.deepcopy(SIGNED)
    tampered["credentialSubject"]["identifier"][0]["hashed"] = 1
    with pytest.raises(BadSignature):
        PREPARED[0].check(tampered, tampered["proof"], KEY.public)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_checking_a_changed_document_gives_the_same_answer_both_ways(data: st.DataObject) -> None:
    changed: Any = copy.deepcopy(SIGNED)
    place = changed
    while True:
        step = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        if not isinstance(place[step], dict | list) or (
            data.draw(st.booleans()) is False and data.draw(st.booleans())
        ):
            break
        place = place[step]
    act = data.draw(st.sampled_from(["replace", "drop", "add", "wrap"]))
    if act == "replace":
        place[step] = data.draw(
            st.one_of(TEXTS, ADDRESSES, st.integers(0, 3), st.booleans(), st.just(1.5), st.none())
        )
    elif act == "drop":
        del place[step]
    elif act == "add" and isinstance(place, dict):
        place[data.draw(st.sampled_from(["name", "description", "unknown", "id"]))] = data.draw(
            TEXTS
        )
    else:
        place[step] = [place[step]]
    proof = changed.get("proof")
    if not isinstance(proof, dict):
        return
    fast = outcome(lambda: PREPARED[0].check(changed, proof, KEY.public))
    slow = outcome(lambda: data_integrity.check(changed, proof, KEY.public))
    event(str(slow))
    assert fast == slow


@pytest.mark.parametrize(
    "pointer",
    [
        ("credentialSubject", "type", 0),
        ("@context", 0),
        ("credentialSubject", "achievement", "achievementType"),
        ("type", 1),
    ],
)
def test_a_place_that_could_change_more_than_its_text_is_no_slot(
    pointer: tuple[str | int, ...],
) -> None:
    if pointer[-1] == "achievementType":
        Prepared(SHAPES[0], {"kind": [pointer]})
        return
    with pytest.raises(BadgeError):
        Prepared(SHAPES[0], {"kind": [pointer]})


def test_a_slot_that_reaches_no_statement_is_refused() -> None:
    document = make_document() | {
        "description": {"@value": "text", "@language": "en", "@direction": "ltr"}
    }
    with pytest.raises(BadgeError):
        Prepared(document, {"direction": [("description", "@direction")]})
    with pytest.raises(BadgeError):
        Prepared(make_document() | {"shoeSize": "44"}, {"size": [("shoeSize",)]})


def test_a_slot_that_json_ld_reads_over_in_silence_is_refused() -> None:
    # An @index is allowed and says nothing (JSON-LD 1.1 §4.6.1): no quad would hold what stands in it.
    document = make_document() | {
        "description": {"@value": "text", "@language": "en", "@index": "x"}
    }
    assert Prepared(document, {"text": [("description", "@value")]}).names == ("text",)
    with pytest.raises(NotPreparable, match="/description/@index reaches no statement"):
        Prepared(document, {"index": [("description", "@index")]})


def test_values_are_asked_for_by_name_and_fit_to_be_signed() -> None:
    values = values_of(SHAPES[0])
    with pytest.raises(NotPreparable):
        PREPARED[0].sign({}, key=KEY, verification_method=METHOD, created=MADE)
    with pytest.raises(NotPreparable):
        PREPARED[0].sign(
            {**{name: values[name] for name in values if name != "id"}, "ID": "x"},
            key=KEY,
            verification_method=METHOD,
            created=MADE,
        )
    with pytest.raises(TextRefused):
        PREPARED[0].sign(
            values | {"evidence-0-name": "\x07"}, key=KEY, verification_method=METHOD, created=MADE
        )
    with pytest.raises(KeyWrong):
        PREPARED[0].sign(
            values, key=PrivateKey.generate("P-256"), verification_method=METHOD, created=MADE
        )


def test_a_document_of_another_shape_or_suite_is_checked_all_the_same() -> None:
    other = data_integrity.sign(
        SHAPES[1], key=KEY, verification_method=METHOD, created=MADE, cryptosuite="eddsa-jcs-2022"
    )
    PREPARED[0].check(other, other["proof"], KEY.public)
    both = data_integrity.sign(
        SIGNED, key=PrivateKey.from_seed(bytes(32)), verification_method=METHOD, created=MADE
    )
    PREPARED[0].check(both, both["proof"][0], KEY.public)


BODY = PREPARED[0].sign_bytes(
    values_of(SHAPES[0]), key=KEY, verification_method=METHOD, created=MADE
)


def check_bytes(body: bytes, values: dict[str, str], **others: Any) -> None:
    said: dict[str, Any] = {
        "public_key": KEY.public,
        "verification_method": METHOD,
        "created": MADE,
    } | others
    PREPARED[0].check_bytes(body, values, **said)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_was_signed_is_found_in_its_bytes(data: st.DataObject) -> None:
    values = values_of(SHAPES[2])
    for name in data.draw(st.lists(st.sampled_from(sorted(values)), max_size=4, unique=True)):
        values[name] = data.draw(TEXTS)
    body = outcome(
        lambda: PREPARED[2].sign_bytes(values, key=KEY, verification_method=METHOD, created=MADE)
    )
    if isinstance(body, bytes):
        said: dict[str, Any] = {
            "public_key": KEY.public,
            "verification_method": METHOD,
            "created": MADE,
        }
        PREPARED[2].check_bytes(body, values, **said)
        for name, value in values.items():
            with pytest.raises(ProofWrong):
                PREPARED[2].check_bytes(body, values | {name: f"{value}."}, **said)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
@example(BODY.index(b"proofValue") + 20, 1)
@example(len(BODY) - 1, 1)
def test_no_other_bytes_pass_for_what_was_signed(place: int, change: int) -> None:
    other = bytearray(BODY)
    other[place] ^= change
    with pytest.raises(BadgeError):
        check_bytes(bytes(other), values_of(SHAPES[0]))
    for cut in (BODY[:place], BODY[:place] + BODY[place + 1 :], BODY + b" "):
        with pytest.raises(BadgeError):
            check_bytes(cut, values_of(SHAPES[0]))


def test_another_key_method_or_moment_is_noticed() -> None:
    values = values_of(SHAPES[0])
    check_bytes(BODY, values)
    with pytest.raises(BadSignature):
        check_bytes(BODY, values, public_key=PrivateKey.from_seed(bytes(32)).public)
    with pytest.raises(ProofWrong):
        check_bytes(BODY, values, verification_method=METHOD + "-2")
    with pytest.raises(ProofWrong):
        check_bytes(BODY, values, created=MADE + timedelta(seconds=1))


def test_a_subject_that_becomes_another_one_goes_the_generic_way() -> None:
    """Their statements would stand in one block, and only there be sorted among each other."""
    values = values_of(SHAPES[0])
    document = PREPARED[0].document(values)
    for twin in (
        document["credentialSubject"]["achievement"]["id"],
        document["issuer"]["id"],
        values["status"],
    ):
        fast, slow = both_ways(PREPARED[0], values | {"id": twin})
        assert fast == slow
