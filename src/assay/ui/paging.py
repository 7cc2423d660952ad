"""Addresses and numbers for the pages of a list, and the order of its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http.request import QueryDict  # noqa: TID251 -- the shape of a query string, no HTTP is spoken here


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place in the row of page numbers; `url` is None for the current page and for a gap."""

    text: str
    url: str | None
    current: bool = False


def query_before(query: QueryDict, name: str) -> str:
    """The query string up to the value of one parameter, keeping the others: filters survive turning the page."""
    others = query.copy()
    others.pop(name, None)
    kept = others.urlencode()
    return f"?{kept}&{name}=" if kept else f"?{name}="


def page_links(page: Page[Any], before: str) -> Iterator[PageLink]:
    """Yield the numbers to show: both ends, the neighbors of the current page, and a gap where some are left out.

    `before` is what an address holds before the number (`query_before`).
    """
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        if not isinstance(number, int):
            yield PageLink("…", None)
        elif number == page.number:
            yield PageLink(str(number), None, current=True)
        else:
            yield PageLink(str(number), f"{before}{number}")


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column a list is ordered, and which way; `-name` in the address is the other way round."""

    name: str
    is_descending: bool = False

    def __str__(self) -> str:
        return f"-{self.name}" if self.is_descending else self.name


def sorting_of(query: QueryDict, names: Sequence[str], default: str, key: str = "sort") -> Sorting:
    """The order an address asks for; `default` ("-earned") where it asks for none that there is."""
    asked = query.get(key, "")
    found = asked if asked.removeprefix("-") in names else default
    return Sorting(found.removeprefix("-"), found.startswith("-"))


@dataclass(frozen=True, slots=True)
class Heading:
    """Head of a column: what to press to order by it, and whether the list is ("ascending", "descending")."""

    label: str
    url: str = ""
    order: str = ""
    is_number: bool = False


def heading(
    label: str, name: str, sorting: Sorting, query: QueryDict, *, is_number: bool = False
) -> Heading:
    """A column that can be ordered by: the first press gives its own order, the next the other way; filters stay."""
    here, first = sorting.name == name, query.copy()
    first.pop("page", None)  # another order begins with its first page
    turned = f"-{name}" if here and not sorting.is_descending else name
    url = f"{query_before(first, 'sort')}{turned}"
    order = ("descending" if sorting.is_descending else "ascending") if here else ""
    return Heading(label, url, order, is_number)
