"""Components that pages are laid out with: heads, sections, table heads, rows of a form, single buttons.

They belong to `{% load ui %}` like the others; `templatetags/ui.py` gathers them.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.lib.http import address_of
from assay.ui import author_words, icons, slots, words
from assay.ui.desk_pages import DeskPages, Place, pages_of

register = template.Library()

#: How many rows of a desk's pages are kept: languages and places by what people may enter.
MOST_ROWS = 500


@register.inclusion_tag("ui/page_head.html")
def page_head(title: str, lede: str = "", eyebrow: str = "") -> dict[str, Any]:
    """Open a page: its one h1, and a sentence that says what it is for."""
    return {"title": title, "lede": lede, "eyebrow": eyebrow}


@register.simple_tag(takes_context=True)
def desk_pages(context: Context, *desks: str | DeskPages) -> SafeString:
    """Show the pages of a desk in their sections, to those who may enter it; where one is comes from the address.

    Of several desks that have the page, the first that is theirs.
    """
    request = context["request"]
    for desk in desks:
        pages = pages_of(desk) if isinstance(desk, str) else desk
        allowed = pages.open_to(request.user)
        if any(allowed):
            return _desk_pages(pages, allowed, pages.place_of(request.path), get_language())
    return SafeString("")


@lru_cache(maxsize=MOST_ROWS)
def _desk_pages(
    pages: DeskPages, allowed: tuple[bool, ...], place: Place | None, language: str | None
) -> SafeString:
    """As somebody sees them who may enter these and stands there: drawn once in the language that is active."""
    shown = render_to_string("ui/desk_pages.html", pages.shown(allowed, place))
    return mark_safe(shown)  # noqa: S308 (a template of ours)


@register.simple_block_tag
def section(
    content: str,
    title: str,
    name: str,
    extra_class: str = "",
    anchor: bool = False,
    level: int = 2,
    heading: str = "",
) -> str:
    """Gather a part of the page under its heading, which names it for those who jump from part to part.

    `heading` is "ruled" for a line under it, "vh" where it is heard and not seen.
    """
    return render_to_string(
        "ui/section.html",
        {
            "content": content,
            "title": title,
            "name": name,
            "extra_class": extra_class,
            "anchor": anchor,
            "level": level,
            "heading": heading,
        },
    )


@register.simple_block_tag
def chapter(content: str, title: str, name: str, hint: str = "", open: bool = False) -> str:
    """Keep a part of a long page closed under its heading until it is wanted; its name is its address on the page.

    The page loads `ui/js/chapters.js`, which keeps in the address which one is open.
    """
    return render_to_string(
        "ui/chapter.html",
        {"content": content, "title": title, "name": name, "hint": hint, "open": open},
    )


register.filter("said_in", author_words.said_in)
register.simple_tag(author_words.language_mark)


@register.simple_tag
def pilot_mark(status: str) -> SafeString:
    """Say of what is named beside it that it is in pilot, by the status of its version; nothing of others."""
    if status != "pilot":
        return SafeString("")
    return format_html('<span class="in-language">{}</span>', _("Pilot"))


@register.simple_tag
def closing_mark(closes_on: date | None) -> SafeString:
    """Say of what is named beside it from which day on nobody can start it; nothing without such a day."""
    if closes_on is None:
        return SafeString("")
    said = _("Closes on %(day)s") % {"day": words.short_day(closes_on)}
    return format_html('<span class="in-language">{}</span>', said)


@register.inclusion_tag("ui/remark.html")
def remark(kind: str, text: str) -> dict[str, Any]:
    """Say one sentence in a notice."""
    return {"kind": kind, "text": text}


@register.simple_tag
def table_head(*labels: str, act: str = "", numbers: str = "") -> SafeString:
    """Name the columns of a table. `numbers` holds the places, counted from 1, of those that hold figures: "23"."""
    return _table_head(tuple(map(conditional_escape, labels)), conditional_escape(act), numbers)


@lru_cache(maxsize=MOST_ROWS)
def _table_head(labels: tuple[SafeString, ...], act: SafeString, numbers: str) -> SafeString:
    """Drawn once for these words, which are as they will be shown."""
    columns = [
        {"label": label, "is_number": str(place) in numbers}
        for place, label in enumerate(labels, 1)
    ]
    shown = render_to_string("ui/table_head.html", {"columns": columns, "act": act})
    return mark_safe(shown)  # noqa: S308 (a template of ours)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    to: str,
    *args: Any,
    text: str,
    about: str = "",
    also: str = "",
    mark: str = "",
    icon: str = "",
    kind: str = "",
    form_class: str = "",
) -> SafeString:
    """Do one thing at a press: a form of one button, sent to the address named `to`.

    Raises NoReverseMatch for a name that leads nowhere, so that a misspelling is seen on the first run.
    """
    plain: dict[str, str | bool] = {"text": text, "mark": mark, "icon": icon}
    plain |= {"kind": kind, "form_class": form_class}
    return slots.drawn(
        "ui/post_button.html",
        plain,
        action=_address(to, args),
        about=_said(about),
        also=_said(also),
        csrf_token=str(context.get("csrf_token", "")),
    )


def _address(to: str, args: tuple[Any, ...]) -> str:
    if len(args) == 1 and isinstance(args[0], int):
        return address_of(to, args[0])
    return reverse(to, args=args)


def _said(value: Any) -> str:
    """As a template would show it: a row by its name, a text as it is."""
    return value if isinstance(value, str) else str(value) if value else ""


@register.simple_block_tag(takes_context=True)
def post_form(context: Context, content: str, form: BaseForm, to: str = "", *args: Any) -> str:
    """Send a form to the address named `to`, or to its own page; what needs another look is listed above the fields."""
    return render_to_string(
        "ui/post_form.html",
        {
            "content": content,
            "form": form,
            "action": reverse(to, args=args) if to else "",
            "csrf_token": context.get("csrf_token", ""),
        },
    )


@register.simple_block_tag
def field_row(
    content: str,
    id: str,
    label: str,
    hint: str = "",
    width: str = "",
    optional: bool = False,
    error: str = "",
) -> str:
    """Set a control written by hand under its label; the control names `<id>-hint` where there is a hint.

    `width` is short or wide. An error says what to mend; the control names `<id>-error` then, too.
    """
    told = '<span class="error" id="{}-error">{}<span>{}</span></span>'
    return format_html(
        '<p class="field{}{}"><label for="{}">{}{}</label>{}{}{}</p>',
        f" {width}" if width else "",
        " has-error" if error else "",
        id,
        label,
        format_html(' <span class="optional">{}</span>', _("(optional)")) if optional else "",
        format_html('<span class="hint" id="{}-hint">{}</span>', id, hint) if hint else "",
        format_html(told, id, icons.icon("alert"), error) if error else "",
        content,
    )


@register.simple_tag
def options(pairs: Iterable[tuple[str, ...]], chosen: str | None = None) -> SafeString:
    """List what can be chosen in a select: value and words of each, and the value chosen so far.

    A third, where there is one, is the language of the words: those of an author.
    """
    rows = (
        (
            value,
            _CHOSEN if value == chosen else "",
            format_html(' lang="{}"', language[0]) if language else "",
            words,
        )
        for value, words, *language in pairs
    )
    return format_html_join("\n", '<option value="{}"{}{}>{}</option>', rows)


_CHOSEN = SafeString(" selected")


@register.inclusion_tag("ui/pair.html")
def pair(label: str, value: Any) -> dict[str, Any]:
    """Say one fact of a list of facts: what it is, and its value."""
    return {"label": label, "value": value}
