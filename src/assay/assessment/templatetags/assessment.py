"""Parts of a score sheet that stand on it many times: `{% load assessment %}`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assay.assessment.judging.stems import COMMON
from assay.assessment.models import CONFLICTS, Stem
from assay.assessment.words import ground_word
from assay.catalog.content.nouns import Criterion
from assay.evidence.drafts.text_diff import Piece
from assay.lib.levels import LEVELS
from assay.ui.author_words import is_readers, said_in
from assay.ui.icons import OCTAGON
from assay.ui.slots import cut, hole
from assay.ui.templatetags.ui import level

register = template.Library()

#: So many criteria are kept as they were drawn: each at some levels, open or not.
MOST = 500
_TEMPLATE = "assessment/criterion.html"
_SAID = ("strength", "next")
_CHOICE = (
    '<label><input type="radio" name="level-{}" value="{}"{}{}> <span>{}<span class="d">{}</span></span> '
    '<kbd aria-hidden="true" data-key>{}</kbd></label>'
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """All that a criterion on a sheet shows, but for what its assessor wrote."""

    language: str | None
    written_in: str
    may_write: bool
    number: int
    level: str
    kept: bool
    open: bool
    ident: str
    title: str
    essential: bool
    descriptors: tuple[str, ...]


@register.simple_tag
def criterion(row: Mapping[str, Any], may_write: bool, written_in: str = "") -> SafeString:
    """One criterion of a sheet, and what was written on it; row as in `criterion.html`.

    `written_in`: the language of its author.

    It is drawn once for each way it can look, and kept with a hole for each text; with an error it is drawn anew.
    """
    bank = _bank(tuple(row.get("bank", ())), written_in, get_language())
    earlier = _earlier(row.get("earlier") or (), get_language())
    again = _again(row.get("again"), may_write)
    if row["level_error"] or row["next_error"] or settings.DEBUG:
        shown = {**row, "bank": bank, "earlier": earlier, "again": again}
        context = {"row": shown, "may_write": may_write, "written_in": written_in}
        return mark_safe(render_to_string(_TEMPLATE, context))  # noqa: S308
    c: Criterion = row["criterion"]
    parts = [
        *_pieces(
            _Drawn(
                get_language(),
                written_in,
                may_write,
                row["n"],
                row["level"] or "",
                row["kept"],
                row["open"],
                c.id,
                c.title,
                c.essential,
                tuple([c.descriptors[name] for name in LEVELS]),
            )
        )
    ]
    for place in range(1, len(parts), 2):
        name = parts[place]
        own = {"bank": bank, "earlier": earlier, "again": again}.get(name)
        parts[place] = conditional_escape(row["said"].get(name, "") if own is None else own)
    return mark_safe("".join(parts))  # noqa: S308 (a template of ours, and what was escaped just now)


@lru_cache(maxsize=MOST)
def _pieces(drawn: _Drawn) -> list[str]:
    row = {
        "criterion": {
            "id": drawn.ident,
            "title": drawn.title,
            "essential": drawn.essential,
            "descriptors": dict(zip(LEVELS, drawn.descriptors, strict=True)),
        },
        "n": drawn.number,
        "level": drawn.level,
        "kept": drawn.kept,
        "open": drawn.open,
        "said": {name: hole(name) for name in _SAID},
        "bank": hole("bank"),
        "earlier": hole("earlier"),
        "again": hole("again"),
    }
    context = {"row": row, "may_write": drawn.may_write, "written_in": drawn.written_in}
    return cut(render_to_string(_TEMPLATE, context))


@lru_cache(maxsize=MOST)
def _earlier(said: tuple[str, ...], _language: str | None) -> SafeString:
    """Level and words of the attempt before, for one criterion."""
    if not said:
        return SafeString("")
    context = dict(zip(("name", "strength", "next"), said, strict=True))
    return mark_safe(render_to_string("assessment/criterion_earlier.html", context))  # noqa: S308


def _again(state: Mapping[str, Any] | None, may_write: bool) -> SafeString:
    """How it stands with asking a kept criterion again."""
    if not state or (state["row"] is None and not may_write):
        return SafeString("")
    if state["row"] is None and not state["error"]:
        parts = [*_asking(state["ident"], get_language())]
        parts[1::2] = [conditional_escape(state["url"])] * len(parts[1::2])
        return mark_safe("".join(parts))  # noqa: S308 (a template of ours, and an address)
    context = {**state, "may_write": may_write}
    return mark_safe(render_to_string("assessment/criterion_again.html", context))  # noqa: S308


@lru_cache(maxsize=MOST)
def _asking(ident: str, _language: str | None) -> list[str]:
    """The form that asks for it, with a hole for its address."""
    context = {"url": hole("url"), "ident": ident, "may_write": True}
    return cut(render_to_string("assessment/criterion_again.html", context))


_SENTENCE = '<li>{}<span data-stem data-for="{}">{}</span></li>'


@lru_cache(maxsize=MOST)
def _bank(
    sentences: tuple[tuple[str, str], ...], written_in: str, _language: str | None
) -> SafeString:
    """The sentences that assessors share for one criterion, as (level, text); nothing where there are none."""
    if not sentences:
        return SafeString("")
    rows = (
        (level(name), "strength" if name == "demonstrated" else "next", said_in(text, written_in))
        for name, text in sentences
    )
    context = {"rows": format_html_join("\n", _SENTENCE, rows), "n": len(sentences)}
    return mark_safe(render_to_string("assessment/criterion_bank.html", context))  # noqa: S308


_MARKED = {"same": "{}", "new": "<ins>{}</ins>", "gone": "<del>{}</del>"}


@register.simple_tag
def text_with(pieces: Iterable[Piece], own: str) -> SafeString:
    """One of two texts that were compared: what both say, and what it alone says ("new" or "gone"), marked."""
    shown = (format_html(_MARKED[p.kind], p.text) for p in pieces if p.kind in ("same", own))
    return format_html_join("", "{}", ((text,) for text in shown))


@register.simple_tag
def conflict_grounds() -> list[tuple[str, str]]:
    """The grounds on which one steps back, each in words."""
    return [(code, ground_word(code)) for code in CONFLICTS]


@register.simple_tag
def criterion_options(
    rows: Iterable[Mapping[str, Any]], written_in: str = "", chosen: str = ""
) -> SafeString:
    """The criteria of a sheet to choose from."""
    lang = "" if is_readers(written_in) else written_in
    return format_html_join(
        "\n",
        '<option value="{}"{}{}>{}. {}</option>',
        (
            (
                row["criterion"].id,
                format_html(' lang="{}"', lang) if lang else "",
                mark_safe(" selected") if row["criterion"].id == chosen else "",
                row["n"],
                row["criterion"].title,
            )
            for row in rows
        ),
    )


@register.simple_tag
def stem_groups(own: Iterable[Stem] | str = ()) -> list[dict[str, Any]]:
    """The sentences to begin from, by level: common ones, and an assessor's own."""
    kept = [] if isinstance(own, str) else list(own)  # a template that lasts has none
    return [
        {"level": name, "common": COMMON[name], "own": [s for s in kept if s.level == name]}
        for name in LEVELS
    ]


