"""What stands around every page: `{% load frame %}`, for the page that all extend."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assay.ui import slots
from assay.ui.context import Look
from assay.ui.templatetags.ui import monogram

register = template.Library()
_kept: dict[tuple[str, str], SafeString] = {}

#: How many ways to look are kept: languages, places and themes by the sets of desks that people have.
MOST_LOOKS = 500


@register.simple_tag(takes_context=True)
def lasting(context: Context, name: str, **values: str) -> SafeString:
    """Show a template that takes nothing from the page: rendered once for each language, and kept by this process.

    With values it has a hole for each, filled for this page, and those every page can fill: it may only show them.
    """
    if values:
        make = _with_holes.__wrapped__ if settings.DEBUG else _with_holes
        return joined(context, make(name, get_language() or "", *values), **values)
    if settings.DEBUG:
        return _rendered(name)
    key = (name, get_language() or "")
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _rendered(name)
    return found


@lru_cache(maxsize=MOST_LOOKS)
def _with_holes(name: str, language: str, *values: str) -> list[str]:
    holes = {value: slots.hole(value) for value in values}
    return slots.cut(render_to_string(name, HOLES | holes))


def _rendered(name: str) -> SafeString:
    return mark_safe(render_to_string(name))  # noqa: S308 (a template of ours)


@register.simple_tag(takes_context=True)
def framed(context: Context, name: str) -> SafeString:
    """Show a template of the frame, which takes the page's look and holes: rendered once for each look, and kept.

    The template sees neither the person nor the request. What is theirs alone is put into its holes for each page.
    """
    make = _framed.__wrapped__ if settings.DEBUG else _framed
    return joined(context, make(name, context["look"], get_language() or ""))


@lru_cache(maxsize=MOST_LOOKS)
def _framed(name: str, look: Look, language: str) -> list[str]:
    """The template as this look has it, cut at its holes. The language is the one that is active."""
    return slots.cut(render_to_string(name, look.context() | HOLES))


@register.simple_tag(takes_context=True)
def joined(context: Context, pieces: Sequence[str], **filled: str) -> SafeString:
    """Show HTML that was kept in pieces, its holes filled: with what is named here, or as every page fills them."""
    parts = list(pieces)
    for place in range(1, len(parts), 2):
        name = parts[place]
        parts[place] = (
            conditional_escape(filled[name]) if name in filled else _FILLERS[name](context)
        )
    return mark_safe("".join(parts))  # noqa: S308


def _who(context: Context) -> str:
    name = str(context["user"])
    return format_html('{}<span class="who">{}</span>', monogram(name), name)


_FILLERS: dict[str, Callable[[Context], str]] = {
    "csrf_token": lambda context: conditional_escape(str(context.get("csrf_token", ""))),
    "here": lambda context: escape(context["request"].get_full_path()),
    "who": _who,
}
#: For a template that is kept: the holes every page can fill: token, its own address, monogram and name of the reader.
HOLES: dict[str, SafeString] = {name: slots.hole(name) for name in _FILLERS}
