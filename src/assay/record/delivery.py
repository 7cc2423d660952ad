"""Who wants to hear of an event, and telling them: after commit, at least once, with a receipt each."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction

from assay.lib.background import task
from assay.lib.clock import now
from assay.record.models import Event, Receipt

Listener = Callable[[Event], None]

_listeners: dict[str, dict[str, Listener]] = defaultdict(dict)


def on(*verbs: str) -> Callable[[Listener], Listener]:
    """Hear these verbs. The listener may hear the same event twice only if it raised the first time."""

    def register(listener: Listener) -> Listener:
        name = f"{listener.__module__}.{listener.__qualname__}"
        for verb in verbs:
            _listeners[verb][name] = listener
        return listener

    return register


def announce(events: Iterable[Event]) -> None:
    """After commit, enqueue one task per event that somebody wants to hear."""
    wanted = [event.id for event in events if event.verb in _listeners]
    if wanted:
        transaction.on_commit(lambda: [hear.enqueue(event_id) for event_id in wanted])


@task
def hear(event_id: int) -> None:
    """Tell every listener of an event that has not heard it yet."""
    event = Event.objects.get(pk=event_id)
    for name, listener in _listeners[event.verb].items():
        tell(event, name, listener)


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
