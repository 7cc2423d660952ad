"""Is a document of the shape that was prepared? Its values are read, it is rebuilt from them, and the two compared."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from badgecore.prepared.form import Pointer, filled
from badgecore.prepared.lines import Values, chooser
from badgecore.wire import JsonObject


class Shape:
    """`example` but for what stands at `pointers` and for its proof. Safe to share between threads."""

    def __init__(self, example: JsonObject, pointers: Sequence[Pointer]) -> None:
        self._example = filled(example, (), ())
        # To Python 1 == 1.0 == True, to RDF they are three values: numbers are read too, for their kind.
        wanted = [*((pointer, str) for pointer in pointers), *_scalars(example)]
        containers: dict[Pointer, int] = {(): 0}
        for pointer, _kind in wanted:
            for length in range(1, len(pointer)):
                containers.setdefault(pointer[:length], len(containers))
        # Each container out of one before it, then the values out of their containers.
        self._way: Final = [
            (containers[pointer[:-1]], pointer[-1]) for pointer in containers if pointer
        ]
        inside: dict[int, list[tuple[int, str | int, type]]] = {}
        for place, (pointer, kind) in enumerate(wanted):
            inside.setdefault(containers[pointer[:-1]], []).append((place, pointer[-1], kind))
        self._inside: Final = [
            (one, chooser([step for _, step, _ in found])) for one, found in inside.items()
        ]
        read = [entry for found in inside.values() for entry in found]
        self._kinds: Final = [kind for _place, _step, kind in read]
        order = [place for place, _step, _kind in read]
        self._values: Final[Callable[[Any], Values]] = chooser(
            [order.index(place) for place in range(len(pointers))]
        )
        self._writing: Final = [
            (_at(self._example, pointer[:-1]), pointer[-1]) for pointer in pointers
        ]
        self._lock: Final = threading.Lock()

    def read(self, document: JsonObject) -> Values | None:
        """The values at the pointers, or None unless the document, rebuilt from them, is the very one given."""
        places: list[Any] = [document]
        found: list[Any] = []
        try:
            for parent, step in self._way:
                places.append(places[parent][step])
            for parent, inside in self._inside:
                found += inside(places[parent])
        except (KeyError, IndexError, TypeError):
            return None
        if [*map(type, found)] != self._kinds:
            return None
        values = self._values(found)
        with self._lock:
            for (place, step), value in zip(self._writing, values, strict=True):
                place[step] = value
            if "proof" in document:
                self._example["proof"] = document["proof"]
            else:
                self._example.pop("proof", None)
            return values if self._example == document else None


def _at(document: Any, pointer: Pointer) -> Any:
    for step in pointer:
        document = document[step]
    return document


def _scalars(value: Any, path: Pointer = ()) -> list[tuple[Pointer, type]]:
    """Every place that holds neither text nor structure, and what kind of thing it holds."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return [found for name, item in members.items() for found in _scalars(item, (*path, name))]
    if isinstance(value, list):
        items: list[Any] = value
        return [
            found for place, item in enumerate(items) for found in _scalars(item, (*path, place))
        ]
    return [] if isinstance(value, str) else [(path, type(value))]
