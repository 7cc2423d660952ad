"""The outcome of a submission, and the approver's act."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Evaluation, among
from assay.people.models import Person


class Decision(models.Model):
    """The outcome of the score sheets by the passing rule; recommended until the approver releases it."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(
        max_length=10, choices=[("earned", _("Earned")), ("not_yet", _("Not yet"))]
    )
    levels = models.JSONField()  # criterion id -> level, carried ones included
    feedback = models.JSONField()  # criterion id -> {"strength": str, "next": str}
    summary = models.TextField(blank=True)
    settled_by = models.CharField(max_length=20)  # single | agreement | adjudication
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()


class OverrideQuerySet(models.QuerySet["Override"]):
    def led_from(self, paths: Sequence[str], person: Person) -> "OverrideQuerySet":
        """Of evaluations a lead looks after (`EvaluationQuerySet.led_from`); never of one's own work."""
        return self.filter(among(Evaluation.objects.all().led_from(paths, person)))

    def standing(self) -> "OverrideQuerySet":
        return self.filter(ended_at__isnull=True)


class Override(models.Model):
    """An approver released the other outcome than the passing rule's: why, in words for the learner.

    The decision keeps the rule's outcome, its levels and its sheets; what the learner got stands on the submission.
    """

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="override")
    outcome = models.CharField(
        max_length=10, choices=[("earned", _("Earned")), ("not_yet", _("Not yet"))]
    )
    reason = models.TextField()
    criteria = models.JSONField(default=list)  # ids of those to be shown again after *not yet*
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # an appeal found the rule's outcome

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")


class Release(models.Model):
    """The approver's act: the decision goes to the learner; or a return to the assessor with a private note."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    released = models.BooleanField()  # False: returned to scoring
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Release"]] = models.Manager()

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",), condition=Q(released=True), name="released_once"
            ),
        )
