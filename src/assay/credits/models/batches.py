"""Batches: what was sent at once, frozen as the bytes that were sent, with a row for each credit in it."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.assessment.models import PayLine
from assay.credits.models.ledger import Credit
from assay.people.models import Organization, Person


class CreditBatchQuerySet(models.QuerySet["CreditBatch"]):
    def kept_at(self, places: Sequence[Organization]) -> "CreditBatchQuerySet":
        """Those of the programs whose credit somebody looks after."""
        return self.under([place.path for place in places])

    def under(self, paths: Sequence[str]) -> "CreditBatchQuerySet":
        """The same by the paths of these programs, as a prepared question takes them."""
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(organization__path__startswith=path)
        return self.filter(wanted)


class CreditBatch(models.Model):
    """One file to a state, a district or a payroll: its bytes, their SHA-256, and who froze it.

    Never changed; taken as often as one likes, it is the same file.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()  # CSV in UTF-8
    sha256 = models.CharField(max_length=64)

    objects = CreditBatchQuerySet.as_manager()

    class Meta:
        ordering = ("-frozen_at", "-pk")
        indexes = (models.Index(fields=("organization", "-frozen_at"), name="credit_batch_newest"),)

    def __str__(self) -> str:
        return f"{self.frozen_at:%G-W%V}-{self.pk}"


class BatchRow(models.Model):
    """A credit in a batch, or a line of pay for assessing. What was sent back stands in a later batch once more."""

    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="rows")
    credit = models.ForeignKey(
        Credit, on_delete=models.PROTECT, null=True, blank=True, related_name="batch_rows"
    )
    pay_line = models.ForeignKey(
        PayLine, on_delete=models.PROTECT, null=True, blank=True, related_name="batch_rows"
    )
    #: It asks for what was sent earlier, because the award was withdrawn since.
    takes_back = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    result = models.CharField(max_length=10, blank=True)  # accepted, rejected
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["BatchRow"]] = models.Manager()

    class Meta:
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=("batch", "credit"), name="credit_once_in_a_batch"),
            models.UniqueConstraint(fields=("batch", "number"), name="batch_row_numbered"),
            models.UniqueConstraint(
                fields=("pay_line",),
                condition=~Q(result="rejected"),
                name="pay_line_sent_once",
            ),
            models.CheckConstraint(
                condition=Q(credit__isnull=False, pay_line=None)
                | Q(credit=None, pay_line__isnull=False, takes_back=False),
                name="batch_row_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """By which an answer names it."""
        return f"{self.batch_id}-{self.number}"
