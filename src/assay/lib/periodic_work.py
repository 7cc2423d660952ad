"""Repeating work: what is due runs once, whichever of many processes looks first."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from assay.lib.clock import now
from assay.lib.models import Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A verb to run again and again; it must bear being run twice."""

    name: str
    every: timedelta
    run: Callable[[], object]


def run_due(repeating: Iterable[Repeat]) -> Iterator[tuple[str, str]]:
    """Run each piece that is due and yield its name and outcome in a few words."""
    for repeat in repeating:
        if _take_turn(repeat):
            outcome = _run(repeat)
            Turn.objects.filter(pk=repeat.name).update(last_outcome=outcome[:400])
            yield repeat.name, outcome


def _take_turn(repeat: Repeat) -> bool:
    turn, _new = Turn.objects.get_or_create(pk=repeat.name, defaults={"due_at": now()})
    if turn.due_at > now():
        return False
    return (
        Turn.objects.filter(pk=repeat.name, due_at=turn.due_at).update(due_at=now() + repeat.every)
        == 1
    )


def _run(repeat: Repeat) -> str:
    try:
        return f"done ({repeat.run()})"
    except Exception as e:  # one broken piece must not keep the others from their turn
        log.exception("repeating work %s", repeat.name)
        return f"stopped by {type(e).__name__}"
