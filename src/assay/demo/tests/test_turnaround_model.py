"""The year of a program: its short form goes through the product's own rules and tells what it promises to tell."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from assay.assessment.judging.leases import Step, step
from assay.demo.rating.turnaround import (
    DISTRICT,
    Scale,
    Year,
    demo_calendar,
    quantile,
    run_year,
)

SMALL: Scale = replace(DISTRICT, submissions=200)


@pytest.fixture(scope="module")
def year() -> Year:
    return run_year(SMALL, demo_calendar(), 901)


def test_the_same_seed_draws_the_same_year(year: Year) -> None:
    assert run_year(SMALL, demo_calendar(), 901) == year
    assert run_year(SMALL, demo_calendar(), 902) != year


def test_nearly_all_is_decided_and_read_once_to_thrice(year: Year) -> None:
    assert len(year.turnarounds) + year.undecided == pytest.approx(200, abs=1)
    assert year.undecided <= 5
    assert 1 <= year.readings < 2.5
    assert all(days >= 0 for days in year.turnarounds)


def test_load_is_even_and_shares_are_not_overrun(year: Year) -> None:
    """Allocation's objective: whoever carries least of their share comes first."""
    assert 0 < year.unused < 1
    assert quantile(year.loads, 0.9) <= quantile(year.loads, 0.1) + 0.35


def test_idle_leases_are_reminded_of_and_lapse(year: Year) -> None:
    assert year.reminded >= year.lapsed > 0
    assert year.ran_out > 0


def test_more_hands_make_no_promise_worse() -> None:
    few = run_year(replace(SMALL, departments=(3, 2, 1, 2, 2, 2)), demo_calendar(), 903)
    many = run_year(replace(SMALL, departments=(12, 6, 6, 6, 6, 6)), demo_calendar(), 903)
    assert quantile(many.turnarounds, 0.9) <= quantile(few.turnarounds, 0.9)


@pytest.mark.parametrize(
    ("idle", "due"), [(0, Step.NOTHING), (1, Step.NOTHING), (2, Step.REMIND), (4, Step.LAPSE)]
)
def test_what_is_due_with_an_idle_lease(idle: int, due: Step) -> None:
    assert step(idle, 4) == due
    assert step(1, 2) == Step.REMIND and step(9, 2) == Step.LAPSE


def test_the_calendar_is_the_districts() -> None:
    days = dict(demo_calendar().days())
    assert days[date(2026, 12, 7)] > days[date(2026, 11, 9)] > days[date(2026, 12, 28)]
    assert days[date(2027, 7, 15)] == 0  # after the year


def test_the_command_prints_a_year_of_the_district() -> None:
    told = StringIO()
    call_command("simulate", "assessment", parts=["district"], seed=905, stdout=told)
    for words in ("A year of a district", "842 people", "in 14", "   905", "   907"):
        assert words in told.getvalue()
    assert "full double" not in told.getvalue()
