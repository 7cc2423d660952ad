"""The chain of seals: events are written freely, and one sealer at a time binds them to all before, seconds later."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from assay.lib.clock import now
from assay.lib.rows import insert_all
from assay.record.models import Event, Head, Seal

AT_ONCE = 2000  # events sealed in one transaction
#: A number that was given out and is not there may belong to a transaction that still runs. None runs so long.
LONGEST_TRANSACTION = timedelta(hours=1)


def seal() -> int:
    """Give every event that has none its seal, in the order of their numbers. How many were sealed.

    Returns 0 at once where another process is sealing: that one, or the next turn, takes what is left.
    """
    sealed = 0
    while _waits():
        some = _seal_some()
        sealed += some
        if some < AT_ONCE:
            break
    return sealed


def seal_stragglers() -> int:
    """Seal what was committed later than a transaction may last, by looking at every event. How many there were."""
    with transaction.atomic():
        head = _locked()
        return (
            _seal_these(head, Event.objects.filter(seal__isnull=True).order_by("id")) if head else 0
        )


def unsealed() -> QuerySet[Event]:
    """Events that wait for their seal, oldest first."""
    head = Head.objects.filter(pk=1).first()
    return Event.objects.filter(id__gt=head.settled_id if head else 0, seal__isnull=True).order_by(
        "id"
    )


def _waits() -> bool:
    """Asked before anything is locked: most turns find nothing."""
    return unsealed().exists()


@transaction.atomic
def _seal_some() -> int:
    head = _locked()
    if head is None:
        return 0
    fresh = Event.objects.filter(id__gt=head.settled_id)
    sealed = _seal_these(head, fresh.filter(seal__isnull=True).order_by("id")[:AT_ONCE])
    _settle(head, fresh)
    return sealed


def _locked() -> Head | None:
    """The end of the chain, ours until commit; None where another process holds it."""
    Head.objects.get_or_create(pk=1)
    return Head.objects.select_for_update(skip_locked=True).filter(pk=1).first()


def _seal_these(head: Head, events: QuerySet[Event]) -> int:
    seals = []
    for event in events.iterator(chunk_size=AT_ONCE):
        head.last_hash = Seal.hash_of(event, place=head.last_place + 1, previous=head.last_hash)
        head.last_place += 1
        seals.append((head.last_place, event.id, head.last_hash))
    insert_all(Seal, ("place", "event_id", "hash"), seals)
    head.save(update_fields=("last_place", "last_hash"))
    return len(seals)


def _settle(head: Head, fresh: QuerySet[Event]) -> None:
    """Move on to the newest number where none below it is missing; else past those that are too old to come."""
    newest = fresh.filter(seal__isnull=False).aggregate(last=Max("id"))["last"]
    if newest is None:
        return
    if fresh.filter(id__lte=newest).count() != newest - head.settled_id:
        newest = fresh.filter(at__lte=now() - LONGEST_TRANSACTION, id__lte=newest).aggregate(
            last=Max("id")
        )["last"]
    if newest is not None:
        head.settled_id = newest
        head.save(update_fields=("settled_id",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The outcome of reading the whole chain: how many rows stand, and the first that does not."""

    rows: int
    broken_at: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def check() -> Check:
    """Seal what waits, then read the chain from its first row; names the first that is not as it was written.

    Streams: memory stays flat. Reads about 10,000 rows a second.
    """
    seal()
    head, previous, place = Head.objects.filter(pk=1).first(), "0" * 64, 0
    for one in Seal.objects.select_related("event").order_by("place").iterator(chunk_size=2000):
        place += 1
        if one.place != place:
            return Check(rows=place - 1, broken_at=place, why="the row is missing")
        if one.hash != Seal.hash_of(one.event, place=place, previous=previous):
            return Check(
                rows=place - 1,
                broken_at=place,
                why="it, or what it follows, is not as it was written",
            )
        previous = one.hash
    if head is not None and (head.last_place, head.last_hash) != (place, previous):
        return Check(rows=place, broken_at=place + 1, why="rows at the end are missing")
    return Check(rows=place)
