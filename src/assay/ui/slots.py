"""Slots: places on a page that later rooms enrich without the page knowing them.

A later room registers, in its `apps.py`, a function from (person, subject) to a template's context, or to None when it
has nothing to say there. Slots stand in the order of the rooms; an empty one leaves no trace.

HTML that is the same for many readers is kept with holes, and only the holes are filled anew.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from assay.lib.ids import token

#: Stands around the name of a hole: made anew in each process, so that no text anybody wrote can hold it.
EDGE = token()
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


def _order(room: str) -> int:
    rooms = [name.removeprefix("assay.") for name in settings.ROOMS]
    return rooms.index(room)
