"""How much processor time something may take, on a machine that may be busy: in units of work done beside it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

NOMINAL = 0.03  # seconds that the reference takes on one quiet core of the kind the limits were set for


def _reference() -> float:
    began, total = time.process_time(), 0
    for number in range(300_000):
        total += number * number % 7
    return time.process_time() - began


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block takes at most so many seconds of processor time; more only as far as the machine is slow just now."""
    before, began = _reference(), time.process_time()
    yield
    spent = time.process_time() - began
    slowness = max(before / NOMINAL, _reference() / NOMINAL, 1.0)
    assert spent < seconds * slowness, f"{spent:.2f} s of processor time, {slowness:.1f} times slower than nominal"
