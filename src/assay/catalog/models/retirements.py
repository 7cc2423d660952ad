"""Retirement of a micro-credential: announced with notice, called off before its day, or carried out on it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from assay.catalog.models.micro_credentials import MicroCredential, Version
from assay.people.models import Person


class Retirement(models.Model):
    """That a micro-credential takes nobody any more from a day on, why, and what may be taken in its place.

    `versions`: those that it gave their last day, which they lose if it is called off.
    """

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="retirements"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    successor = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="succeeds"
    )
    closes_on = models.DateField()  # the first day on which nobody can start it
    last_day = models.DateField()  # on which what was begun may be submitted
    announced_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    versions = models.ManyToManyField(Version, related_name="+")
    called_off_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # its day came

    objects: ClassVar[models.Manager["Retirement"]] = models.Manager()

    class Meta:
        ordering = ("-announced_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("micro_credential",),
                condition=Q(called_off_at=None, closed_at=None),
                name="retirement_announced_once",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("closes_on")), name="retirement_in_order"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False, closed_at=None),
                name="retirement_called_off_has_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.micro_credential_id} from {self.closes_on}"

    @property
    def is_announced(self) -> bool:
        """Announced, and its day has not come: it may still be called off."""
        return self.called_off_at is None and self.closed_at is None
