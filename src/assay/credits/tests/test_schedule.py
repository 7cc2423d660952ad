"""When to hand in: backwards from a license's last day, around weekends and closed days."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.credits.schedule import way_to
from assay.program.calendar import Period, add_business_days


def test_a_way_to_the_end_of_june() -> None:
    way = way_to(date(2026, 6, 30), business_days=14, closed=(), is_sent=True)
    assert (way.answered_on, way.sent_on) == (date(2026, 6, 30), date(2026, 6, 16))
    assert (way.decided_on, way.handed_in_on) == (date(2026, 6, 9), date(2026, 5, 20))


def test_what_an_educator_reports_needs_no_batch() -> None:
    way = way_to(date(2026, 6, 30), business_days=8, closed=(), is_sent=False, room_days=28)
    assert way.answered_on == way.decided_on == date(2026, 6, 2)


@given(st.dates(date(2020, 3, 1), date(2040, 1, 1)), st.integers(0, 30), st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_whoever_hands_in_on_the_day_is_in_time_and_a_day_later_is_not(
    last: date, business_days: int, closed_days: int
) -> None:
    closed = [(last - timedelta(days=closed_days + 25), last - timedelta(days=25))]
    periods: list[Period] = list(closed)
    way = way_to(last, business_days=business_days, closed=periods, is_sent=True)
    assert add_business_days(way.handed_in_on, business_days, periods) <= way.decided_on
    later = way.handed_in_on + timedelta(days=1)
    assert business_days == 0 or add_business_days(later, business_days, periods) > way.decided_on
