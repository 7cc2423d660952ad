"""Slots: places on a page that later rooms enrich without the page knowing them.

A later room registers, in its `apps.py`, a function from (person, subject) to a template's context, or to None when it
has nothing to say there. Slots stand in the order of the rooms; an empty one leaves no trace.

HTML that is the same for many readers is kept with holes, and only the holes are filled anew.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assay.lib.ids import token

#: Stands around the name of a hole: made anew in each process, so that no text anybody wrote can hold it.
EDGE = token()
#: How many ways in which components are drawn are kept; those used last.
MOST_DRAWN = 1000
Filler = Callable[[Any, Any], dict[str, Any] | None]

_fillers: dict[str, list[tuple[str, Filler, str]]] = defaultdict(list)
_alone: set[str] = set()


def fill(slot: str, *, room: str, template: str, context: Filler, alone: bool = False) -> None:
    """Register what a room has to say in a slot. Registering the same twice keeps one.

    `alone`: the template shows plain values of its context and nothing else, so that it is kept under them.
    """
    if alone:
        _alone.add(template)
    if (room, context, template) not in _fillers[slot]:
        _fillers[slot].append((room, context, template))
        _fillers[slot].sort(key=lambda filler: _order(filler[0]))


def fillings(slot: str, person: Any, subject: Any) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of every room that has something to say, in the order of the rooms."""
    found = ((template, context(person, subject)) for _room, context, template in _fillers[slot])
    return [(template, context) for template, context in found if context is not None]


def stands_alone(template: str) -> bool:
    """Whether it was registered as one that takes plain values alone."""
    return template in _alone


def hole(name: str) -> SafeString:
    """Left open in HTML that is kept, for what belongs to one reader or one request alone; see `cut`."""
    return mark_safe(f"{EDGE}{name}{EDGE}")  # noqa: S308 (a name of ours)


def cut(html: str) -> list[str]:
    """HTML with holes as pieces: text, a hole's name, text, and so on. `{% joined %}` fills them."""
    return html.split(EDGE)


def drawn(name: str, plain: Mapping[str, str | bool], /, **own: str) -> SafeString:
    """A component's template, kept in the reader's language under its `plain` values, with `own` put in for this page.

    For what stands on a page many times over. The template shows its own values, and asks of them only whether they
    are there.
    """
    words = {key: _plain(value) for key, value in plain.items()}
    words |= {key: SafeString("") for key, value in own.items() if not value}
    holes = tuple(key for key, value in own.items() if value)
    make = _pieces.__wrapped__ if settings.DEBUG else _pieces
    parts = list(make(name, get_language(), tuple(words.items()), holes))
    for place in range(1, len(parts), 2):
        parts[place] = conditional_escape(own[parts[place]])
    return mark_safe("".join(parts))  # noqa: S308 (a template of ours, and what is put in is escaped)


@lru_cache(maxsize=MOST_DRAWN)
def _pieces(
    name: str, language: str | None, plain: tuple[tuple[str, Any], ...], holes: tuple[str, ...]
) -> list[str]:
    """Cut at its holes; the language is the one that is active."""
    return cut(render_to_string(name, dict(plain) | {key: hole(key) for key in holes}))


def _plain(value: Any) -> Any:
    """Escaped, so that a text is kept under what it looks like; a yes or no as it is; nothing is no text."""
    if isinstance(value, bool):
        return value
    return SafeString("") if value is None else conditional_escape(value)


def _order(room: str) -> int:
    rooms = [name.removeprefix("assay.") for name in settings.ROOMS]
    return rooms.index(room)
