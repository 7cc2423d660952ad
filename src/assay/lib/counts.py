"""Counts and pages that stay quick: exact to 200, then "200+". Nobody reads on to the end of a longer list."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

EXACT = 200
#: Pages that can be turned to beyond the one that is shown, at least.
AHEAD = 3


class Counted(int):
    """How many there are, as far as was counted; beyond 200 it says "200+"."""

    def __str__(self) -> str:
        return f"{EXACT}+" if self > EXACT else int.__repr__(self)


def counted(rows: QuerySet[Any, Any], *, at_most: int = EXACT) -> Counted:
    """Count rows, and stop beyond `at_most`: what it costs does not grow with the table."""
    return Counted(rows.order_by()[: at_most + 1].count())


class Pages(Paginator[Any]):
    """The pages of a queryset, of which only so many rows are counted as its page and the next few need."""

    def __init__(self, rows: QuerySet[Any, Any], size: int, *, number: int) -> None:
        super().__init__(rows, size)
        self._rows, self._needed = rows, max(EXACT, (number + AHEAD) * size)

    @cached_property
    def count(self) -> int:
        return counted(self._rows, at_most=self._needed)
