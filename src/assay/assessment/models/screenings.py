"""Before the judging: checks of completeness, whose turn they are, and evidence opened with a reason."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.assessment.models.evaluations import Evaluation
from assay.people.models import Person, Role


class Screening(models.Model):
    """One completeness check (not a judgment, not an attempt): complete, or incomplete with reasons."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="screenings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    complete = models.BooleanField()
    # The screener's word that this person did this work in a real role; None: of before that was asked, or given back.
    in_real_role = models.BooleanField(null=True, blank=True)
    reasons = models.JSONField(default=list)  # [{"code": "...", "step": "p2a", "line": "..."}]
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Screening"]] = models.Manager()

    class Meta:
        ordering = ("-at",)


class ScreeningDutyQuerySet(models.QuerySet["ScreeningDuty"]):
    def open(self) -> "ScreeningDutyQuerySet":
        return self.filter(ended_at__isnull=True)


class ScreeningDuty(models.Model):
    """One person's turn to screen a submission: taken with one press, ended by the check or when it lies idle."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="duties")
    screener = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScreeningDutyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(ended_at__isnull=True),
                name="one_screener_at_a_time",
            ),
        )


class Inspection(models.Model):
    """Evidence opened by somebody on whose desk it is not: who, in which role, why, and for how long."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="inspections")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    reason = models.TextField()
    # Whether whoever stated it was told that the learner reads it; those of before were told the contrary.
    reason_is_shown = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Inspection"]] = models.Manager()

    class Meta:
        ordering = ("-opened_at",)
