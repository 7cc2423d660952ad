"""Counts and pages that stay quick: exact to 200, then "200+". Nobody reads on to the end of a longer list."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.functional import cached_property

from assay.lib.prepared import LONGEST_LIST, Prepared, heads

Row = TypeVar("Row")

EXACT = 200
#: Pages that can be turned to beyond the one that is shown, at least.
AHEAD = 3


class Counted(int):
    """How many there are, as far as was counted; beyond 200 it says "200+"."""

    def __str__(self) -> str:
        return f"{EXACT}+" if self > EXACT else int.__repr__(self)


class Listed(Generic[Row]):
    """The rows of a prepared question, asked with these values: counted and read page by page, like a queryset's.

    `in_order`: count by reading rows in their order. PostgreSQL takes some conditions to be met by far more rows than
    are, and then reads a whole table to count them; in order it goes by the index that the page goes by.
    `counted_by`: a question with as many rows, asked with the same values, for one whose rows are added up of others.
    """

    def __init__(
        self,
        question: Prepared[..., Row],
        *values: Any,
        in_order: bool = False,
        counted_by: Prepared[..., Any] | None = None,
    ) -> None:
        self._question, self._values, self._in_order = question, values, in_order
        self._counted_by = counted_by or question

    def __getitem__(self, part: slice) -> list[Row]:
        return self._question.part(part.start or 0, part.stop, self._values)

    @property
    def is_long(self) -> bool:
        """Whether it is asked with more keys than a prepared question takes."""
        return any(
            isinstance(value, list | tuple | set | frozenset) and len(value) > LONGEST_LIST
            for value in self._values
        )

    def asked(self) -> tuple[Prepared[..., Row], tuple[Any, ...], bool]:
        """The question, its values, and whether it is counted in its order."""
        return self._question, self._values, self._in_order

    def count(self, at_most: int) -> int:
        if self._in_order:
            return len(self[:at_most])
        return self._counted_by.count(at_most, self._values)


def counted(rows: QuerySet[Any, Any] | Listed[Any], *, at_most: int = EXACT) -> Counted:
    """Count rows, and stop beyond `at_most`: what it costs does not grow with the table."""
    if isinstance(rows, Listed):
        return Counted(rows.count(at_most + 1))
    return Counted(rows.order_by()[: at_most + 1].count())


class CountOf(Subquery):
    """How many rows a queryset has, as far as is counted, as one column of another: several counts in one question."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted_)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: EXACT + 1])


def heads_of(lists: Sequence[Listed[Any]]) -> list[tuple[Counted, Any]]:
    """Of each list how many rows there are, and the first: all in one query. Their rows have the same columns."""
    short = [n for n, rows in enumerate(lists) if not rows.is_long]
    found = dict(zip(short, heads([lists[n].asked() for n in short], EXACT + 1), strict=True))
    for n, rows in enumerate(lists):
        if n not in found:
            found[n] = (rows.count(EXACT + 1), next(iter(rows[0:1]), None))
    return [(Counted(found[n][0]), found[n][1]) for n in range(len(lists))]


class Pages(Paginator[Any]):
    """The pages of rows in the database, of which only so many are counted as its page and the next few need."""

    def __init__(self, rows: QuerySet[Any, Any] | Listed[Any], size: int, *, number: int) -> None:
        super().__init__(rows, size)  # type: ignore[arg-type]  # it asks for a count and for slices
        self._rows, self._needed = rows, max(EXACT, (number + AHEAD) * size)

    @cached_property
    def count(self) -> int:
        return counted(self._rows, at_most=self._needed)
