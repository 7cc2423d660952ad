"""The outcome in words, and its twin in the browser."""

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.assessment.judging import outcomes
from assay.catalog.content.nouns import Content, read
from assay.catalog.tests.factories import content as stored
from assay.lib.levels import LEVELS

STATIC = Path(__file__).parents[2] / "static" / "assessment"
WAIT_TIME = read(stored("wait-time"))


def parts_rule(criteria: int = 4) -> Content:
    """A version whose rule asks for a level in each part."""
    return read(
        {
            "title": "Parts",
            "rubric": {
                "criteria": [
                    {
                        "id": f"c{n}",
                        "title": f"C{n}",
                        "part": "part1" if n < 3 else "part2",
                        "descriptors": {},
                    }
                    for n in range(1, criteria + 1)
                ],
                "passing_rule": {
                    "type": "parts",
                    "parts": {
                        "part1": {"min_level": "almost"},
                        "part2": {"min_level": "demonstrated"},
                    },
                },
            },
        }
    )


def points_rule() -> Content:
    """Two essentials of four, 7 of 8 points, nothing below almost."""
    return read(
        {
            "title": "Points",
            "rubric": {
                "criteria": [
                    {
                        "id": f"c{n}",
                        "title": f"C{n}",
                        "part": "part1",
                        "essential": n < 3,
                        "descriptors": {},
                    }
                    for n in range(1, 5)
                ],
                "passing_rule": {
                    "type": "points_with_essentials",
                    "min_points": 7,
                    "max_points": 8,
                    "no_level_below": "almost",
                },
            },
        }
    )


VERSIONS = {"all": WAIT_TIME, "parts": parts_rule(), "points": points_rule()}


def every_sheet(content: Content) -> list[dict[str, str]]:
    """Every combination of levels, criteria without one included."""
    idents = [c.id for c in content.criteria]
    return [
        {i: level for i, level in zip(idents, levels, strict=True) if level}
        for levels in itertools.product((*LEVELS, ""), repeat=len(idents))
    ]


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is missing: the browser's rule is NOT compared"
)
@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("carried", [{}, {"c1": "demonstrated", "c3": "demonstrated"}])
def test_the_browser_says_what_the_server_says_for_every_combination(
    name: str, carried: dict[str, str], tmp_path: Path
) -> None:
    content = VERSIONS[name]
    sheets = every_sheet(content)
    asked = {"facts": outcomes.facts(content, carried), "sheets": sheets}
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    (tmp_path / "rule.mjs").write_text((STATIC / "rule.js").read_text())
    (tmp_path / "run.mjs").write_text(
        'import { readFileSync } from "node:fs"; import { outcome } from "./rule.mjs";'
        'const { facts, sheets } = JSON.parse(readFileSync("asked.json", "utf8"));'
        "console.log(JSON.stringify(sheets.map((s) => outcome(facts, s))));"
    )
    ran = subprocess.run(
        ["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    for levels, said in zip(sheets, json.loads(ran.stdout), strict=True):
        found = outcomes.outcome_of(content, levels, carried)
        assert said == {
            "result": outcomes.result(found),
            "open": list(found.open),
            "verdict": outcomes.verdict(found),
            "explanation": outcomes.explain(content, found, carried),
        }


@settings(deadline=None)
@given(name=st.sampled_from(sorted(VERSIONS)), data=st.data())
def test_raising_a_level_never_turns_earned_into_not_yet(name: str, data: st.DataObject) -> None:
    content = VERSIONS[name]
    levels = {c.id: data.draw(st.sampled_from(LEVELS)) for c in content.criteria}
    raised = data.draw(st.sampled_from(sorted(levels)))
    better = {**levels, raised: LEVELS[max(0, LEVELS.index(levels[raised]) - 1)]}
    if outcomes.result(outcomes.outcome_of(content, levels, {})) == "earned":
        assert outcomes.result(outcomes.outcome_of(content, better, {})) == "earned"


@settings(deadline=None)
@given(name=st.sampled_from(sorted(VERSIONS)), data=st.data())
def test_what_was_carried_counts_as_demonstrated_whatever_the_sheet_says(
    name: str, data: st.DataObject
) -> None:
    content = VERSIONS[name]
    levels = {c.id: data.draw(st.sampled_from(LEVELS)) for c in content.criteria}
    kept = data.draw(st.sets(st.sampled_from(sorted(levels))))
    carried = dict.fromkeys(kept, "demonstrated")
    found = outcomes.outcome_of(content, levels, carried)
    same: Any = outcomes.outcome_of(content, {**levels, **carried}, {})
    assert (found.word, found.open, found.demonstrated) == (same.word, same.open, same.demonstrated)
    assert not kept & set(found.open)


def test_the_explanation_names_what_is_open_and_what_was_kept() -> None:
    levels = {c.id: "demonstrated" for c in WAIT_TIME.criteria} | {"c3": "almost"}
    found = outcomes.outcome_of(WAIT_TIME, levels, {"c1": "demonstrated"})
    said = outcomes.explain(WAIT_TIME, found, {"c1": "demonstrated"})
    assert "4 of 5 are demonstrated; still open: Pause after the answer." in said
    assert "1 kept from an earlier attempt." in said
