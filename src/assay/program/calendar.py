"""Business days, without database: weekdays that are in no closed period."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

Period = tuple[date, date]


def is_business_day(day: date, closed: Iterable[Period] = ()) -> bool:
    """A weekday (Monday to Friday) outside every closed period (both ends included)."""
    return day.weekday() < 5 and not any(first <= day <= last for first, last in closed)


def add_business_days(start: date, days: int, closed: Iterable[Period] = ()) -> date:
    """The day that lies `days` business days after `start` (0: `start` or the next business day)."""
    closed, day, left = list(closed), start, days
    while left > 0 or not is_business_day(day, closed):
        day += timedelta(days=1)
        if left > 0 and is_business_day(day, closed):
            left -= 1
    return day


def business_days_before(end: date, days: int, closed: Iterable[Period] = ()) -> date:
    """The business day that has `days` business days after it, up to and including `end` (or the last one before)."""
    closed, day, left = list(closed), end, days
    while left > 0 or not is_business_day(day, closed):
        if is_business_day(day, closed):
            left -= 1
        day -= timedelta(days=1)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def business_days_between(start: date, end: date, closed: Iterable[Period] = ()) -> int:
    """Business days after `start` up to and including `end`; 0 when `end` is not after `start`."""
    closed = list(closed)
    return sum(
        is_business_day(start + timedelta(days=n), closed) for n in range(1, (end - start).days + 1)
    )