@register.simple_tag
def level_choices(
    ident: str,
    descriptors: Mapping[str, str],
    chosen: str,
    may_write: bool,
    written_in: str = "",
) -> SafeString:
    """The levels of a criterion to choose from, each with its descriptor and the key that chooses it."""
    rows = (
        (
            ident,
            name,
            " checked" if name == chosen else "",
            "" if may_write else " disabled",
            level(name),
            said_in(descriptors[name], written_in),
            key,
        )
        for key, name in enumerate(LEVELS, 1)
    )
    return format_html_join("\n", _CHOICE, rows)


_MARK = '<svg viewBox="0 0 24 24" class="{}" aria-hidden="true">{}</svg>'
_FULL, _EMPTY = (
    f'<path d="{OCTAGON}" fill="currentColor"/>',
    f'<path d="{OCTAGON}" fill="none" stroke="currentColor" stroke-width="1.9"/>',
)
_SHAPES = {
    "same": _FULL,
    "todo": _EMPTY,
    "aside": '<path d="M6 12h12" fill="none" stroke="currentColor" stroke-width="2.4"/>',
}


@register.simple_tag
def tally_mark(kind: str, apart: int = 1) -> SafeString:
    """One criterion in a tally: same, near (with how many levels apart), aside, todo. The words stand beside it."""
    shape = _SHAPES.get(kind)
    if shape is None:
        shape = f'{_EMPTY}<text x="12" y="16.8" text-anchor="middle">{int(apart)}</text>'
    return format_html(_MARK, kind, mark_safe(shape))  # noqa: S308 (shapes of ours, and a number)


_PLACES = {"not_yet": 10, "almost": 46, "demonstrated": 82}
_SCALE = (
    '<svg viewBox="0 0 92 20" aria-hidden="true"><path class="line" d="M10 10H82M10 6v8M46 6v8M82 6v8"/>'
    '<g transform="translate({} 0)"><path class="expert" d="M-2.5 4h5L6 7.5v5L2.5 16h-5L-6 12.5v-5z"/></g>'
    '<g transform="translate({} 0)"><path class="own" d="M0 3l7 7-7 7-7-7z"/></g></svg>'
)


@register.simple_tag
def level_scale(own: str, expert: str) -> SafeString:
    """Where two levels lie on the scale from not yet to demonstrated; the words beside it say how far apart."""
    return format_html(_SCALE, _PLACES[expert], _PLACES[own])


@register.simple_tag
def criterion_title(titles: Mapping[str, str], ident: str) -> str:
    """A criterion's title by its id."""
    return titles.get(ident, ident)
