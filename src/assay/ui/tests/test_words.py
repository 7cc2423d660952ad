"""Days and durations as the house says them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from assay.lib.clock import held_at
from assay.ui import words

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def test_a_day_of_this_year_is_said_without_the_year() -> None:
    with held_at(NOON):
        assert words.day(date(2026, 12, 8)) == "Tuesday, December 8"


def test_a_day_of_another_year_is_said_with_it() -> None:
    with held_at(NOON):
        assert words.day(date(2027, 1, 1)) == "Friday, January 1, 2027"


def test_an_instant_falls_on_the_day_it_has_where_the_reader_is() -> None:
    with held_at(NOON):
        assert (
            words.day(datetime(2026, 12, 9, 3, 0, tzinfo=UTC)) == "Tuesday, December 8"
        )  # Detroit


def test_no_day_is_no_words() -> None:
    assert words.day(None) == "" and words.short_day(None) == "" and words.clock_time(None) == ""


def test_a_day_speaks_the_language_of_the_reader() -> None:
    with held_at(NOON), override("es"):
        assert "diciembre" in words.day(date(2026, 12, 8)).lower()


def test_a_moment_has_its_time_as_people_in_the_united_states_write_it() -> None:
    evening = datetime(2026, 12, 4, 1, 41, tzinfo=UTC)  # in Detroit the day before
    with held_at(NOON):
        assert words.moment(evening) == "Thursday, December 3 · 8:41\N{NO-BREAK SPACE}PM"
        with override("es"):
            assert words.moment(evening) == "jueves, 3 de diciembre · 8:41\N{NO-BREAK SPACE}p. m."


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:05 AM"), (1, "1:05 AM"), (12, "12:05 PM"), (23, "11:05 PM")]
)
def test_midnight_and_noon_are_twelve(hour: int, said: str) -> None:
    time = datetime(2026, 12, 3, hour, 5)  # noqa: DTZ001 (as the reader's clock shows it)
    assert words.clock_time(time).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("way", "english", "spanish"),
    [
        ("", "Tuesday, December 8", "martes, 8 de diciembre"),
        ("full", "Tuesday, December 8, 2026", "martes, 8 de diciembre de 2026"),
        ("short", "Dec 8, 2026", "8 dic 2026"),
    ],
)
def test_the_filter_says_a_day_in_each_way(way: str, english: str, spanish: str) -> None:
    said = Template('{% load ui %}{{ day|day:"' + way + '" }}')
    with held_at(NOON):
        assert said.render(Context({"day": date(2026, 12, 8)})) == english
        assert said.render(Context({"day": None})) == ""
        with override("es"):
            assert said.render(Context({"day": date(2026, 12, 8)})).lower() == spanish


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (8, "about 8 hours"),
        (1, "about 1 hour"),
        (Decimal("8.50"), "about 8.5 hours"),
        (10, "about 10 hours"),
        (100, "about 100 hours"),
        (0.5, "about 30 minutes"),
        (None, ""),
        ("", ""),
    ],
)
def test_hours_are_said_as_about(value: Decimal | float | None, said: str) -> None:
    assert words.hours(value) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1500, "2 KB"),
        (812_000_000, "812 MB"),
        (1_400_000_000, "1.4 GB"),
        (None, ""),
    ],
)
def test_sizes_are_said_in_the_largest_unit_that_fits(size: int | None, said: str) -> None:
    assert words.file_size(size) == said
