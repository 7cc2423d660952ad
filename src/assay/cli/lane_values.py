"""What Django keeps for each thread (language, time zone, connection), kept where a look costs a thirtieth.

Django asks for the language at every sentence, number and address of a page, some seven hundred times, and each time
through two objects, a lock and a check of the thread: a quarter of what a page cost.
"""

import threading
from contextvars import ContextVar
from typing import Any

from django.db import connections
from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real


class LaneValue:
    """Stands in the place of an `asgiref.local.Local` of which only `value` is used.

    Each thread has its own, and so has each task of an event loop; nobody sees another's.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: ContextVar[Any] = ContextVar("value")

    @property
    def value(self) -> Any:
        try:
            return self._held.get()[0]
        except (LookupError, IndexError):
            raise AttributeError("value") from None

    @value.setter
    def value(self, value: Any) -> None:
        self._held.set((value,))

    @value.deleter
    def value(self) -> None:
        if not self._held.get(()):
            raise AttributeError("value")
        self._held.set(())


def take_the_place() -> None:
    """Put them in, before the first request; a process calls it once, and has no connection open after it.

    Connections belong to threads alone. Raises TypeError where Django keeps them elsewhere.
    """
    for module, name in PLACES:
        if not hasattr(module, name):
            raise TypeError(f"Django keeps no {name} in {module.__name__} any more")
        setattr(module, name, LaneValue())
    connections.close_all()
    setattr(connections, "_connections", threading.local())  # noqa: B010 (no stub knows it)


#: The language, the time zone, and where addresses begin and which there are.
PLACES: tuple[tuple[Any, str], ...] = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (base, "_prefixes"),
    (base, "_urlconfs"),
)
