"""Slots: places on a page that later rooms enrich without the page knowing them.

A later room registers, in its `apps.py`, a function from (person, subject) to a template's context, or to None when it
has nothing to say there. Slots stand in the order of the rooms; an empty one leaves no trace.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings

Filler = Callable[[Any, Any], dict[str, Any] | None]

_fillers: dict[str, list[tuple[str, Filler, str]]] = defaultdict(list)


def fill(slot: str, *, room: str, template: str, context: Filler) -> None:
    """Register what a room has to say in a slot. Registering the same twice keeps one."""
    if (room, context, template) not in _fillers[slot]:
        _fillers[slot].append((room, context, template))
        _fillers[slot].sort(key=lambda filler: _order(filler[0]))


def fillings(slot: str, person: Any, subject: Any) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of every room that has something to say, in the order of the rooms."""
    found = ((template, context(person, subject)) for _room, context, template in _fillers[slot])
    return [(template, context) for template, context in found if context is not None]


def _order(room: str) -> int:
    rooms = [name.removeprefix("assay.") for name in settings.ROOMS]
    return rooms.index(room)
