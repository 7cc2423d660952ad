"""Audit packets: a sample of credit with all that it rests on, frozen, for an auditor who has no account."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from assay.credits.models.batches import CreditBatch
from assay.lib.clock import today
from assay.lib.ids import token
from assay.people.models import Organization, Person


class AuditPacketQuerySet(models.QuerySet["AuditPacket"]):
    def kept_at(self, places: Sequence[Organization]) -> "AuditPacketQuerySet":
        """Those of the programs whose credit somebody looks after."""
        wanted = Q(pk__in=[])
        for place in places:
            wanted |= Q(organization__path__startswith=place.path)
        return self.filter(wanted)

    def working(self) -> "AuditPacketQuerySet":
        """Those whose link still opens: not ended, their last day not over."""
        return self.filter(ended_at=None, until_on__gte=today())

    def listed(self) -> "AuditPacketQuerySet":
        """Without what they hold; with how often they were opened."""
        opened = models.Count("openings")
        return (
            self.defer("facts", "batch__body")
            .select_related("organization", "batch", "drawn_by")
            .annotate(opened=opened, last_opened=models.Max("openings__at"))
        )


class AuditPacket(models.Model):
    """A sample drawn by a seed, and what each of it rests on as it stood then. Never changed but for its link's end.

    The order in which credit is drawn is that of SHA-256 over seed and number, so anyone can draw the same again.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    #: What it is a sample of: a batch, or what was approved from one day to another.
    batch = models.ForeignKey(
        CreditBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    seed = models.CharField(max_length=64)
    of = models.PositiveIntegerField()  # so many there were to draw from
    count = models.PositiveIntegerField()
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the facts as canonical JSON
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    label = models.CharField(max_length=120)  # who it is for
    token = models.CharField(max_length=64, unique=True, default=token)
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AuditPacketQuerySet.as_manager()

    class Meta:
        ordering = ("-drawn_at", "-pk")
        indexes = (models.Index(fields=("organization", "-drawn_at"), name="audit_packet_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(batch__isnull=False, first=None, last=None)
                | Q(batch=None, first__isnull=False, last__gte=F("first")),
                name="audit_packet_of_a_batch_or_a_period",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.until_on >= today()


class PacketOpening(models.Model):
    """That the link was opened, and when. Nothing is kept of who it was."""

    packet = models.ForeignKey(AuditPacket, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["PacketOpening"]] = models.Manager()

    class Meta:
        ordering = ("-at", "-pk")
