"""Our schema check gives the verdict of the general library, sooner, and within a bound."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from tests.badgecore.counted import at_most
from tests.badgecore.example import make_credential
from tests.badgecore.hostile import HOSTILE

import badgecore
from badgecore.documents import check_plain_form, check_schema, schema_urls
from badgecore.errors import SchemaWrong
from badgecore.model import OB3_ENDORSEMENT_SCHEMA, OB3_SCHEMA
from badgecore.schema import Schema

CALLS = 900_000
FOLDER = Path(badgecore.__file__).parent / "schemas"
NAMES: dict[str, str] = json.loads((FOLDER / "index.json").read_text()) | {
    "strict": "ob3/ob_v3p0_achievementcredential_schema.strict-2024.json"
}
LOADED = {name: json.loads((FOLDER / name).read_text()) for name in NAMES.values()}
JUDGES = {name: validator_for(schema)(schema) for name, schema in LOADED.items()}
OURS = {name: Schema(schema) for name, schema in LOADED.items()}
EXAMPLES = sorted((Path(__file__).parents[1] / "vectors" / "examples").rglob("*.json"))


@pytest.mark.parametrize(
    "name", [NAMES[OB3_SCHEMA], NAMES["strict"], NAMES[OB3_ENDORSEMENT_SCHEMA]]
)
def test_every_example_gets_the_verdict_of_the_library(name: str) -> None:
    verdicts = []
    for path in EXAMPLES:
        document = json.loads(path.read_text())
        verdict = OURS[name].fault(document) is None
        assert verdict == JUDGES[name].is_valid(document), path
        verdicts.append(verdict)
    assert False in verdicts


VALUES = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, 1.5, "", "x", "en", "Achievement", "ext:abc", "Status"]
    ),
    st.lists(st.sampled_from(["Image", "Alignment", 1, {}]), max_size=2),
    st.dictionaries(
        st.sampled_from(["id", "type", "en", "en-US", "narrative", "x"]),
        st.sampled_from(["a", ["Image"], 1]),
        max_size=3,
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([OB3_SCHEMA, "strict"]), st.data())
def test_any_change_gets_the_verdict_of_the_library(url: str, data: st.DataObject) -> None:
    document: Any = copy.deepcopy(make_credential().to_json())
    for _ in range(data.draw(st.integers(1, 2))):
        place = document
        while True:
            step = data.draw(
                st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
            )
            inner = place[step]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
                break
            place = inner
        act = data.draw(st.sampled_from(["replace", "drop", "add", "wrap"]))
        if act == "replace":
            place[step] = data.draw(VALUES)
        elif act == "drop" and len(place) > 1:
            del place[step]
        elif act == "add" and isinstance(place, dict):
            place[
                data.draw(st.sampled_from(["extra", "id", "type", "endorsementJwt", "caption"]))
            ] = data.draw(VALUES)
        else:
            place[step] = [place[step]]
    verdict = JUDGES[NAMES[url]].is_valid(document)
    event("valid" if verdict else "invalid")
    assert (OURS[NAMES[url]].fault(document) is None) == verdict


def test_the_fault_names_the_deepest_place() -> None:
    document = make_credential().to_json()
    document["credentialSubject"]["achievement"]["alignment"][0]["targetType"] = "nonsense"
    with pytest.raises(SchemaWrong, match="credentialSubject/achievement/alignment/0/targetType"):
        check_schema(document, OB3_SCHEMA)
    with pytest.raises(SchemaWrong, match="no such schema"):
        check_schema(document, "https://elsewhere.example/schema")


def test_a_keyword_that_is_not_known_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="uniqueItems"):
        Schema({"type": "array", "uniqueItems": True})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_held_up_with_bounded_work(name: str) -> None:
    document = make_credential().to_json() | HOSTILE[name]()
    for check in (lambda: check_schema(document, OB3_SCHEMA), lambda: check_plain_form(document)):
        with at_most(CALLS), contextlib.suppress(SchemaWrong):
            check()


def test_a_very_long_rubric_is_refused_after_bounded_work() -> None:
    document = make_credential().to_json()
    achievement = document["credentialSubject"]["achievement"]
    achievement["resultDescription"] *= 20_000
    with at_most(CALLS), pytest.raises(SchemaWrong, match="too large to be held up"):
        check_schema(document, OB3_SCHEMA)


def test_every_schema_we_hold_is_compiled() -> None:
    assert set(NAMES) - {"strict"} == schema_urls()
