"""Drift: a fall is told within 24 checks, and hardly anybody steady is alarmed."""

import random

import pytest

from assay.assessment.agreement.drift import (
    CLUMPING,
    LATEST,
    STEADY,
    Check,
    expected,
    latest,
    watch,
)


def checks(rng: random.Random, agreement: float, count: int = 24) -> list[Check]:
    """Checks of five criteria, of which those of one check agree or differ together."""
    found = []
    for _ in range(count):
        a = 1 / CLUMPING - 1
        here = rng.betavariate(agreement * a, (1 - agreement) * a)
        found.append(Check(agreeing=sum(rng.random() < here for _ in range(5)), asked=5))
    return found


def alarmed(agreement: float, runs: int = 2000) -> float:
    rng = random.Random(11)
    return sum(watch(checks(rng, agreement)).alarmed for _ in range(runs)) / runs


def test_at_most_one_steady_assessor_in_twenty_is_alarmed_in_24_checks() -> None:
    assert alarmed(STEADY) <= 0.05


def test_a_fall_to_65_in_a_hundred_is_told_within_24_checks() -> None:
    assert alarmed(0.65) >= 0.85


def test_a_good_past_hides_no_fall() -> None:
    good = [Check(agreeing=5, asked=5)] * 200
    bad = [Check(agreeing=2, asked=5)] * 8
    found = watch(good + bad)
    assert found.alarm_at is not None and found.alarm_at > 200
    assert found.sums[199] == 0
    assert found.alarm_at - 200 == watch(bad).alarm_at


def test_the_latest_twelve_are_what_the_policys_line_looks_at() -> None:
    before, now = [Check(agreeing=5, asked=5)] * 20, [Check(agreeing=3, asked=5)] * LATEST
    figure = latest(before + now)
    assert (figure.n, figure.value) == (60, 0.6)
    assert latest([Check(agreeing=1, asked=5)]).reason == "too_few"
    assert latest([]).reason == "nothing"


def test_what_is_expected_of_a_newcomer_lies_near_the_pool() -> None:
    assert expected(0, 0) == STEADY
    assert 0.81 < expected(25, 25, pool=0.81) < 0.9
    assert expected(900, 1000, pool=0.8) == pytest.approx(0.9, abs=0.006)


def test_bad_checks_are_refused() -> None:
    for agreeing, asked in ((6, 5), (-1, 5), (0, 0)):
        with pytest.raises(ValueError, match="check"):
            Check(agreeing=agreeing, asked=asked)


def test_any_expectation_gives_a_number() -> None:
    for steady in (0.0, 0.1, 1.0):
        assert watch([Check(agreeing=1, asked=2, steady=steady)] * 3).sums
