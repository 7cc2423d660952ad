"""A file of rules with something wrong is refused whole, by line and in plain words."""

import pytest

from assay.credits.rules.files import read
from assay.credits.rules.states import STATES

TEXAS = (STATES / "texas.yaml").read_text(encoding="utf-8")


def _line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "instead", "said"),
    [
        ("method: hours", "method: hour", "“hour” is not known here."),
        ('to: "0.5"', "to: 0.5", "This must be text."),
        ('to: "0.5"', 'to: "0,5"', "“0,5” cannot be here."),
        ('to: "0.5"', 'to: "0"', "Nothing can be rounded to 0."),
        ('since: "2023-09-01"', 'since: "2023-02-30"', "This must be a day."),
        (
            '{share: "0.2", category: independent_study}',
            "{category: independent_study}",
            "A cap is either",
        ),
        ('{share: "0.2", category', '{share: "1.2", category', "A share is at most 1."),
        ("amounts: {wait-time:", "amounts: {wait-tim:", "No activity has this name."),
        ('last: "2029-08-31"', 'last: "2023-08-31"', "This ends before it begins."),
        (
            'since: "2023-09-01"',
            'since: "2023-09-01"\n    until: "2023-08-31"',
            "This ends before it begins.",
        ),
        ("cycle_years: 5", "cycle_years: five", "This must be a whole number."),
        ("within_cycle: true", "within_cicle: true", "within_cicle"),
        ("method: hours, factor", "method: flat, factor", "“amount” is missing."),
    ],
)
def test_a_problem_is_told_by_its_line(was: str, instead: str, said: str) -> None:
    text = TEXAS.replace(was, instead, 1)
    assert text != TEXAS
    document = read(text)
    assert document.rules == ()
    first = next(problem for problem in document.problems if said in str(problem))
    assert abs(first.line - _line_of(TEXAS, was)) <= 1


@pytest.mark.parametrize(
    ("was", "instead", "said"),
    [
        (
            'communication-plan: "12.5"',
            'communication-plan: "12.6"',
            "“communication-plan” comes to 12.5, and the case says 12.6.",
        ),
        ('total: "37.5"', 'total: "38"', "The total is 37.5, and the case says 38."),
        (
            'lacking: {all: "112.5"}',
            'lacking: {all: "112"}',
            "What is lacking is in all 112.5, and the case says in all 112.",
        ),
        ('mentor: "45"}', "}", "“mentor” comes to 45, and the case says nothing of it."),
    ],
)
def test_a_case_that_comes_to_something_else_keeps_the_file_out(
    was: str, instead: str, said: str
) -> None:
    text = TEXAS.replace(was, instead, 1)
    assert text != TEXAS
    document = read(text)
    assert document.rules == () and [problem.what for problem in document.problems] == [said]


def test_two_rules_of_one_name_may_follow_and_never_overlap() -> None:
    rule = TEXAS[TEXAS.index("  - id:") :]
    later = rule.replace('since: "2023-09-01"', 'since: "2030-09-01"', 1)
    overlapping = read(TEXAS + later)
    assert "already in force on that day" in str(overlapping.problems[0])
    ended = TEXAS.replace('since: "2023-09-01"', 'since: "2023-09-01"\n    until: "2030-08-31"', 1)
    unworkable = later.replace('first: "2024', 'first: "2034').replace('last: "2029', 'last: "2039')
    document = read(ended + unworkable.replace('on: "202', 'on: "203'))
    assert document.problems == () and len(document.rules) == 2


@pytest.mark.parametrize(
    "text", ["", "rules: [", "schema: mc-credit-rules/1\nrules: []", "- 1", "\x00", "a: &a [*a]"]
)
def test_what_is_no_file_of_rules_is_refused_in_words(text: str) -> None:
    document = read(text)
    assert (
        document.rules == ()
        and document.problems
        and all(str(problem) for problem in document.problems)
    )
