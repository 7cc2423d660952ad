"""The outcome of a submission, and the approver's act."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Evaluation
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
