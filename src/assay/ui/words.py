"""Days, times and durations as the house says them: the one place that knows how. Spreadsheets have ISO instead."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext

from assay.lib.clock import today

Moment = datetime.date | datetime.datetime


def local_date(value: Moment) -> datetime.date:
    """Take an instant to the day it falls on where the reader is; a date stays as it is."""
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day(value: Moment | None) -> str:
    """Say a day: "Tuesday, December 8", with the year when it is not this one; nothing for None."""
    if value is None:
        return ""
    date = local_date(value)
    return _day(date, date.year == today().year, get_language())


def full_day(value: Moment | None) -> str:
    """Say a day with its year, whichever it is: "Tuesday, December 8, 2026"."""
    return _day(local_date(value), False, get_language()) if value else ""


def short_day(value: Moment | None) -> str:
    """Say a day in a table: "Dec 8, 2026"."""
    return _short_day(local_date(value), get_language()) if value else ""


def said_month(value: Moment | None) -> str:
    """Say a month with its year: "December 2026"."""
    if value is None:
        return ""
    return date_format(local_date(value), pgettext("date format, month", "F Y"))


def short_month(value: Moment | None) -> str:
    """Say a month where there is little room: "Dec 2026"."""
    if value is None:
        return ""
    return date_format(local_date(value), pgettext("date format, short month", "M Y"))


def moment(value: datetime.datetime | None) -> str:
    """Say a day and the time of it: "Tuesday, December 8 · 8:41 PM"."""
    return f"{day(value)} · {clock_time(value)}" if value else ""


def clock_time(value: datetime.datetime | None) -> str:
    """Say a time of day where the reader is: "8:41 PM", which no line breaks in two."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    half = _half_of_the_day(local.hour < 12, get_language())
    return f"{local.hour % 12 or 12}:{local:%M}\N{NO-BREAK SPACE}{half}"


#: The ways in which a template may have a day or a time said: `{{ submission.promised_on|day:"short" }}`.
WAYS = {
    "": day,
    "full": full_day,
    "month": said_month,
    "short": short_day,
    "time": moment,
    "clock": clock_time,
}


# A list says the same few days again and again: each is worked out once a language.


@lru_cache(maxsize=4096)
def _day(date: datetime.date, this_year: bool, _language: str | None) -> str:
    if this_year:
        return date_format(date, pgettext("date format, this year", "l, F j"))
    return date_format(date, pgettext("date format, another year", "l, F j, Y"))


@lru_cache(maxsize=4096)
def _short_day(date: datetime.date, _language: str | None) -> str:
    return date_format(date, pgettext("date format, short", "M j, Y"))


@lru_cache(maxsize=8)
def _half_of_the_day(before_noon: bool, _language: str | None) -> str:
    if before_noon:
        return pgettext("half of the day, before noon", "AM")
    return pgettext("half of the day, after noon", "PM")


def hours(value: Decimal | float | None) -> str:
    """Say a duration given in hours: "about 8 hours", "about 30 minutes"; nothing for None."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    if amount < 1:
        minutes = int(amount * 60)
        return ngettext("about %(count)s minute", "about %(count)s minutes", minutes) % {
            "count": minutes
        }
    halves = (amount * 2).quantize(Decimal(1), rounding=ROUND_HALF_UP) / 2
    text = _plain(halves)
    return ngettext("about %(count)s hour", "about %(count)s hours", 1 if halves == 1 else 2) % {
        "count": text
    }


def _plain(amount: Decimal) -> str:
    """Write a number of hours without needless zeros: 8, 8.5."""
    return f"{amount.normalize():f}"


_GB = 10**9
_UNITS = ((gettext_lazy("GB"), _GB), (gettext_lazy("MB"), 10**6), (gettext_lazy("KB"), 10**3))


def file_size(size_bytes: int | None) -> str:
    """Say the size of a file: "812 MB", "1.4 GB"."""
    if size_bytes is None:
        return ""
    for unit, size in _UNITS:
        if size_bytes >= size:
            amount = size_bytes / size
            return f"{amount:.1f} {unit}" if amount < 10 and size == _GB else f"{amount:.0f} {unit}"
    return ngettext("%(count)s byte", "%(count)s bytes", size_bytes) % {"count": size_bytes}
