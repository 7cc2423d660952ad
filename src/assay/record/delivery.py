"""Who wants to hear of an event, and telling them: after commit, at least once, with a receipt each."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction

from assay.lib.background import task
from assay.lib.clock import now
from assay.record.models import Event, Receipt

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]
TOGETHER = 100  # events of one batch that one task tells of

_listeners: dict[str, dict[str, Listener]] = defaultdict(dict)
_telling: ContextVar[str] = ContextVar("telling", default="later")  # "later", "now" or "nobody"


def on(*verbs: str) -> Callable[[Listener], Listener]:
    """Hear these verbs. The listener may hear the same event twice only if it raised the first time."""

    def register(listener: Listener) -> Listener:
        name = f"{listener.__module__}.{listener.__qualname__}"
        for verb in verbs:
            _listeners[verb][name] = listener
        return listener

    return register


def announce(events: Iterable[Event]) -> None:
    """After commit, enqueue a task per event that somebody wants to hear; of a batch, one per hundred events."""
    wanted, telling = [event.id for event in events if event.verb in _listeners], _telling.get()
    if wanted and telling != "nobody":
        transaction.on_commit(lambda: _tell_all(wanted, at_once=telling == "now"))


def _tell_all(wanted: list[int], *, at_once: bool) -> None:
    if at_once or len(wanted) == 1:
        for event_id in wanted:
            hear.func(event_id) if at_once else hear.enqueue(event_id)
        return
    for first in range(0, len(wanted), TOGETHER):
        hear_all.enqueue(wanted[first : first + TOGETHER])


@contextmanager
def in_place() -> Iterator[None]:
    """Tell listeners right after commit, in this process: for loading history, where the clock is held."""
    with _set("now"):
        yield


@contextmanager
def nobody_told() -> Iterator[None]:
    """Tell nobody: for generated rows that already hold what listeners would have done."""
    with _set("nobody"):
        yield


@contextmanager
def _set(telling: str) -> Iterator[None]:
    token = _telling.set(telling)
    try:
        yield
    finally:
        _telling.reset(token)


@task
def hear(event_id: int) -> None:
    """Tell every listener of an event that has not heard it yet. One that stumbles keeps no other from hearing."""
    event = Event.objects.get(pk=event_id)
    stumbled: Exception | None = None
    for name, listener in _listeners[event.verb].items():
        try:
            tell(event, name, listener)
        except Exception as e:
            log.exception("%s could not hear %s", name, event)
            stumbled = e
    if stumbled is not None:
        raise stumbled  # the task shows as not done, and the sweep tells the listener again


@task
def hear_all(event_ids: list[int]) -> None:
    """As `hear`, for events noted in one batch: a row in the queue for each would cost more than the events do."""
    stumbled: Exception | None = None
    for event_id in event_ids:
        try:
            hear.func(event_id)
        except Exception as e:
            stumbled = e
    if stumbled is not None:
        raise stumbled


def tell(event: Event, name: str, listener: Listener) -> None:
    """Run one listener and write its receipt in one transaction, once."""
    with transaction.atomic():
        _row, fresh = Receipt.objects.get_or_create(event=event, subscriber=name, defaults={"heard_at": now()})
        if fresh:
            listener(event)


def sweep(*, days: int = 7) -> int:
    """Tell again what a crash swallowed in the last days. Returns how many events were told."""
    told = 0
    for event in Event.objects.filter(verb__in=list(_listeners), at__gte=now() - timedelta(days=days)).iterator():
        names = set(_listeners[event.verb])
        if names - set(event.receipts.values_list("subscriber", flat=True)):
            hear.func(event.id)
            told += 1
    return told
