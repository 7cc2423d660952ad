"""One badge as a list says it, the reasons why a list is refused, and what every row is asked. No database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from assay.lib.addresses import is_address
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.lib.wording import clean_line

MOST_ROWS = 10_000
MOST_FAULTS = 50
_FORMULA = re.compile(r"[=+\-@\t\r]")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where something is wrong ("Line 7", "badge.png"), and what."""

    at: str
    what: str

    def __str__(self) -> str:
        return f"{self.at}: {self.what}"


class BadRows(BadInput):
    """The list is refused as a whole; `faults` names each place."""

    code = "bad-rows"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(str(faults[0]), fields={"files": str(faults[0])})
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`hidden`: a hash and its salt where a badge file does not write the address itself."""

    at: str
    email: str
    title: str
    issuer: str
    earned_on: date
    criteria_url: str = ""
    verdict: str = ""
    hidden: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str, str, date]:
        """What makes two rows the same badge."""
        return (self.email, self.title, self.issuer, self.earned_on)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "earned_on": self.earned_on.isoformat(), "hidden": None}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Row":
        return cls(**{**value, "earned_on": date.fromisoformat(value["earned_on"])})


def row_of(
    at: str,
    *,
    email: str,
    title: str,
    issuer: str,
    day: str,
    criteria_url: str = "",
    verdict: str = "",
    hidden: tuple[str, str] | None = None,
) -> Row | list[Fault]:
    """A row of what was read, or everything that is wrong with it."""
    named = {
        _("e-mail"): email,
        _("badge"): title,
        _("issuer"): issuer,
        _("earned on"): day,
        _("criteria"): criteria_url,
    }
    wrong = [
        _("There is a formula under “%(column)s”. Write its value instead.") % {"column": column}
        for column, text in named.items()
        if _FORMULA.match(text)
    ]
    email, title, issuer = email.strip().lower(), clean_line(title), clean_line(issuer)
    earned_on = day_of(day)
    if wrong:
        pass  # whatever else is amiss comes from the formula
    elif hidden is None and not (is_address(email) and len(email) <= 254):
        wrong.append(_("“%(text)s” is no e-mail address.") % {"text": email[:60]})
    if not wrong:
        wrong += _lengths(title, issuer, criteria_url)
        if earned_on is None:
            wrong.append(_no_day(day.strip()[:40]))
        elif not EARLIEST <= earned_on <= today():
            wrong.append(_("This day is in the future, or before 1990."))
    if wrong or earned_on is None:
        return [Fault(at=at, what=what) for what in wrong]
    return Row(
        at=at,
        email=email,
        title=title,
        issuer=issuer,
        earned_on=earned_on,
        criteria_url=criteria_url.strip(),
        verdict=verdict,
        hidden=hidden,
    )


def _no_day(text: str) -> str:
    if re.fullmatch(r"\d{4,6}(\.\d+)?", text):
        said = _("“%(text)s” is a number and no day. Give its column the format of a date.")
    else:
        said = _("“%(text)s” is no day. Write it as 2024-05-31 or 5/31/2024.")
    return said % {"text": text}


def _lengths(title: str, issuer: str, criteria_url: str) -> list[str]:
    wrong = []
    if not title or not issuer:
        wrong.append(_("The name of the badge or of its issuer is missing."))
    if len(title) > 200 or len(issuer) > 200:
        wrong.append(_("The name of the badge or of its issuer is longer than 200 characters."))
    address = criteria_url.strip()
    if address and not re.fullmatch(r"https?://[^\s<>\"]{3,590}", address):
        wrong.append(_("The address of the criteria must begin with https://."))
    return wrong


def day_of(text: str) -> date | None:
    """A day as spreadsheets and badges write it: ISO 8601, with its time or without, or month/day/year.

    An instant with its zone is the day it was here: a badge given this evening says tomorrow in Greenwich.
    """
    text = text.strip()
    try:
        if found := _AMERICAN.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
        moment = datetime.fromisoformat(text)
        return localtime(moment).date() if is_aware(moment) else moment.date()
    except ValueError:
        return None


def once(rows: Iterable[Row]) -> list[Row]:
    """The rows, none of them twice. Raises BadRows for each that repeats an earlier one."""
    seen: dict[tuple[str, str, str, date], str] = {}
    faults = []
    found = []
    for row in rows:
        if row.key in seen:
            faults.append(
                Fault(
                    at=row.at, what=_("It says the same as %(other)s.") % {"other": seen[row.key]}
                )
            )
        seen.setdefault(row.key, row.at)
        found.append(row)
    if faults:
        raise BadRows(faults)
    return found
