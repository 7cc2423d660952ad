"""The model of judgment: its raters are like real ones, and the adaptive rule is worth its readings."""

from io import StringIO
from statistics import fmean

import pytest
from django.core.management import CommandError, call_command

from assay.assessment.judging.second_reading import WORTH
from assay.demo.rating.raters import draw_pool, draw_standing, drawing, true_levels
from assay.demo.rating.reading import run
from assay.demo.rating.summary import Accuracy, accuracy, accuracy_table


@pytest.fixture(scope="module")
def short() -> Accuracy:
    """Six short years, whose raters are in no other figure."""
    return accuracy(range(301, 307), 400, (WORTH,))


def test_the_adaptive_rule_is_above_the_random_share_at_equal_cost(short: Accuracy) -> None:
    rule = short.adaptive[WORTH]
    assert rule.over_random > 0
    assert 1.05 < rule.readings < 1.4


def test_two_readings_are_better_than_one(short: Accuracy) -> None:
    assert short.single.accuracy < short.random.accuracy < short.double.accuracy
    assert short.random.over_random == pytest.approx(0, abs=1e-9)
    assert (short.double.difference, short.double.low) == (0, 0)
    assert short.adaptive[WORTH].low < short.adaptive[WORTH].difference


def test_raters_agree_as_trained_raters_do() -> None:
    """Exact agreement of .60 to .85 on scales of three to five levels."""
    rng = drawing(310)
    for _ in range(5):
        pool, alike, plain = draw_pool(rng, 30), [], (1.0,) * 5
        for _ in range(400):
            standing = draw_standing(rng, (0.0,) * 5)
            one, two = (
                rater.read(standing, plain, 0.0, rng) for rater in rng.sample(pool.raters, 2)
            )
            alike += [a == b for a, b in zip(one, two, strict=True)]
        assert 0.60 <= fmean(alike) <= 0.85


def test_the_truth_is_drawn_whatever_is_read() -> None:
    assert true_levels((0.1, -0.1, -1.3)) == ("demonstrated", "almost", "not_yet")
    years = [run(311, worths, 40) for worths in ((), (WORTH,), (0.1, 0.5))]
    assert [(j.single, j.full) for j in years[0]] == [(j.single, j.full) for j in years[2]]
    assert [(j.single, j.full) for j in years[0]] == [(j.single, j.full) for j in years[1]]


def test_the_command_prints_its_tables_and_needs_no_program() -> None:
    told = StringIO()
    call_command("simulate", "assessment", years=2, submissions=30, parts=["readings"], stdout=told)
    for words in (
        "seeds 401 to 402",
        "single",
        "random 15%",
        "adaptive",
        "full double",
        "steady 0.81",
    ):
        assert words in told.getvalue()
    with pytest.raises(CommandError, match="two years"):
        call_command("simulate", "assessment", years=1)


def test_the_table_says_whether_the_aim_is_met(short: Accuracy) -> None:
    assert any("Aim" in line and "met" in line for line in accuracy_table(short))
