"""What stands around every page: `{% load frame %}`, for the page that all extend."""

import re
from collections.abc import Callable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assay.ui.context import Look
from assay.ui.templatetags.ui import monogram

register = template.Library()
_kept: dict[tuple[str, str], SafeString] = {}

#: How many ways to look are kept: languages, places and themes by the sets of desks that people have.
MOST_LOOKS = 500
_OPEN, _CLOSE = "\ue000", "\ue001"  # of a hole; no text of ours holds them
_HOLE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")


@register.simple_tag
def lasting(name: str) -> SafeString:
    """Show a template that takes nothing from the page: rendered once for each language, and kept by this process."""
    if settings.DEBUG:
        return _rendered(name)
    key = (name, get_language() or "")
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _rendered(name)
    return found


def _rendered(name: str) -> SafeString:
    return mark_safe(render_to_string(name))  # noqa: S308 (a template of ours)


@register.simple_tag(takes_context=True)
def framed(context: Context, name: str) -> SafeString:
    """Show a template of the frame, which takes the page's look and holes: rendered once for each look, and kept.

    The template sees neither the person nor the request. What is theirs alone is put into its holes for each page:
    `csrf_token`, `here` (the page's address) and `who` (monogram and name).
    """
    make = _pieces.__wrapped__ if settings.DEBUG else _pieces
    pieces = make(name, context["look"], get_language() or "")
    return mark_safe("".join([p if isinstance(p, str) else p(context) for p in pieces]))  # noqa: S308


@lru_cache(maxsize=MOST_LOOKS)
def _pieces(name: str, look: Look, language: str) -> tuple[str | Callable[[Context], str], ...]:
    """The template as this look has it, cut at its holes. The language is the one that is active."""
    holes = {hole: mark_safe(f"{_OPEN}{hole}{_CLOSE}") for hole in _HOLES}  # noqa: S308
    cut = _HOLE.split(render_to_string(name, look.context() | holes))
    return tuple([_HOLES[text] if place % 2 else text for place, text in enumerate(cut)])


def _who(context: Context) -> str:
    name = str(context["user"])
    return format_html('{}<span class="who">{}</span>', monogram(name), name)


_HOLES: dict[str, Callable[[Context], str]] = {
    "csrf_token": lambda context: conditional_escape(str(context.get("csrf_token", ""))),
    "here": lambda context: escape(context["request"].get_full_path()),
    "who": _who,
}
