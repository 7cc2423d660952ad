"""RDFC-1.0 against the whole W3C suite, and its bound on hostile graphs."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.badgecore.counted import at_most

from badgecore.canon import canonical_nquads
from badgecore.canon.nquads import parse
from badgecore.canon.rdfc import STEPS, canonical_quads
from badgecore.errors import BadgeError, ShapeWrong, TooComplex

SUITE = Path(__file__).parents[1] / "vectors" / "rdf-canon"
ENTRIES: list[dict[str, Any]] = json.loads((SUITE / "manifest.jsonld").read_text())["entries"]
PASSING = [entry for entry in ENTRIES if "result" in entry]
CALLS = 400_000
POISON = [entry for entry in ENTRIES if "result" not in entry]


def read(address: str) -> str:
    return (SUITE / Path(address).name).read_text(encoding="utf-8")


def test_the_suite_is_whole() -> None:
    assert (len(PASSING), len(POISON)) == (85, 1)


@pytest.mark.parametrize("entry", PASSING, ids=lambda entry: entry["id"])
def test_the_w3c_suite(entry: dict[str, Any]) -> None:
    hash_name = entry.get("hashAlgorithm", "SHA256").lower()
    # With half of what is allowed.
    lines, labels = canonical_quads(
        parse(read(entry["action"])), hash_name=hash_name, steps=STEPS // 2
    )
    if "Map" in str(entry["type"]):
        assert {old[2:]: new[2:] for old, new in labels.items()} == json.loads(
            read(entry["result"])
        )
    else:
        assert "".join(lines) == read(entry["result"])


def test_every_example_stays_far_within_the_bound() -> None:
    done = 0
    for path in sorted((SUITE.parent / "examples").rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        try:
            canonical_nquads(document, steps=STEPS // 4)
            done += 1
        except TooComplex:
            pytest.fail(str(path))
        except (BadgeError, AttributeError):
            continue  # Not JSON-LD, or under a vocabulary we do not hold.
    assert done > 50


@pytest.mark.parametrize("entry", POISON, ids=lambda entry: entry["id"])
def test_the_poison_graph_is_stopped_early(entry: dict[str, Any]) -> None:
    with at_most(CALLS), pytest.raises(TooComplex):
        canonical_quads(parse(read(entry["action"])))


@pytest.mark.parametrize(
    "text",
    ["<a> <b> .", "nonsense", '<http://a> <http://b> "open .', "<http://a b> <http://c> _:x ."],
)
def test_what_is_no_nquad_is_refused(text: str) -> None:
    with pytest.raises(ShapeWrong):
        parse(text)
