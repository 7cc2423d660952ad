"""Addresses and numbers for the pages of a list."""

from collections.abc import Iterator
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
