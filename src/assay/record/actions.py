"""Writing in the record, and checking that nobody rewrote it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models, transaction

from assay.lib.clock import now
from assay.lib.rows import insert_all
from assay.record import delivery
from assay.record.models import Event, Head

_COLUMNS = tuple(field.attname for field in Event._meta.concrete_fields)
_values = attrgetter(*_COLUMNS)


class Subject(NamedTuple):
    """A row that stands in the database, where a batch has no instance of it."""

    model: type[models.Model]
    pk: Any


class Entry(NamedTuple):
    """One event to be noted in a batch."""

    verb: str
    subject: models.Model | Subject
    by: models.Model | None
    particulars: dict[str, Any] = {}  # never written into


def note(verb: str, subject: models.Model, *, by: models.Model | None, **particulars: Any) -> Event:
    """Write one event in the verb's own transaction and tell later rooms after commit.

    Particulars are ids and figures (no floats), never names or anyone's words, so that forgetting a person breaks no
    chain. Locks the head of the chain until commit: call it last in a verb, once.
    """
    return note_all([Entry(verb=verb, subject=subject, by=by, particulars=particulars)])[0]


def note_all(entries: Iterable[Entry]) -> list[Event]:
    """Write several events in one batch, in order."""
    with transaction.atomic():
        head = Head.objects.select_for_update().get_or_create(pk=1)[0]
        events = list(_chained(head, entries))
        insert_all(Event, _COLUMNS, map(_values, events))
        head.save(update_fields=("last_id", "last_hash"))
    delivery.announce(events)
    return events


def _chained(head: Head, entries: Iterable[Entry]) -> Iterator[Event]:
    at = now().astimezone(UTC)
    for verb, subject, by, particulars in entries:
        event = Event(
            id=head.last_id + 1, at=at, verb=verb, particulars=particulars, previous=head.last_hash,
            subject_kind=kind_of(subject), subject_id=str(subject.pk),
            by_kind=kind_of(by) if by else "", by_id=str(by.pk) if by else "",
        )  # fmt: skip
        event.hash = event.computed_hash()
        head.last_id, head.last_hash = event.id, event.hash
        yield event


def kind_of(row: models.Model | Subject) -> str:
    """How the record names a kind of thing: "evidence.submission"."""
    model = row.model if isinstance(row, Subject) else row
    return model._meta.label_lower


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
    """Read the chain from its first row. Streams: memory stays flat. Names the first row that is not as written."""
    previous, expected, head = "0" * 64, 1, Head.objects.filter(pk=1).first()
    for event in Event.objects.order_by("id").iterator(chunk_size=2000):
        event.at = event.at.astimezone(UTC)
        if event.id != expected:
            return Check(rows=expected - 1, broken_at=expected, why="the row is missing")
        if event.previous != previous:
            return Check(rows=expected - 1, broken_at=event.id, why="it does not follow from the row before it")
        if event.hash != event.computed_hash():
            return Check(rows=expected - 1, broken_at=event.id, why="its contents are not those that were written")
        previous, expected = event.hash, expected + 1
    if head is not None and (head.last_id, head.last_hash) != (expected - 1, previous):
        return Check(rows=expected - 1, broken_at=expected, why="rows at the end are missing")
    return Check(rows=expected - 1)
