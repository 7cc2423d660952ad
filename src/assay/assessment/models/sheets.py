"""What an assessor writes: the sheet, what came too late for it, and sentences to begin from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.assessment.models.anchors import AnchorReading
from assay.assessment.models.evaluations import Assignment
from assay.people.models import Person


class ScoreSheet(models.Model):
    """One assessor's levels and feedback, criterion by criterion; read-only once handed over."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    levels = models.JSONField(default=dict)  # criterion id -> demonstrated | almost | not_yet
    feedback = models.JSONField(default=dict)  # criterion id -> {"strength": str, "next": str}
    summary = models.TextField(blank=True)
    note_to_approver = models.TextField(blank=True)
    notes = models.JSONField(
        default=list
    )  # assessor's own notes: [{"artifact": id, "at": seconds, "text": str, "criterion": id, if any}]
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=10, blank=True
    )  # what the rule makes of the levels when handed over
    reason = models.TextField(blank=True)  # of a third judgment: why it was settled so; for staff
    earlier = models.JSONField(
        default=list
    )  # the sheet as handed over before a return, oldest first

    objects: ClassVar[models.Manager["ScoreSheet"]] = models.Manager()


class LateSheet(models.Model):
    """Words written after an assessor's time had run out: kept beside the sheet that ended, for its writer alone.

    It judges nothing and is shown to nobody else. It goes when its writer says so, when they take the submission up
    again with it, and when the submission is decided or withdrawn. Of a check, which nobody is to tell from a
    submission, it goes when that is handed over.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="late_sheets"
    )
    reading = models.ForeignKey(
        AnchorReading, on_delete=models.CASCADE, null=True, blank=True, related_name="late_sheets"
    )  # of a check
    origin = models.CharField(
        max_length=40, blank=True
    )  # the tab it came from: two never overwrite each other
    levels = models.JSONField(default=dict)
    feedback = models.JSONField(default=dict)
    summary = models.TextField(blank=True)
    note_to_approver = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LateSheet"]] = models.Manager()

    class Meta:
        ordering = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(fields=("assignment", "origin"), name="late_sheet_once_a_tab"),
            models.UniqueConstraint(fields=("reading", "origin"), name="late_check_once_a_tab"),
            models.CheckConstraint(
                condition=Q(assignment__isnull=False, reading__isnull=True)
                | Q(assignment__isnull=True, reading__isnull=False),
                name="late_sheet_is_beside_one",
            ),
        )


class Stem(models.Model):
    """A sentence an assessor keeps for feedback at one level, to begin from."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stems")
    level = models.CharField(max_length=20)  # demonstrated | almost | not_yet
    text = models.CharField(max_length=400)
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Stem"]] = models.Manager()

    class Meta:
        ordering = ("level", "text")
        constraints = (
            models.UniqueConstraint(fields=("person", "level", "text"), name="stem_once"),
        )
