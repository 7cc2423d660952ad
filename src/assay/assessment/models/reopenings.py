"""Asking again about a criterion that was kept from an earlier attempt: only where a lead agrees."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Evaluation, among
from assay.people.models import Person


class ReopeningStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for your answer")
    GRANTED = "granted", _("It is asked again")
    DECLINED = "declined", _("It stays kept")


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def led_from(self, paths: Sequence[str], person: Person) -> "ReopeningQuerySet":
        """Of versions whose owner or issuer stands at or under these paths; never of their own work."""
        return self.filter(among(Evaluation.objects.all().led_from(paths, person)))


class Reopening(models.Model):
    """An assessor's request to ask one kept criterion again, and the lead's answer, which the learner reads."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        ReopeningStatus.ASKED: {ReopeningStatus.GRANTED, ReopeningStatus.DECLINED},
        ReopeningStatus.GRANTED: set(),
        ReopeningStatus.DECLINED: set(),
    }

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="reopenings")
    criterion = models.CharField(max_length=40)
    title = models.CharField(max_length=300)  # of the criterion, as its version says it
    status = models.CharField(max_length=10, choices=ReopeningStatus, default=ReopeningStatus.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # why; the learner reads it where it is asked again

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "criterion"), name="reopened_once"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True)
                | (~Q(status="asked") & Q(answered_at__isnull=False)),
                name="reopening_answered_has_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion} of {self.evaluation_id}"
