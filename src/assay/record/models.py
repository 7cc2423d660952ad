from datetime import UTC
from typing import Any, ClassVar, Final

from django.db import models

from assay.lib.canonical import digest
from assay.lib.clock import now

#: Who acts where no person does: a command, the worker, what follows from an event, the demo.
MACHINE: Final = None


class Event(models.Model):
    """One thing that happened. Never changed, never deleted; a seal binds it to all that were sealed before."""

    id = models.BigAutoField(primary_key=True)  # grows; what a transaction took back leaves a gap
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)  # "evidence.submitted"
    subject_kind = models.CharField(max_length=60)  # "evidence.submission"
    subject_id = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=60, blank=True)  # "" for the product itself
    by_id = models.CharField(max_length=64, blank=True)
    particulars = models.JSONField(default=dict)  # ids and figures, never names or anyone's words

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("subject_kind", "subject_id"), name="event_subject"),
            models.Index(fields=("verb", "id"), name="event_verb"),
            models.Index(fields=("by_kind", "by_id", "id"), name="event_by"),
            models.Index(fields=("at",), name="event_at"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.verb} {self.subject_kind}:{self.subject_id}"

    def contents(self) -> list[Any]:
        """The fields that the hash covers, in order."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return [
            self.id,
            at,
            self.verb,
            self.subject_kind,
            self.subject_id,
            self.by_kind,
            self.by_id,
            self.particulars,
        ]


class Seal(models.Model):
    """An event's place in the chain. Its hash covers the place, the event, and the hash of the seal before.

    Written seconds after its event, by one sealer at a time: verbs that write at once do not wait for each other.
    """

    place = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    event = models.OneToOneField(Event, on_delete=models.PROTECT)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"{self.place}: {self.hash}"

    @staticmethod
    def hash_of(event: Event, *, place: int, previous: str) -> str:
        """The hash of the seal of an event at this place, after a seal with that hash (64 hex digits)."""
        return digest([place, previous, *event.contents()])


class Head(models.Model):
    """The end of the chain: one row, locked while events are sealed."""

    last_place = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="0" * 64)
    #: Every event up to this number is sealed, or was taken back with its transaction.
    settled_id = models.BigIntegerField(default=0)


class Receipt(models.Model):
    """A subscriber has heard an event; without it a sweep tells the subscriber again."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="receipts")
    subscriber = models.CharField(max_length=120)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "subscriber"), name="receipt_once"),
        )


class StumbleQuerySet(models.QuerySet["Stumble"]):
    def due(self) -> "StumbleQuerySet":
        """Those to be told again now."""
        return self.filter(given_up_at__isnull=True, next_at__lte=now()).order_by("pk")


class Stumble(models.Model):
    """A listener that raised when it was told of an event: when it is told again, or that it is not any more."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="stumbles")
    subscriber = models.CharField(max_length=120)
    tries = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=120)  # the kind of error; its words may hold somebody's

    objects = StumbleQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("event", "subscriber"), name="stumble_once"),
        )
        indexes = (models.Index(fields=("given_up_at", "next_at"), name="stumble_due"),)

    def __str__(self) -> str:
        return f"{self.subscriber} at {self.event_id}"


class Swept(models.Model):
    """How far the sweep has come: of every event sealed up to here, each listener has a receipt or has stumbled."""

    last_place = models.BigIntegerField(default=0)


class Untold(models.Model):
    """Events that nobody is told of: generated rows that already hold what listeners would have done."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
