"""Small cells: counts of so few that a person could be told from them are hidden, and with them what gives them away.

Hiding a count alone does not hide it: who sees the total and the other counts subtracts. So other cells are hidden too
(complementary suppression), until no hidden count can be worked out from the sums that are shown, and no sum narrows
one down to fewer possible values than the least count that may be shown. What shows counts of people passes through
here once, with all that it shows together: two tables hidden apart can give each other away.

It guards one publication. Who compares today's with last month's can see that one person came; so a page of a
small organization is best renewed seldom.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from assay.lib.small_cells.disclosure import K, Sum, exposed

#: The least count that is shown to everybody, and within the program.
PUBLIC: Final = 10
INTERNAL: Final = 5

#: Where a table's sum over all rows, or all columns, stands.
TOTAL: Final = "total"

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def hide(counts: Mapping[K, int], sums: Iterable[Sum[K]], *, least: int) -> dict[K, int | None]:
    """The counts as they may be shown, None where hidden. Nobody (0) is shown, unless it would give others away.

    `counts` holds the cells and their sums; `sums` names each sum with its parts. Raises ValueError where a sum is not
    the sum of its parts. Costs milliseconds for thirteen schools by six departments, a tenth of a second for sixty.
    """
    relations = [(total, tuple(parts)) for total, parts in sums]
    for total, parts in relations:
        if counts[total] != sum(counts[part] for part in parts):
            raise ValueError(f"{total!r} is not the sum of its parts")
    small = {key for key, count in counts.items() if 0 < count < least}
    hidden = set(small)
    if small:
        _keep_company(counts, relations, hidden)
    while (found := exposed(counts, relations, small, hidden, least)) is not None:
        another = _to_hide(counts, relations, found, hidden)
        if another is None:
            break
        hidden.add(another)
        _keep_company(counts, relations, hidden)
    return {key: None if key in hidden else count for key, count in counts.items()}


def hide_list(counts: Mapping[K, int], *, least: int) -> tuple[dict[K, int | None], int | None]:
    """Counts of a list and their total, as they may be shown together."""
    cells: dict[tuple[str, K | str], int] = {("part", key): count for key, count in counts.items()}
    total = (TOTAL, TOTAL)
    parts = list(cells)
    shown = hide({**cells, total: sum(counts.values())}, [(total, parts)], least=least)
    return {key: shown["part", key] for key in counts}, shown[total]


def hide_table(
    counts: Mapping[tuple[Row, Column], int], *, least: int
) -> dict[tuple[Row | str, Column | str], int | None]:
    """A table of rows and columns with its sums at (row, TOTAL), (TOTAL, column) and (TOTAL, TOTAL).

    A cell that is missing is nobody.
    """
    rows = list(dict.fromkeys(row for row, _ in counts))
    columns = list(dict.fromkeys(column for _, column in counts))
    cells: dict[tuple[Row | str, Column | str], int] = {
        (row, column): counts.get((row, column), 0) for row in rows for column in columns
    }
    sums: list[Sum[tuple[Row | str, Column | str]]] = [
        *(((row, TOTAL), [(row, column) for column in columns]) for row in rows),
        *(((TOTAL, column), [(row, column) for row in rows]) for column in columns),
        ((TOTAL, TOTAL), [(row, TOTAL) for row in rows]),
        ((TOTAL, TOTAL), [(TOTAL, column) for column in columns]),
    ]
    for total, parts in sums:
        cells[total] = sum(cells[part] for part in parts)
    return hide(cells, sums, least=least)


def _keep_company(counts: Mapping[K, int], relations: Sequence[Sum[K]], hidden: set[K]) -> None:
    """Hide another cell wherever a hidden count is alone in its sum: there it would follow by one subtraction."""
    sums = {total for total, _ in relations}
    rank = _Rank(counts, relations, hidden)
    again = True
    while again:
        again = False
        for group in rank.groups:
            cells = group - hidden - sums
            if len(group & hidden) == 1 and cells:
                hidden.add(min(sorted(cells, key=repr), key=rank))
                again = True


class _Rank:
    """What is hidden first: cells before sums, what closes a rectangle, somebody before nobody, the smallest count."""

    def __init__(
        self, counts: Mapping[K, int], relations: Sequence[Sum[K]], hidden: set[K]
    ) -> None:
        self.counts: Mapping[Any, int] = counts
        self.hidden: set[Any] = hidden
        self.sums = {total for total, _ in relations}
        self.groups: list[set[Any]] = [{total, *parts} for total, parts in relations]
        self.groups_of: dict[Any, list[set[Any]]] = {}
        for group in self.groups:
            for key in group:
                self.groups_of.setdefault(key, []).append(group)

    def __call__(self, key: Any) -> tuple[bool, int, bool, int]:
        closing = sum(not group.isdisjoint(self.hidden) for group in self.groups_of[key])
        return key in self.sums, -closing, self.counts[key] == 0, self.counts[key]


def _to_hide(
    counts: Mapping[K, int], relations: Sequence[Sum[K]], exposed: K, hidden: set[K]
) -> K | None:
    """The next cell to hide, as near to the exposed one as can be: in a sum with it, or with what is hidden there."""
    rank = _Rank(counts, relations, hidden)
    near: set[K] = {exposed}
    while True:
        beside = [group for group in rank.groups if not group.isdisjoint(near & hidden)]
        wider = near.union(*beside)
        if (cells := wider - hidden - rank.sums) or wider == near:
            return min(sorted(cells or near - hidden, key=repr), key=rank, default=None)
        near = wider
