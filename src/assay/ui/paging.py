"""Addresses and numbers for the pages of a list, and the order of its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http.request import QueryDict  # noqa: TID251 -- the shape of a query string, no HTTP is spoken here

from assay.lib.counts import Listed
from assay.lib.prepared import Prepared

Row = TypeVar("Row")

#: Rows of a file that are read at a time.
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place in the row of page numbers; `url` is None for the current page and for a gap."""

    text: str
    url: str | None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count that opens its list (`{% counts %}`); late ones are told by a word and a color."""

    count: int
    label: str
    url: str
    note: str = ""
    is_late: bool = False
    is_current: bool = False


def numbers_of(
    counts: Mapping[str, int], labels: Mapping[str, tuple[str, str]], *, shown: str, late: str = ""
) -> list[Number]:
    """The views of one list as numbers, by their names: `labels` holds label and note, in the order of the page.

    `shown`: the view that is; `late`: the one whose number is told as late, where there is any.
    """
    return [
        Number(
            count=counts[name],
            label=label,
            note=note,
            url=f"?show={name}",
            is_late=name == late and counts[name] > 0,
            is_current=name == shown,
        )
        for name, (label, note) in labels.items()
    ]


def tabs_of(
    counts: Mapping[str, int], labels: Mapping[str, str], *, shown: str, here: str = ""
) -> list[dict[str, Any]]:
    """The views of one list as tabs (`{% tabs %}`), by their names, each with its count; "" is the list at `here`."""
    return [
        {
            "label": labels[name],
            "url": f"{here}?show={name}" if name else here,
            "current": name == shown,
            "count": count,
        }
        for name, count in counts.items()
    ]


def query_before(query: QueryDict, name: str) -> str:
    """The query string up to the value of one parameter, keeping the others: filters survive turning the page."""
    others = query.copy()
    others.pop(name, None)
    kept = others.urlencode()
    return f"?{kept}&{name}=" if kept else f"?{name}="


def query_without(query: QueryDict, name: str) -> str:
    """The address of the list without one of its filters, from its first page."""
    others = query.copy()
    for gone in (name, "page"):
        others.pop(gone, None)
    return f"?{others.urlencode()}"


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

    def fields(self, orders: Mapping[str, Sequence[str]]) -> list[str]:
        """The fields to order rows by: those of its column, each turned round where the list is."""
        own = orders[self.name]
        return [_turned(field) for field in own] if self.is_descending else list(own)


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


def headings(
    sorting: Sorting, query: QueryDict, *columns: tuple[str, str], numbers: Sequence[str] = ()
) -> list[Heading]:
    """Heads of columns, each (label, name): a name is ordered by, "" is not; labels in `numbers` stand right."""
    return [
        heading(label, name, sorting, query, is_number=label in numbers)
        if name
        else Heading(label, is_number=label in numbers)
        for label, name in columns
    ]


class Ordered(Generic[Row]):
    """A question whose rows come in one of several orders, each prepared for itself (decision 19).

    The first order is the list's own; each may be turned round by a minus, in the address as in Django.
    """

    def __init__(
        self, question: Callable[..., QuerySet[Any, Row]], **orders: Sequence[str]
    ) -> None:
        self.names = tuple(orders)
        self._prepared: dict[str, Prepared[..., Row]] = {}
        for sorting in (Sorting(name, way) for name in orders for way in (False, True)):
            self._prepared[str(sorting)] = Prepared(_by(question, sorting.fields(orders)))

    def listed(self, sorting: Sorting, *values: Any, in_order: bool = False) -> Listed[Row]:
        """Its rows in an order, asked with these values."""
        return Listed(self._prepared[str(sorting)], *values, in_order=in_order)


def _by(
    question: Callable[..., QuerySet[Any, Row]], fields: Sequence[str]
) -> Callable[..., QuerySet[Any, Row]]:
    def asked(*values: Any) -> QuerySet[Any, Row]:
        return question(*values).order_by(*fields)

    asked.__doc__, asked.__name__ = question.__doc__, question.__name__
    return asked


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def as_file(query: QueryDict) -> str:
    """The address of the list that is shown, as a file: its filters and its order, from the first row."""
    first = query.copy()
    first.pop("page", None)
    return f"{query_before(first, 'file')}csv"


def in_parts(
    rows: Listed[Row] | QuerySet[Any, Row], look_up: Callable[[list[Row]], None]
) -> Iterator[Row]:
    """All rows of a list, read and looked up some hundreds at a time, as a page of it would be."""
    start = 0
    while part := list(rows[start : start + AT_A_TIME]):
        look_up(part)
        yield from part
        start += AT_A_TIME
