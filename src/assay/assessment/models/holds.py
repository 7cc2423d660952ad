"""Holds for integrity: a lead stops a submission while a question about how it came to be is looked into."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Evaluation, among
from assay.people.models import Person


class HoldGround(models.TextChoices):
    """What the question is about (field guide 5): a person decides, never a machine."""

    COPIED = "copied", _("It is like another person’s work")
    NOT_OWN = "not_own", _("Someone else may have done it")
    UNDISCLOSED_AI = "undisclosed_ai", _("Help from AI that was not disclosed")
    FABRICATED = "fabricated", _("Evidence that may be made up")
    NOT_REAL = "not_real", _("It may not be from a real role")


class HoldOutcome(models.TextChoices):
    CLEARED = "cleared", _("Nothing was found")
    EXPLAINED = "explained", _("The learner explained it")
    TAKEN_BACK = "taken_back", _("The learner takes it back")


class IntegrityHoldQuerySet(models.QuerySet["IntegrityHold"]):
    def open(self) -> "IntegrityHoldQuerySet":
        return self.filter(lifted_at__isnull=True)

    def led_from(self, paths: Sequence[str], person: Person) -> "IntegrityHoldQuerySet":
        """Of evaluations a lead looks after (`EvaluationQuerySet.led_from`); never of one's own work."""
        return self.filter(among(Evaluation.objects.all().led_from(paths, person)))


class IntegrityHold(models.Model):
    """A lead's hold on a submission. While it lasts nobody scores, settles or releases it.

    `reason` is for leads; the learner reads `asked`, which says what is asked of them and accuses nobody.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="integrity_holds"
    )
    ground = models.CharField(max_length=20, choices=HoldGround)
    reason = models.TextField()
    asked = models.TextField(blank=True)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=HoldOutcome, blank=True)
    found = models.TextField(blank=True)  # for leads

    objects = IntegrityHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(lifted_at__isnull=True),
                name="integrity_hold_open_once",
            ),
        )
