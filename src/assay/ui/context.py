"""Context for the frame of every page."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 (a context processor is a view's helper and only reads)
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.ui.appearance import Appearance, current, program_name
from assay.ui.desk_pages import has_page_at
from assay.ui.http import mark_of
from assay.ui.nav import Desk, desks_of

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the main navigation: the address's name, and a place on that page."""

    label: str | Promise
    name: str
    anchor: str = ""

    @property
    def url(self) -> str | None:
        """Its address; None while its room has opened no page: a page is not lost for want of another."""
        with suppress(NoReverseMatch):
            return _address(self.name) + self.anchor
        return None


FOR_ALL = (
    Link(_("Explore"), "catalog:list"),
    Link(_("How it works"), "home", "#how"),
    Link(_("Check a badge"), "credentials:verify"),
)
SIGNED_IN = (
    Link(_("Home"), "home"),
    Link(_("Catalog"), "catalog:list"),
    Link(_("Goals"), "journeys:goals"),
    Link(_("Portfolio"), "credentials:portfolio"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """All that masthead and foot of a page hang on, but for what is one person's or one request's own.

    They are kept under it (`{% framed %}`): whoever has the same desks, stands at the same of them, and likes the same
    theme sees the same.
    """

    appearance: Appearance
    program_name: str
    signed_in: bool
    desks: tuple[Desk, ...]
    current: tuple[str, ...]
    theme: str

    def context(self) -> dict[str, Any]:
        """What the templates of the frame take."""
        return {
            "program_name": self.program_name,
            "appearance": self.appearance,
            "signed_in": self.signed_in,
            "theme": self.theme,
            "nav": self._shown(
                (link.label, link.url) for link in (SIGNED_IN if self.signed_in else FOR_ALL)
            ),
            "desks": self._shown((desk.label, desk.url) for desk in self.desks),
        }

    def _shown(self, places: Iterable[tuple[str | Promise, str | None]]) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": url, "current": url in self.current}
            for label, url in places
            if url is not None
        ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Program name, the person's mark and desks, and what the frame of the page hangs on."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    desks = tuple(desks_of(person)) if signed_in else ()
    theme, appearance = request.COOKIES.get("theme", ""), current()
    return {
        "program_name": program_name(),
        "appearance": appearance,
        "demo_mode": settings.DEMO,
        "person_mark": mark_of(person),
        "base_url": settings.BASE_URL,
        "desks": desks,
        "look": Look(
            appearance=appearance,
            program_name=program_name(),
            signed_in=signed_in,
            desks=desks,
            current=_current(request.path, SIGNED_IN if signed_in else FOR_ALL, desks),
            theme=theme if theme in THEMES else "",
        ),
    }


def _current(path: str, links: Iterable[Link], desks: Iterable[Desk]) -> tuple[str, ...]:
    """Addresses of the places one stands at: of desks the nearest alone. A place on a page is not the page."""
    urls = [link.url for link in links if not link.anchor]
    found = [url for url in urls if url and (path == url if url == "/" else path.startswith(url))]
    at = sorted((desk.url for desk in desks if path.startswith(desk.url)), key=len)[-1:]
    if not at:
        at = [desk.url for desk in desks if has_page_at(desk.name, path)][-1:]
    return (*found, *at)


@cache
def _address(name: str) -> str:
    """Worked out once; one that is not there is asked for again."""
    return reverse(name)
