"""Writing in the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models

from assay.lib.canonical import canonical_json
from assay.lib.clock import now
from assay.record import delivery
from assay.record.models import Event


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

    Particulars are ids and figures, never names or anyone's words, so that forgetting a person breaks no chain. Raises
    TypeError for floats. Locks nothing: the event gets its place in the chain after commit (`sealing.seal`).
    """
    return note_all([Entry(verb=verb, subject=subject, by=by, particulars=particulars)])[0]


def note_all(entries: Iterable[Entry]) -> list[Event]:
    """Write several events in one batch, in order."""
    at = now()
    events = Event.objects.bulk_create(_event(entry, at) for entry in entries)
    delivery.announce(events)
    return events


def has_noted(
    verb: str, subject: models.Model, *, by: models.Model, since: datetime, **particulars: Any
) -> bool:
    """Whether somebody's doing of this to this was noted since then, with these particulars among others."""
    rows = Event.objects.filter(
        verb=verb,
        subject_kind=kind_of(subject),
        subject_id=str(subject.pk),
        by_kind=kind_of(by),
        by_id=str(by.pk),
        at__gte=since,
    )
    return rows.filter(
        **{f"particulars__{name}": value for name, value in particulars.items()}
    ).exists()


def _event(entry: Entry, at: datetime) -> Event:
    canonical_json(entry.particulars)  # what no seal could cover is refused now
    subject, by = entry.subject, entry.by
    return Event(
        at=at,
        verb=entry.verb,
        subject_kind=kind_of(subject),
        subject_id=str(subject.pk),
        by_kind=kind_of(by) if by else "",
        by_id=str(by.pk) if by else "",
        particulars=entry.particulars,
    )


def kind_of(row: models.Model | Subject) -> str:
    """How the record names a kind of thing: "evidence.submission"."""
    model = row.model if isinstance(row, Subject) else row
    return model._meta.label_lower
