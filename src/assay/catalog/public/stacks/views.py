"""Stacks for everybody: the list, and a page each."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.catalog.content import stack_roles
from assay.catalog.models import Stack, StackDraft, Version
from assay.catalog.public.stacks import page
from assay.lib.counts import Listed
from assay.lib.http import address_of, page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.ui.paging import (
    Ordered,
    Sorting,
    as_file,
    headings,
    in_parts,
    query_without,
    sorting_of,
)


@require_safe
def stacks(request: HttpRequest) -> HttpResponseBase:
    """Filtered by ?q= (title, statement, issuer), in the order of ?sort=; `?file=csv` gives the same as a file."""
    words = clean_line(request.GET.get("q", ""))
    sorting = sorting_of(request.GET, _ALL.names, "title")
    found = _fitting(words, sorting)
    if request.GET.get("file") == "csv":
        return spreadsheet("stacks", _of_file(), _lines(found))
    page_obj = page_of(found, request)
    for row in page_obj:
        row["url"] = address_of("catalog:stack", row["slug"])
        row["asks"] = page.asks(row["data"])
        row["language"] = str(row["data"].get("language", "en"))
    context = {
        "page_obj": page_obj,
        "q": words,
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Stack"), "title"),
            (_("Issued by"), "issuer"),
            (_("Asks for"), ""),
            (_("Version"), ""),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "catalog/stacks.html", context)


def _fitting(words: str, sorting: Sorting) -> Listed[dict[str, Any]] | QuerySet[Stack, Any]:
    """The stacks that fit; without words by a prepared question, as the page opens with it."""
    if not words:
        return _ALL.listed(sorting)
    return _shown(Stack.objects.open().found(words)).order_by(*sorting.fields(_ORDERS))


def _all() -> QuerySet[Stack, Any]:
    return _shown(Stack.objects.open())


def _shown(rows: QuerySet[Stack]) -> QuerySet[Stack, Any]:
    return rows.values("slug", "title", "number", "data", "issuer__name")


_ORDERS = {"title": ("title", "pk"), "issuer": ("issuer__name", "title", "pk")}
_ALL = Ordered(_all, **_ORDERS)


def _of_file() -> list[str]:
    return [_("Stack"), _("Issued by"), _("Asks for"), _("Version"), _("Page")]


def _lines(found: Listed[dict[str, Any]] | QuerySet[Stack, Any]) -> Iterator[list[object]]:
    for row in in_parts(found, lambda _rows: None):
        address = reverse("catalog:stack", args=[row["slug"]])
        yield [row["title"], row["issuer__name"], page.asks(row["data"]), row["number"], address]


@require_safe
def stack(request: HttpRequest, slug: str) -> HttpResponse:
    """A stack: its statement, groups with their members, and its capstone."""
    rows = Stack.objects.open().select_related("issuer", "owner", "capstone__current")
    return _page(request, get_object_or_404(rows, slug=slug))


def edition(request: HttpRequest, version: Version) -> HttpResponse:
    """What a badge of a stack points at: the edition under which it was issued, whatever came after it."""
    found = page.as_published(version)
    newer = Stack.objects.open().filter(ident=found.ident).exclude(number=found.number).exists()
    return _page(request, found, newer=newer)


def drawn(request: HttpRequest, stack: Stack, *, preview: StackDraft) -> HttpResponse:
    """A draft as it will stand here, for its authors."""
    return _page(request, stack, preview=preview)


def _page(
    request: HttpRequest, stack: Stack, *, newer: bool = False, preview: StackDraft | None = None
) -> HttpResponse:
    context = {
        "stack": stack,
        "tracks": page.tracks(stack),
        "capstone": page.capstone(stack),
        "doors": stack_roles.doors(stack.data),
        "newer": newer,
        "preview": preview,
    }
    return render(request, "catalog/stack.html", context)
