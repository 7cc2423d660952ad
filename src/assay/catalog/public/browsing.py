"""One state of the catalog's list: what was asked, what it shows, and the way to every neighboring state."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from assay.catalog.public import catalog_index
from assay.catalog.public.catalog_index import KINDS, Book, CatalogIndex
from assay.catalog.search import index

PER_PAGE = 12
MAX_VALUES = 40
_OPEN = ("role", "hours")
ESSENTIAL = "essential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The address's question, cleaned: words, and values by kind. Values the index does not know are left out."""

    words: str
    chosen: dict[str, list[str]]
    order: str = ""  # "essential": the most essential first
    goals: frozenset[str] = frozenset()  # strategic goals that this reader is told of

    @property
    def in_use(self) -> int:
        return sum(len(values) for values in self.chosen.values())

    def query(self, *, without: tuple[str, str] | None = None) -> str:
        """The address of this state, or of the one without one value."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(k, v) for k in KINDS for v in self.chosen.get(k, []) if (k, v) != without]
        pairs += [("order", self.order)] if self.order else []
        return "?" + urlencode(pairs) if pairs else ""


def ask(parameters: Any, books: CatalogIndex, goals: frozenset[str] = frozenset()) -> Asked:
    """Read a query string (a QueryDict); `goals`: those of the reader's own places, of no others."""
    words = " ".join(parameters.get("q", "")[:200].replace("\x00", " ").split())
    chosen: dict[str, list[str]] = {}
    for kind in KINDS:
        given = parameters.getlist(kind)[:MAX_VALUES]
        known = goals if kind == "goal" else books.values(kind)
        if given and (values := sorted(known.intersection(given))):
            chosen[kind] = values
    if "framework" not in chosen:
        chosen.pop("competency", None)
    order = ESSENTIAL if parameters.get("order") == ESSENTIAL and books.is_ranked else ""
    return Asked(words=words, chosen=chosen, order=order, goals=goals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The books that answer, all of them in order; the ways to narrow; and what comes nearest when none fits."""

    asked: Asked
    books: list[Book]
    groups: list[dict[str, Any]]
    chips: list[dict[str, str]]
    orders: list[dict[str, Any]]  # {label, url, current}; none where nothing is ranked
    instead: list[Book]


def find(asked: Asked, books: CatalogIndex, path: str) -> Found:
    """Two queries where three things or more were asked for, one for fewer, none without words."""
    near, answering = _ranked(asked.words, books) if asked.words else (list(books.books),) * 2
    showing = books.narrowed(asked.chosen, answering)
    if asked.order == ESSENTIAL:
        showing.sort(key=lambda book: book.essential.number if book.essential else len(books.books))
    return Found(
        asked=asked,
        books=showing,
        groups=_groups(asked, books, answering),
        chips=_chips(asked, books, path),
        orders=_orders(asked, books, path),
        instead=[] if showing else (answering or near)[:3],
    )


def _ranked(words: str, books: CatalogIndex) -> tuple[list[Book], list[Book]]:
    """(all that answer, those that fit), the best first."""
    by_pk, ranked = {book.pk: book for book in books.books}, index.ranked_ids(words)
    fitting = index.fitting_ids(words, ranked)
    near = [by_pk[pk] for pk in ranked if pk in by_pk]
    return near, [book for book in near if book.pk in fitting]


def _chips(asked: Asked, books: CatalogIndex, path: str) -> list[dict[str, str]]:
    found = [
        {
            "label": books.name(kind, value),
            "language": _language(kind),
            "url": path + asked.query(without=(kind, value)),
        }
        for kind, values in asked.chosen.items()
        for value in values
    ]
    if asked.words:
        found.insert(
            0,
            {
                "label": f"“{asked.words}”",
                "url": path + replace(asked, words="").query(),
            },
        )
    return found


def _orders(asked: Asked, books: CatalogIndex, path: str) -> list[dict[str, Any]]:
    """The orders to choose from, each with its address; none before the program has ranked anything."""
    if not books.is_ranked:
        return []
    usual = _("Best match") if asked.words else _("Usual order")
    return [
        {
            "label": label,
            "url": path + replace(asked, order=order).query(),
            "current": order == asked.order,
        }
        for order, label in (("", usual), (ESSENTIAL, _("Most essential first")))
    ]


def _groups(asked: Asked, books: CatalogIndex, among: list[Book]) -> list[dict[str, Any]]:
    titles = catalog_index.titles()
    groups = []
    for kind in KINDS:
        if kind == "competency" and "framework" not in asked.chosen:
            continue
        chosen = asked.chosen.get(kind, [])
        counts = books.counts(kind, asked.chosen, among)
        options = [
            {
                "value": value,
                "label": books.name(kind, value),
                "language": _language(kind),
                "count": counts[value],
                "selected": value in chosen,
            }
            for value in ({*counts, *chosen} if kind != "goal" else asked.goals)
            if kind != "competency" or value.split(":")[0] in asked.chosen["framework"]
        ]
        if len(options) > 1 or chosen or (kind == "goal" and options):
            options.sort(key=lambda option: _place(kind, option))
            groups.append(
                {
                    "name": kind,
                    "title": titles[kind],
                    "open": kind in _OPEN or bool(chosen),
                    "options": options,
                }
            )
    return groups


def _language(kind: str) -> str:
    """Of the words that an author or a publisher gave it; "" for those of the page. Stacks do not say theirs."""
    return "en" if kind in ("stack", "framework", "competency") else ""


def _place(kind: str, option: dict[str, Any]) -> tuple[Any, ...]:
    """Bands in their own order, codes by code, all else by how many it shows."""
    order = {
        "hours": ["short", "medium", "long"],
        "grade_band": ["PK", "K-2", "3-5", "6-8", "9-12", "district"],
        "element": ["content", "feedback", "portfolio", "research", "careers"],
        "career_stage": ["early", "established", "teacher-leader", "administrator"],
    }.get(kind)
    if order:
        return (order.index(option["value"]) if option["value"] in order else 99, option["label"])
    if kind == "competency":
        return (option["label"],)
    return (option["value"] == "all" and -999, -option["count"], option["label"])
