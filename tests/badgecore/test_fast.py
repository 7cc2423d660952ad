"""The fast path to quads gives what the reference path gives, or leaves the document to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.badgecore.example import make_credential

from badgecore.canon import reference_quads, to_quads
from badgecore.canon.fast import fast_quads
from badgecore.canon.rdfc import Quad, canonical_quads
from badgecore.canon.scopes import Unsupported
from badgecore.documents import BUNDLED
from badgecore.errors import BadgeError
from badgecore.model import OB3_CONTEXT, OB3_EXTENSIONS, VC2_CONTEXT

EXAMPLES = sorted((Path(__file__).parents[1] / "vectors" / "examples").rglob("*.json"))


def unhurried(document: dict[str, Any]) -> list[Quad]:
    return reference_quads(document, work=1_000_000)


def outcome(quads_of: Any, document: dict[str, Any]) -> list[str] | type[BadgeError]:
    try:
        return canonical_quads(quads_of(document))[0]
    except BadgeError:
        return BadgeError


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_has_the_same_quads_both_ways(path: Path) -> None:
    document = json.loads(path.read_text())
    if isinstance(document, dict) and "@context" in document:
        assert outcome(to_quads, document) == outcome(unhurried, document)


def test_a_badge_lying_deep_in_others_has_the_same_quads_both_ways() -> None:
    document: dict[str, Any] = make_credential().to_json()
    for _ in range(4):
        document = make_credential().to_json() | {"endorsement": [document]}
    assert outcome(to_quads, document) == outcome(unhurried, document) != BadgeError


@pytest.mark.parametrize("value", [None, [], [None, 1.5], {"b": 1, "a": "é"}, "text", True])
def test_json_literals_are_the_same_both_ways(value: Any) -> None:
    method = {"type": "JsonSchema", "jsonSchema": value}
    document = make_credential().to_json() | {"confidenceMethod": method}
    assert outcome(to_quads, document) == outcome(unhurried, document) != BadgeError


def test_what_we_write_ourselves_takes_the_fast_way() -> None:
    fast_quads(make_credential().to_json(), BUNDLED)


def vocabulary() -> dict[str, list[str]]:
    """Each type that brings terms of its own, and those terms."""
    found: dict[str, list[str]] = {"": ["name", "description"]}
    for url in (VC2_CONTEXT, OB3_CONTEXT):
        for name, entry in BUNDLED.document(url)["@context"].items():
            if isinstance(entry, dict) and isinstance(entry.get("@context"), dict):
                found[name] = [
                    term
                    for term in entry["@context"]
                    if term[0] != "@" and term not in ("id", "type")
                ]
    return {name: terms for name, terms in found.items() if terms}


VOCABULARY = vocabulary()
GOOD = [
    "https://a.example/1",
    "https://a.example/2",
    "urn:uuid:1",
    "did:key:z6Mk",
    "_:b0",
    "_:b1",
    "data:,x",
]
ODD = ["#fragment", "xsd:string", "Achievement", "", "a b:c", "https://a.example/<b>"]
ADDRESSES = st.one_of(*[st.sampled_from(GOOD)] * 12, st.sampled_from(ODD))
SCALARS = st.one_of(
    st.text(max_size=8),
    ADDRESSES,
    ADDRESSES,
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(-1e6, 1e6),
    st.just(1e22),
)


@st.composite
def nodes(draw: Any, children: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(VOCABULARY)))
    node: dict[str, Any] = {"type": draw(st.sampled_from([kind, [kind]]))} if kind else {}
    if draw(st.booleans()):
        node["id"] = draw(ADDRESSES)
    node |= draw(st.dictionaries(st.sampled_from(VOCABULARY[kind]), children, max_size=4))
    odd = draw(st.integers(0, 60))
    if odd == 0:
        node[
            draw(
                st.sampled_from(
                    ["unknownTerm", "schema:name", "@graph", "@value", "@list", "@set", "@reverse"]
                )
            )
        ] = "x"
    elif odd == 1:
        node["@context"] = draw(CONTEXTS)
    return node


TEXTS = st.builds(
    lambda text, more: {"@value": text} | more,
    st.text(max_size=4),
    st.sampled_from(
        [
            {},
            {"@language": "en"},
            {"@language": "ES-mx"},
            {"@language": "x y"},
            {"@language": "ar", "@direction": "rtl"},
            {"@type": "xsd:date"},
        ]
    ),
)
CONTEXTS = st.sampled_from([[VC2_CONTEXT, OB3_CONTEXT], [VC2_CONTEXT, OB3_CONTEXT, OB3_EXTENSIONS]])
VALUES = st.recursive(
    st.one_of(SCALARS, SCALARS, TEXTS, st.none()),
    lambda children: st.one_of(
        *[nodes(children)] * 6,
        st.lists(nodes(children), max_size=3),
        st.lists(children, max_size=3),
    ),
    max_leaves=20,
)
TOP = st.sampled_from(VOCABULARY["VerifiableCredential"])


@settings(max_examples=120, deadline=None)
@given(CONTEXTS, st.dictionaries(TOP, VALUES, max_size=4))
def test_any_document_has_the_same_quads_both_ways(
    contexts: list[str], body: dict[str, Any]
) -> None:
    document = {
        "@context": contexts,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
    } | body
    try:
        fast = canonical_quads(fast_quads(document, BUNDLED))[0]
    except Unsupported:
        event("left to the reference path")
        return
    except BadgeError:
        event("refused")
        assert outcome(unhurried, document) is BadgeError
        return
    event("written")
    assert fast == outcome(unhurried, document)
