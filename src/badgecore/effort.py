"""How much one answer may cost: every stage says what it spent, the next asks whether anything is left.

One stage has a bound of its own (statements, steps, pieces). A badge can ask for many stages: eight proofs, sixty-four
credentials inside, several schemas. A unit is about a millionth of a second on one core of 2024.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from badgecore.errors import TooComplex

# A transcript of sixty rich badges, each signed, costs some 240,000: the largest that is looked into.
ANSWER: Final = 330_000

# Verifying one signature, of the dearest kind.
SIGNATURE: Final = 150


class _Purse:
    __slots__ = ("left",)

    def __init__(self, units: int) -> None:
        self.left = units


_PURSE: ContextVar[_Purse | None] = ContextVar("badgecore.effort", default=None)


@contextmanager
def bounded(units: int = ANSWER) -> Generator[None]:
    """What happens inside may cost so much in all. Inside another such block that one's bound holds."""
    if _PURSE.get() is not None:
        yield
        return
    token = _PURSE.set(_Purse(units))
    try:
        yield
    finally:
        _PURSE.reset(token)


def charge(units: int) -> None:
    """So much has been spent. Never refuses: that is for the next stage."""
    purse = _PURSE.get()
    if purse is not None:
        purse.left -= units


def is_spent() -> bool:
    purse = _PURSE.get()
    return purse is not None and purse.left < 0


def afford() -> None:
    """Raise TooComplex when nothing is left."""
    if is_spent():
        raise TooComplex("it asks for more work in all than any badge does")
