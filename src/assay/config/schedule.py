"""Repeating work, as a list one can read: how often, and which verb. `assay tick` runs what is due.

Each entry is safe to run twice and by several workers at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from assay.record import delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    name: str
    every: timedelta
    run: Callable[[], object]


REPEATING: list[Repeat] = [
    Repeat(name="record.sweep", every=timedelta(minutes=5), run=delivery.sweep),
]
