"""Context for the frame of every page."""

from contextlib import suppress
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 (a context processor is a view's helper and only reads)
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from assay.ui.http import mark_of
from assay.ui.nav import desks_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Program name, main navigation and desks of the person at hand."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    links = _signed_in_links() if signed_in else _public_links()
    return {
        "program_name": settings.PROGRAM_NAME,
        "demo_mode": settings.DEMO,
        "person_mark": mark_of(person),
        "base_url": settings.BASE_URL,
        "nav": [
            {"label": label, "url": url, "current": _current(request.path, url)}
            for label, url in links
        ],
        "desks": [
            {
                "name": d.name,
                "label": d.label,
                "url": d.url,
                "current": _current(request.path, d.url),
            }
            for d in (desks_of(person) if signed_in else [])
        ],
    }


def _public_links() -> list[tuple[str, str]]:
    return _those_there(
        (_("Explore"), "catalog:list", ""),
        (_("How it works"), "home", "#how"),
        (_("Verify a badge"), "credentials:verify", ""),
    )


def _signed_in_links() -> list[tuple[str, str]]:
    return _those_there(
        (_("Home"), "home", ""),
        (_("Catalog"), "catalog:list", ""),
        (_("Goals"), "journeys:goals", ""),
        (_("Portfolio"), "credentials:portfolio", ""),
    )


def _those_there(*links: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Label and address of each link whose room has opened its page; a page is not lost for want of another."""
    found = []
    for label, name, anchor in links:
        with suppress(NoReverseMatch):
            found.append((label, _address(name) + anchor))
    return found


@cache
def _address(name: str) -> str:
    """Worked out once; one that is not there is asked for again."""
    return reverse(name)


def _current(path: str, url: str) -> bool:
    if "#" in url:
        return False  # a place on a page is not the page
    return path == url if url == "/" else path.startswith(url)
