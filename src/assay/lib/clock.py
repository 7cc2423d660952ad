"""The one place that knows what time it is; tests and the demo's history hold it."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present instant, aware (UTC), or the instant at which the clock is held."""
    return _held.get() or timezone.now()  # noqa: TID251 (the one permitted call)


def today() -> date:
    """The present day in the active time zone."""
    return timezone.localtime(now()).date()


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def running(first_on: date, last_on: date | None) -> str:
    """Where today stands in a term: "to_come", "in_force" or "ran_out"; without a last day it never runs out."""
    if first_on > today():
        return "to_come"
    return "in_force" if last_on is None or last_on >= today() else "ran_out"


def span_of(day: date) -> tuple[datetime, datetime]:
    """When a day begins in the active time zone, and when the next one does.

    The first and the last day that there are have none beside them: they count as the nearest that has.
    """
    one = timedelta(days=1)
    day = min(max(day, date.min + one), date.max - one)
    begin, end = (datetime.combine(start, time.min) for start in (day, day + one))
    return timezone.make_aware(begin), timezone.make_aware(end)


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant for the length of the block."""
    if timezone.is_naive(instant):
        raise ValueError("The clock is held at an aware instant only.")
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)
