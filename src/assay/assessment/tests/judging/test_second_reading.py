"""When a second reading is advised, and of which criteria."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.assessment.judging.second_reading import (
    NEW_UNDER,
    OPENING,
    Base,
    Facts,
    Past,
    Record,
    advise,
    best_choice,
    choices,
)
from assay.catalog.content.nouns import Criterion, PassingRule
from assay.lib.levels import LEVELS

CRITERIA = tuple(
    Criterion(
        id=f"c{n}",
        title="",
        part="part2",
        evidence=(),
        essential=n == 1,
        impact=False,
        descriptors={},
    )
    for n in range(1, 6)
)
RULES = {
    kind: PassingRule(
        type=kind,
        text="",
        parts={"part2": "almost"},
        min_points=8,
        max_points=10,
        no_level_below="almost",
    )
    for kind in ("all_demonstrated", "parts", "points_with_essentials")
}
NOTHING = Base(first_n=0, random_share=0, high_stakes=False)
KNOWN = NEW_UNDER + 10


def facts(*levels: str, rule: str = "all_demonstrated", **more: object) -> Facts:
    return Facts(
        levels=dict(zip((c.id for c in CRITERIA), levels, strict=True)),
        rule=RULES[rule],
        criteria=CRITERIA,
        judged_before=KNOWN,
        **more,  # type: ignore[arg-type]
    )


D, A, N = LEVELS
EARNED = facts(D, D, D, D, D)
ONE_OPEN = facts(D, D, A, D, D)


def doubt(given_facts: Facts) -> float:
    return max(choice.doubt for choice in choices(given_facts))


def test_the_policys_base_comes_first_and_asks_for_the_whole() -> None:
    far = facts(N, N, N, N, N)
    every = tuple(c.id for c in CRITERIA)
    for base, draw, reason in (
        (Base(first_n=KNOWN + 1, random_share=0, high_stakes=False), 0.9, "first_n"),
        (Base(first_n=KNOWN, random_share=1, high_stakes=True), 0.0, "high_stakes"),
        (Base(first_n=0, random_share=0.15, high_stakes=False), 0.1499, "random"),
    ):
        found = advise(far, base, draw=draw)
        assert (found.reason, found.criteria, found.cost) == (reason, every, 1.0)
    assert (
        advise(far, Base(first_n=0, random_share=0.15, high_stakes=False), draw=0.15).reason == ""
    )


def test_far_from_the_line_nothing_is_read_again() -> None:
    for levels in ((N, N, N, N, N), (A, N, A, N, D), (A, A, A, A, A)):
        assert advise(facts(*levels), NOTHING, draw=0).reason == ""


def test_one_criterion_in_the_way_is_read_again_alone() -> None:
    found = advise(ONE_OPEN, NOTHING, draw=0)
    assert (found.reason, found.criteria) == ("worth_it", ("c3",))
    assert found.cost == pytest.approx(OPENING + (1 - OPENING) / 5)


def test_a_criterion_that_takes_longer_costs_more() -> None:
    video = replace(ONE_OPEN, shares={"c1": 1, "c2": 1, "c3": 6, "c4": 1, "c5": 1})
    assert choices(video)[0].cost == pytest.approx(OPENING + (1 - OPENING) * 0.6)
    assert choices(video)[-1].cost == pytest.approx(1)


def test_a_lenient_assessors_badge_is_doubted_and_a_strict_ones_not_yet() -> None:
    lenient = Record(compared=60, agreeing=48, above=12)
    strict = Record(compared=60, agreeing=48, above=-12)
    even = Record(compared=60, agreeing=48)
    earned = [doubt(replace(EARNED, assessor=who)) for who in (strict, even, lenient)]
    open_one = [doubt(replace(ONE_OPEN, assessor=who)) for who in (lenient, even, strict)]
    assert earned == sorted(earned) and earned[0] < earned[2]
    assert open_one == sorted(open_one) and open_one[0] < open_one[2]
    assert advise(replace(EARNED, assessor=lenient), NOTHING, draw=0).reason == "worth_it"
    assert advise(replace(EARNED, assessor=strict), NOTHING, draw=0).reason == ""


def test_what_differed_often_before_is_doubted_more() -> None:
    quiet, restless = Past(compared=100, differing=10), Past(compared=100, differing=45)
    assert doubt(replace(ONE_OPEN, past={"c3": quiet})) < doubt(ONE_OPEN)
    assert doubt(replace(ONE_OPEN, past={"c3": restless})) > doubt(ONE_OPEN)
    first = choices(replace(EARNED, past={"c4": restless}))[0]
    assert first.criteria == ("c4",), "the criterion most in doubt comes first"


def test_who_disagrees_often_and_what_is_new_are_doubted_more() -> None:
    careless = Record(compared=60, agreeing=30)
    assert doubt(replace(ONE_OPEN, assessor=careless)) > doubt(ONE_OPEN)
    assert doubt(replace(ONE_OPEN, judged_before=0)) > doubt(ONE_OPEN)


def test_points_are_doubted_where_they_are_short() -> None:
    """Eight points are needed: nine with nothing below Almost are safe by one, seven are short by one."""
    short = facts(D, D, A, A, A, rule="points_with_essentials")
    safe = facts(D, D, D, D, A, rule="points_with_essentials")
    assert choices(short)[0].doubt > choices(safe)[0].doubt


any_level = st.sampled_from(LEVELS)


@given(
    st.tuples(any_level, any_level, any_level, any_level, any_level),
    st.sampled_from(sorted(RULES)),
    st.integers(0, 60),
    st.floats(-1, 1),
)
def test_any_sheet_has_choices_that_cost_more_the_more_they_ask(
    levels: tuple[str, ...], rule: str, agreeing: int, lean: float
) -> None:
    record = Record(compared=60, agreeing=agreeing, above=60 * lean)
    found = choices(facts(*levels, rule=rule, assessor=record))
    assert [len(choice.criteria) for choice in found] == [1, 2, 3, 4, 5]
    assert all(-1e-9 <= choice.doubt <= 1 + 1e-9 for choice in found)
    costs = [choice.cost for choice in found]
    assert costs == sorted(costs) and costs[-1] == pytest.approx(1)
    assert best_choice(found, worth=3) is None
    best = best_choice(found)
    assert best is None or best in found


def test_chances_of_an_erratic_assessor_are_still_chances() -> None:
    """Where both a level less and a level more are likely, together they are no more than certain."""
    record = Record(compared=60, agreeing=0, above=60)
    found = choices(facts(D, D, D, D, A, rule="points_with_essentials", assessor=record))
    assert all(choice.doubt <= 1 + 1e-9 for choice in found)


def test_a_sheet_that_is_not_filled_in_asks_for_nothing() -> None:
    assert choices(replace(EARNED, levels={})) == []
    assert advise(replace(EARNED, levels={}), NOTHING, draw=0).reason == ""
