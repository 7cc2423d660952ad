"""Parts of a score sheet that stand on it many times: `{% load assessment %}`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assay.assessment.models import CONFLICTS, Stem
from assay.assessment.stems import COMMON
from assay.assessment.words import ground_word
from assay.catalog.content.nouns import Criterion
from assay.lib.levels import LEVELS
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
def criterion(row: Mapping[str, Any], may_write: bool) -> SafeString:
    """One criterion of a sheet, and what was written on it; row as in `criterion.html`.

    It is drawn once for each way it can look, and kept with a hole for each text; with an error it is drawn anew.
    """
    if row["level_error"] or row["next_error"] or settings.DEBUG:
        return mark_safe(render_to_string(_TEMPLATE, {"row": row, "may_write": may_write}))  # noqa: S308
    c: Criterion = row["criterion"]
    parts = [
        *_pieces(
            _Drawn(
                get_language(),
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
        parts[place] = conditional_escape(row["said"].get(parts[place], ""))
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
    }
    return cut(render_to_string(_TEMPLATE, {"row": row, "may_write": drawn.may_write}))


@register.simple_tag
def conflict_grounds() -> list[tuple[str, str]]:
    """The grounds on which one steps back, each in words."""
    return [(code, ground_word(code)) for code in CONFLICTS]


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
    ident: str, descriptors: Mapping[str, str], chosen: str, may_write: bool
) -> SafeString:
    """The levels of a criterion to choose from, each with its descriptor and the key that chooses it."""
    rows = (
        (
            ident,
            name,
            " checked" if name == chosen else "",
            "" if may_write else " disabled",
            level(name),
            descriptors[name],
            key,
        )
        for key, name in enumerate(LEVELS, 1)
    )
    return format_html_join("\n", _CHOICE, rows)
