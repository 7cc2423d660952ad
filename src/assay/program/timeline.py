"""The past and the future of one figure, read off the versions of its policy: those that hold for every program here,
and those that programs set for themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from assay.program.models import Policy


class Inherited:
    """In place of a value: the program sets none of its own, and the one above holds."""

    def __str__(self) -> str:
        return ""


INHERITED: Final = Inherited()
_NOTHING = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A value from a day on, and the version that brought it. None: the default, until somebody set another.

    `organization`: whose value it is, by key; None where it holds for every program here.
    """

    value: Any
    row: Policy | None = None
    organization: int | None = None

    @property
    def since(self) -> date | None:
        return self.row.effective_from if self.row else None

    @property
    def is_given_back(self) -> bool:
        """Whether it holds since a program ended a value of its own."""
        return self.row is not None and self.row.organization_id not in (None, self.organization)


def timeline(
    rows: Iterable[Policy], name: str, default: Any, lineage: Sequence[int] = ()
) -> list[Entry]:
    """The values of one figure in the order of their days, the default first.

    `lineage`: the organizations from the root to the one whose values these are; the nearest that has the figure says
    it. Of two versions from the same day the later one holds. A version that only carries a value along is not named
    for it: the first of that day that has the value is.
    """
    levels: list[int | None] = [None, *lineage]
    found, said = [Entry(value=default)], dict[int | None, Any]()
    ordered = sorted(rows, key=lambda row: (row.effective_from, row.number))
    for _day, group in groupby(ordered, key=lambda row: row.effective_from):
        same, before = list(group), dict(said)
        for level in levels:
            mine = [row for row in same if row.organization_id == level]
            if mine:
                said[level] = _said(mine[-1], name, default)
        value, whose = _nearest(said, levels, default)
        if (value, whose) == (found[-1].value, found[-1].organization):
            continue
        level = next(
            one for one in reversed(levels) if before.get(one, _NOTHING) != said.get(one, _NOTHING)
        )
        row = _bringing([row for row in same if row.organization_id == level], name, default)
        found.append(Entry(value=value, row=row, organization=whose))
    return found


def _nearest(
    said: Mapping[int | None, Any], levels: Sequence[int | None], default: Any
) -> tuple[Any, int | None]:
    for level in reversed(levels):
        if said.get(level, _NOTHING) is not _NOTHING:
            return said[level], level
    return default, None


def _bringing(same: Sequence[Policy], name: str, default: Any) -> Policy:
    """Of one organization's versions of one day: the first that has what the last one says."""
    bringing = same[-1]
    for row in reversed(same):
        if _said(row, name, default) != _said(same[-1], name, default):
            break
        bringing = row
    return bringing


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


def _said(row: Policy, name: str, default: Any) -> Any:
    """What a version says of a figure; nothing where a program does not set it."""
    value = row.data.get(name, default if row.organization_id is None else _NOTHING)
    return tuple(value) if isinstance(value, list) else value
