"""The past and the future of one figure, read off the versions of its policy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from assay.program.models import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A value from a day on, and the version that brought it. None: the default, until somebody set another."""

    value: Any
    row: Policy | None = None

    @property
    def since(self) -> date | None:
        return self.row.effective_from if self.row else None


def timeline(rows: Iterable[Policy], name: str, default: Any) -> list[Entry]:
    """The values of one figure in the order of their days, the default first.

    Of two versions from the same day the later one holds. A version that only carries a value along is not named for
    it: the first of that day that has the value is.
    """
    found = [Entry(value=default)]
    ordered = sorted(rows, key=lambda row: (row.effective_from, row.number))
    for _day, group in groupby(ordered, key=lambda row: row.effective_from):
        same = list(group)
        value = _value(same[-1], name, default)
        if value == found[-1].value:
            continue
        bringing = same[-1]
        for row in reversed(same):
            if _value(row, name, default) != value:
                break
            bringing = row
        found.append(Entry(value=value, row=bringing))
    return found


def at(entries: Sequence[Entry], day: date) -> Entry:
    """The one in force on a day."""
    begun = [entry for entry in entries if entry.since is None or entry.since <= day]
    return begun[-1]


def later(entries: Sequence[Entry], day: date) -> list[Entry]:
    """Those that begin after a day."""
    return [entry for entry in entries if entry.since is not None and entry.since > day]


def whole(rows: Iterable[Policy], day: date) -> dict[str, Any]:
    """All of a policy as it is in force on a day; empty where the defaults are."""
    begun = [row for row in rows if row.effective_from <= day]
    newest = max(begun, key=lambda row: (row.effective_from, row.number), default=None)
    return dict(newest.data) if newest else {}


def _value(row: Policy, name: str, default: Any) -> Any:
    value = row.data.get(name, default)
    return tuple(value) if isinstance(value, list) else value
