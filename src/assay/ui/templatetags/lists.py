"""Components of lists: find, narrow, order, choose, turn the page. `{% load ui %}` gathers them with the others."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.ui import paging

register = template.Library()

# How many answers of a facet are in view at first; two more are not worth a press.
FACET_HEAD = 7


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: Context, page_obj: Page[Any], name: str = "page", label: str = ""
) -> dict[str, Any]:
    """Turn the pages of a list and keep its filters."""
    if page_obj.paginator.num_pages < 2:
        return {"links": ()}
    before = paging.query_before(context["request"].GET, name)
    turned = {
        "previous": page_obj.number - 1 if page_obj.has_previous() else 0,
        "next": page_obj.number + 1 if page_obj.has_next() else 0,
    }
    links = list(paging.page_links(page_obj, before))
    addresses = {way: f"{before}{number}" if number else "" for way, number in turned.items()}
    return {"links": links, "label": label or _("Pages"), **addresses}


@register.inclusion_tag("ui/list_search.html")
def list_search(
    label: str, searched: str, to: str = "", most: int = 0, **kept: str
) -> dict[str, Any]:
    """Find rows by words: `to` names the list's route, `kept` is what stays chosen beside them, such as its tab."""
    return {
        "label": label,
        "searched": searched,
        "address": reverse(to) if to else "",
        "most": most,
        "kept": [(name, value) for name, value in kept.items() if value],
    }


@register.inclusion_tag("ui/sort_head.html")
def sort_head(headings: Iterable[paging.Heading], act: str = "", pick: str = "") -> dict[str, Any]:
    """Heads of a table whose rows can be ordered by its columns."""
    return {"headings": list(headings), "act": act, "pick": pick}


@register.inclusion_tag("ui/pick.html")
def pick(name: str, value: object, label: str, *, form: str) -> dict[str, Any]:
    """The box with which a row is chosen, for the form that does something with all of them."""
    return {"name": name, "value": value, "label": label, "form": form}


@register.inclusion_tag("ui/counts.html")
def counts(items: Iterable[paging.Number | Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Numbers that open their list: items of {count, label, url, note, is_late, is_current}."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/extent.html")
def extent(page_obj: Page[Any], download: str = "") -> dict[str, Any]:
    """How much of a list is shown, and the list as a file."""
    return {"page": page_obj, "download": download}


@register.inclusion_tag("ui/chips.html")
def chips(items: Iterable[Mapping[str, str]], label: str = "") -> dict[str, Any]:
    """Show the filters in use, each with the address that takes it off: items of {label, url, language}."""
    return {
        "items": [{"language": "", **item} for item in items],
        "label": label or _("Filters in use"),
    }


@register.inclusion_tag("ui/facet_group.html")
def facet_group(
    title: str,
    name: str,
    options: Iterable[Mapping[str, Any]],
    open: bool = True,
    kind: str = "checkbox",
) -> dict[str, Any]:
    """Show one way to narrow a list: options of {value, label, count, selected, language}; a long tail folds away."""
    found = [{"language": "", **option} for option in options]
    cut = FACET_HEAD if len(found) > FACET_HEAD + 2 else len(found)
    return {
        "title": title,
        "name": name,
        "options": found[:cut],
        "more": found[cut:],
        "more_open": any(option.get("selected") for option in found[cut:]),
        "open": open,
        "kind": kind,
    }


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Show the pages of one matter side by side: items of {label, url, current, count}."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/toc.html")
def toc(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """List the sections of a long page: items of {label, url}."""
    return {"items": list(items), "label": label or _("On this page")}
