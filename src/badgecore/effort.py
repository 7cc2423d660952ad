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
    """Limit what the block may spend in all. A block inside another one shares the limit of the outer one."""
    if _PURSE.get() is not None:
        yield
        return
    token = _PURSE.set(_Purse(units))
    try:
        yield
    finally:
        _PURSE.reset(token)


def charge(units: int) -> None:
    """Add to what has been spent. Never raises; `afford` does, before the next stage begins."""
    purse = _PURSE.get()
    if purse is not None:
        purse.left -= units


def is_spent() -> bool:
    purse = _PURSE.get()
    return purse is not None and purse.left < 0


def afford() -> None:
    """Raise TooComplex if everything that may be spent has been."""
    if is_spent():
        raise TooComplex("it asks for more work in all than any badge does")
