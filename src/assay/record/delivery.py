"""Delivery of events to those who listen: after commit, at least once, with a receipt each."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from assay.lib.background import queue, task
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.record.models import Event, Receipt, Stumble, Swept, Untold
from assay.record.sealing import seal

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]
TOGETHER = 100  # events of one batch that one task tells of
# What comes later than this was lost with its row in the queue.
IN_THE_QUEUE = timedelta(minutes=5)
# Tries of a listener that raised, after the first: in all about three days, then somebody has to look.
STEPS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=36),
)

_listeners: dict[str, dict[str, Listener]] = defaultdict(dict)
_repeatable: set[str] = set()
_telling: ContextVar[str] = ContextVar("telling", default="later")  # "later", "now" or "nobody"
_hushed: ContextVar[list[int]] = ContextVar("hushed")


def on(*verbs: str, repeatable: bool = False) -> Callable[[Listener], Listener]:
    """Hear these verbs. The listener may hear the same event twice only if it raised the first time.

    One that is `repeatable` does nothing the second time: it is called outside a transaction, so that it holds no lock
    while it thinks, and hears the event again where the process died before the receipt was written.
    """

    def register(listener: Listener) -> Listener:
        name = f"{listener.__module__}.{listener.__qualname__}"
        if repeatable:
            _repeatable.add(name)
        for verb in verbs:
            _listeners[verb][name] = listener
        return listener

    return register


def announce(events: Iterable[Event]) -> None:
    """Queue a task per event that somebody wants to hear, in its transaction; of a batch, one per hundred events."""
    wanted, telling = [event.id for event in events if event.verb in _listeners], _telling.get()
    if telling == "nobody":
        _hushed.get().extend(wanted[:1] + wanted[-1:])
    elif telling == "now":
        transaction.on_commit(lambda: _tell_now(wanted))
    elif len(wanted) == 1:
        queue(hear, wanted[0])
    else:
        for first in range(0, len(wanted), TOGETHER):
            queue(hear_all, wanted[first : first + TOGETHER])


def _tell_now(wanted: list[int]) -> None:
    for event_id in wanted:
        hear.func(event_id)


@contextmanager
def in_place() -> Iterator[None]:
    """Tell listeners right after commit, in this process: for loading history, where the clock is held."""
    with _set("now"):
        yield


@contextmanager
def nobody_told() -> Iterator[None]:
    """Tell nobody, now or later: for generated rows that already hold what listeners would have done."""
    noted: list[int] = []
    token = _hushed.set(noted)
    try:
        with _set("nobody"):
            yield
    finally:
        _hushed.reset(token)
        if noted:
            Untold.objects.create(first_id=min(noted), last_id=max(noted))


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
    for name in _listeners[event.verb]:
        stumbled = _told(event, name) or stumbled
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
    """Run one listener and write its receipt, once: in one transaction, or after it where it may be repeated."""
    if name in _repeatable:
        if not Receipt.objects.filter(event=event, subscriber=name).exists():
            listener(event)
            heard = {"heard_at": now()}
            Receipt.objects.get_or_create(event=event, subscriber=name, defaults=heard)
        return
    with transaction.atomic():
        _row, fresh = Receipt.objects.get_or_create(
            event=event, subscriber=name, defaults={"heard_at": now()}
        )
        if fresh:
            listener(event)


def _told(event: Event, name: str) -> Exception | None:
    """Tell one listener; what it raised is written down for the sweep, and given back."""
    try:
        tell(event, name, _listeners[event.verb][name])
    except Exception as e:
        log.exception("%s could not hear %s", name, event)
        _stumbled(event, name, e)
        return e
    return None


def _stumbled(event: Event, name: str, error: Exception) -> None:
    at = now()
    said = type(error).__name__[:120]
    fields = {"next_at": at + STEPS[0], "said": said}
    stumble, fresh = Stumble.objects.get_or_create(event=event, subscriber=name, defaults=fields)
    if fresh:
        return
    stumble.tries, stumble.said = stumble.tries + 1, said
    if stumble.tries > len(STEPS):
        stumble.given_up_at = at
        log.error("%s has failed %s times at %s and is not tried again", name, stumble.tries, event)
    else:
        stumble.next_at = at + STEPS[stumble.tries - 1]
    stumble.save(update_fields=("tries", "said", "next_at", "given_up_at"))


def sweep() -> int:
    """Tell again who stumbled, and tell what the queue lost. How many listeners heard.

    Each event and each listener stands for itself: one that raises stops no other. Two sweeps at once act once.
    """
    seal()
    heard = sum(_again(stumble) for stumble in Stumble.objects.due().select_related("event"))
    return heard + _tell_swallowed()


@task
def hear_again(stumble_id: int) -> None:
    """Tell one listener again now, because somebody asked for it."""
    stumble = (
        Stumble.objects.select_related("event")
        .filter(pk=stumble_id, given_up_at__isnull=True)
        .first()
    )
    if stumble is not None:
        _again(stumble)


@transaction.atomic
def ask_again(stumble: Stumble) -> None:
    """Have a listener told again that was given up, or that waits for its next try. Raises WrongState once it heard."""
    anew = {"tries": 0, "next_at": now(), "given_up_at": None}
    if Stumble.objects.filter(pk=stumble.pk).update(**anew) != 1:
        raise WrongState(_("This has gone through by now."))
    transaction.on_commit(lambda: hear_again.enqueue(stumble.pk))


def _again(stumble: Stumble) -> bool:
    """True if the listener heard it now. Claimed by a conditional UPDATE, so that of two sweeps one tries."""
    rows = Stumble.objects.filter(pk=stumble.pk, next_at=stumble.next_at, given_up_at__isnull=True)
    if rows.update(next_at=now() + STEPS[0]) != 1:
        return False
    gone = (
        stumble.subscriber not in _listeners[stumble.event.verb]
    )  # an upgrade took the listener away
    if not gone and _told(stumble.event, stumble.subscriber):
        return False
    stumble.delete()
    return not gone


def _tell_swallowed() -> int:
    """Listeners without a receipt, for events that are old enough that no queue will bring them any more."""
    swept = Swept.objects.get_or_create(pk=1)[0]
    fresh, young = (
        Event.objects.filter(seal__place__gt=swept.last_place),
        Q(at__gt=now() - IN_THE_QUEUE),
    )
    ends = fresh.aggregate(last=Max("seal__place"), first_young=Min("seal__place", filter=young))
    last = ends["first_young"] - 1 if ends["first_young"] else ends["last"]
    if last is None or last <= swept.last_place:
        return 0
    heard = 0
    hushed = list(Untold.objects.values_list("first_id", "last_id"))
    events = fresh.filter(seal__place__lte=last, verb__in=list(_listeners)).order_by("seal__place")
    for event in events.prefetch_related("receipts", "stumbles").iterator(chunk_size=500):
        if any(first <= event.id <= end for first, end in hushed):
            continue
        names = set(_listeners[event.verb]) - {
            row.subscriber for row in (*event.receipts.all(), *event.stumbles.all())
        }
        heard += sum(_told(event, name) is None for name in sorted(names))
    Swept.objects.filter(pk=1, last_place__lt=last).update(last_place=last)
    return heard
