"""The pages of a desk, in sections: the room of the desk lays them out, and each page of it shows them on top."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise, cached_property

from assay.ui.nav import desk_named


def everybody(person: Any) -> bool:
    return True


class DeskPage(NamedTuple):
    """A page of a desk: its label, address, and who may enter it of those who may enter the desk."""

    label: str | Promise
    url_name: str
    may: Callable[[Any], bool] = everybody


class Section(NamedTuple):
    """Pages that belong together. A desk of one section has no label for it."""

    label: str | Promise
    pages: tuple[DeskPage, ...]


class Place(NamedTuple):
    """Where somebody stands on a desk: the number of the page, and whether they are on it or below it."""

    number: int
    exact: bool


@dataclass(frozen=True, eq=False)
class DeskPages:
    """How a desk is laid out."""

    label: str | Promise
    sections: tuple[Section, ...]
    may: Callable[[Any], bool] = everybody

    @cached_property
    def pages(self) -> tuple[DeskPage, ...]:
        return tuple(page for section in self.sections for page in section.pages)

    @cached_property
    def urls(self) -> tuple[str, ...]:
        return tuple(reverse(page.url_name) for page in self.pages)

    def open_to(self, person: Any) -> tuple[bool, ...]:
        """Of each page, whether this person may enter it; none where the desk is not theirs. Each is asked once."""
        if not self.may(person):
            return ()
        answers = {may: may(person) for may in {page.may for page in self.pages}}
        return tuple(answers[page.may] for page in self.pages)

    def place_of(self, path: str) -> Place | None:
        """The page an address is of, or lies below; the nearest one. None outside the desk."""
        above = [number for number, url in enumerate(self.urls) if path.startswith(url)]
        if not above:
            return None
        number = max(above, key=lambda number: len(self.urls[number]))
        return Place(number=number, exact=path == self.urls[number])

    def shown(self, allowed: tuple[bool, ...], place: Place | None) -> dict[str, Any]:
        """What the template takes: the sections that have a page to enter, and the pages of the one somebody is in."""
        sections, pages, at, number = [], [], "", 0
        for section in self.sections:
            numbers = range(number, number + len(section.pages))
            number += len(section.pages)
            entered = [n for n in numbers if allowed[n]]
            if not entered:
                continue
            inside = place is not None and place.number in numbers
            first = self.urls[entered[0]]
            sections.append({"label": section.label, "url": first, "current": inside})
            if inside or len(self.sections) == 1:
                pages = [self._link(n, place) for n in entered]
        at = next((page["label"] for page in pages if page["current"]), "")
        return {"label": self.label, "sections": sections, "pages": pages, "at": at}

    def _link(self, number: int, place: Place | None) -> dict[str, Any]:
        current = ""
        if place is not None and place.number == number:
            current = "page" if place.exact else "true"
        return {"label": self.pages[number].label, "url": self.urls[number], "current": current}


_laid_out: dict[str, DeskPages] = {}


def lay_out(desk: str, *sections: Section) -> None:
    """Announce the pages of a desk (in `AppConfig.ready`, after the desk)."""
    found = desk_named(desk)
    _laid_out[desk] = DeskPages(label=found.label, sections=sections, may=found.may)


def add_page(desk: str, page: DeskPage) -> None:
    """A later room's page on a desk that is laid out: the last of its last section."""
    laid = _laid_out[desk]
    *before, last = laid.sections
    _laid_out[desk] = DeskPages(
        label=laid.label,
        sections=(*before, last._replace(pages=(*last.pages, page))),
        may=laid.may,
    )


def pages_of(desk: str) -> DeskPages:
    """As its room has laid it out."""
    return _laid_out[desk]


def has_page_at(desk: str, path: str) -> bool:
    """Whether an address belongs to a desk that is laid out, wherever its pages lie."""
    return desk in _laid_out and _laid_out[desk].place_of(path) is not None
