"""The states' rules come to what their sources say, for the same three awards and for each rule's own cases."""

from decimal import Decimal

import pytest

from assay.credits.rules import words
from assay.credits.rules.files import Case, Ruled, unworked, work
from assay.credits.rules.nouns import Confidence
from assay.credits.rules.states import shipped

RULES = {ruled.rule.id: ruled for ruled in shipped()}
CASES = [(ruled, case) for ruled in shipped() for case in ruled.cases]


def _named(pair: tuple[Ruled, Case]) -> str:
    return f"{pair[0].rule.state}: {pair[1].title}"


@pytest.mark.parametrize("pair", CASES, ids=_named)
def test_a_worked_case_comes_to_what_it_says(pair: tuple[Ruled, Case]) -> None:
    ruled, case = pair
    assert unworked(ruled.rule, case) == []


@pytest.mark.parametrize("pair", CASES, ids=_named)
def test_an_explanation_adds_up_and_has_words(pair: tuple[Ruled, Case]) -> None:
    ruled, case = pair
    result = work(ruled.rule, case)
    assert sum((line.amount for line in result.lines), result.carried) == result.total
    for line in result.lines:
        assert sum(step.change for step in line.steps) == line.amount
        said = list(words.explained(ruled.rule, line))
        assert said and all(sentence.endswith(".") and "_" not in sentence for sentence in said)


#: Wait time 10 hours, interviews with families 15, a communication plan 12.6; worked by hand from each rule's source.
THREE_AWARDS = {
    "mi-standard-certificate": "20.5",  # 8 hours of an approved program, none, 12.6 down to a quarter
    "tn-professional-license": "18",  # 6 each
    "nc-continuing-license": "3.7",  # a tenth of the hours: 1.0, 1.5, 1.26 down to 1.2
    "tx-standard-certificate": "37.5",  # hour by hour, 12.6 down to a half
    "fl-professional-certificate": "37",  # hour by hour, in whole points
    "il-professional-educator": "37.6",  # hour by hour
    "ut-usbe-credit": "1.5",  # half a credit each
    "ky-rank-change": "0",  # three steps of eighteen
    "ks-professional-license": "37.6",  # hour by hour, under a plan
}


def test_nine_teachers_each_see_the_right_credit_for_the_same_three_awards() -> None:
    assert THREE_AWARDS.keys() == RULES.keys()
    for rule, total in THREE_AWARDS.items():
        ruled = RULES[rule]
        case = ruled.cases[0]
        assert {one.id for one in case.activities} == {
            "wait-time",
            "family-interviews",
            "communication-plan",
        }
        assert work(ruled.rule, case).total == Decimal(total), rule


def test_every_rule_says_where_it_is_from_and_when_somebody_looked() -> None:
    for ruled in shipped():
        source = ruled.rule.source
        assert source.confidence is Confidence.FOUND and source.url.startswith("https://")
        assert source.checked >= ruled.rule.since or ruled.rule.until
        assert len(ruled.cases) >= 3
        assert words.unit(ruled.rule.unit) != ruled.rule.unit


def test_michigan_says_why_nothing_is_counted() -> None:
    ruled = RULES["mi-standard-certificate"]
    lines = {line.activity.id: line for line in work(ruled.rule, ruled.cases[0]).lines}
    assert list(words.explained(ruled.rule, lines["family-interviews"])) == [
        "It is offered under no approved program, and without one nothing can be counted."
    ]
    assert list(words.explained(ruled.rule, lines["communication-plan"])) == [
        "The approved program has 12.6 hours of instruction, and only those count.",
        "Rounded down to steps of 0.25: -0.1.",
    ]
