import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.assessment.judging.comparison import compare
from assay.assessment.judging.scoring import outcome
from assay.catalog.content.nouns import Content, Criterion, PassingRule, read
from assay.catalog.tests.factories import content, wait_time
from assay.lib.levels import LEVELS

WAIT_TIME, PLAN, CHECKING = (
    read(wait_time()),
    read(content("district-communication-plan")),
    read(content("checking-for-understanding")),
)
CONTENTS = st.sampled_from([WAIT_TIME, PLAN, CHECKING])
BOTH = ("pass_decision_differs", "any_criterion_differs_by_two")


def all_at(content: Content, level: str, **others: str) -> dict[str, str]:
    return {c.id: others.get(c.id, level) for c in content.criteria}


def test_all_demonstrated_is_earned_under_every_rule() -> None:
    for found in (WAIT_TIME, PLAN, CHECKING):
        assert outcome(found.rule, found.criteria, all_at(found, "demonstrated")).earned


def test_one_almost_keeps_all_demonstrated_from_being_earned_and_is_named() -> None:
    found = outcome(
        WAIT_TIME.rule, WAIT_TIME.criteria, all_at(WAIT_TIME, "demonstrated", c3="almost")
    )
    assert not found.earned and found.open == ("c3",) and found.demonstrated == 4


def test_under_the_parts_rule_part_three_may_stay_at_almost() -> None:
    # sub-06: c6 at Almost still passes because Part 3 needs at least Almost.
    assert outcome(PLAN.rule, PLAN.criteria, all_at(PLAN, "demonstrated", c6="almost")).earned
    assert not outcome(
        PLAN.rule, PLAN.criteria, all_at(PLAN, "demonstrated", c6="almost", c4="almost")
    ).earned


def _points() -> tuple[PassingRule, list[Criterion]]:
    rule = PassingRule(
        type="points_with_essentials",
        text="",
        parts={},
        min_points=9,
        max_points=10,
        no_level_below="almost",
    )
    return rule, list(WAIT_TIME.criteria)


def test_points_with_essentials_needs_points_essentials_and_no_not_yet() -> None:
    rule, criteria = _points()
    assert outcome(rule, criteria, all_at(WAIT_TIME, "demonstrated", c1="almost")).earned
    assert outcome(rule, criteria, all_at(WAIT_TIME, "demonstrated", c2="almost")).open == ("c2",)
    short = outcome(rule, criteria, all_at(WAIT_TIME, "demonstrated", c1="almost", c5="almost"))
    assert not short.earned and short.open == ("c1", "c5") and short.points == 8
    assert not outcome(rule, criteria, all_at(WAIT_TIME, "demonstrated", c1="not_yet")).earned


def test_a_criterion_nobody_scored_is_open() -> None:
    found = outcome(WAIT_TIME.rule, WAIT_TIME.criteria, {"c1": "demonstrated"})
    assert found.unscored == ("c2", "c3", "c4", "c5") and not found.earned


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such level"):
        outcome(WAIT_TIME.rule, WAIT_TIME.criteria, {"c1": "excellent"})


@given(st.data(), CONTENTS)
def test_raising_a_level_never_turns_earned_into_not_yet(
    data: st.DataObject, content: Content
) -> None:
    levels = {c.id: data.draw(st.sampled_from(LEVELS)) for c in content.criteria}
    raised = data.draw(st.sampled_from([c.id for c in content.criteria]))
    higher = {**levels, raised: LEVELS[max(0, LEVELS.index(levels[raised]) - 1)]}
    before, after = (
        outcome(content.rule, content.criteria, levels),
        outcome(content.rule, content.criteria, higher),
    )
    assert after.earned or not before.earned
    assert bool(before.open) != before.earned


@given(st.data(), CONTENTS)
def test_two_sheets_that_agree_never_make_a_decision_that_neither_made(
    data: st.DataObject, content: Content
) -> None:
    sheets = [
        {c.id: data.draw(st.sampled_from(LEVELS)) for c in content.criteria} for _ in range(2)
    ]
    found = compare(*sheets, rule=content.rule, criteria=content.criteria, when=BOTH)
    each = [outcome(content.rule, content.criteria, sheet) for sheet in sheets]
    if each[0].earned != each[1].earned:
        assert "pass_decision_differs" in found.adjudicate_because
    else:
        assert found.outcome.earned == each[0].earned


def test_the_samples_second_scores_lead_where_their_story_says() -> None:
    first = all_at(WAIT_TIME, "demonstrated", c3="almost")
    found = compare(
        first,
        {**first, "c4": "almost"},
        rule=WAIT_TIME.rule,
        criteria=WAIT_TIME.criteria,
        when=BOTH,
    )  # sub-02
    assert found.agree and found.differing == ("c4",) and found.levels["c4"] == "demonstrated"
    one = all_at(PLAN, "demonstrated", c6="almost")
    split = compare(
        one, {**one, "c4": "almost"}, rule=PLAN.rule, criteria=PLAN.criteria, when=BOTH
    )  # sub-06
    assert split.adjudicate_because == ("pass_decision_differs",)
