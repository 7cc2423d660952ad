"""A lead's sample of the feedback that learners are given: which sheets were drawn, and how they were found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.sheets import ScoreSheet
from assay.people.models import Person


class FeedbackFault(models.TextChoices):
    """What the standard of feedback asks of the words on one criterion, and these lack."""

    NO_EVIDENCE = "no_evidence", _("Names no evidence")
    NO_STEP = "no_step", _("No next step one can check")
    DEFICIT = "deficit", _("Speaks of deficits, of a teacher or of students")


class FeedbackCheckQuerySet(models.QuerySet["FeedbackCheck"]):
    def visible_to(self, person: Person) -> "FeedbackCheckQuerySet":
        """Those this person drew."""
        return self.filter(lead=person)

    def notes_to(self, person: Person) -> "FeedbackCheckQuerySet":
        """Those with a private note about this person's own words."""
        return self.filter(sheet__assignment__assessor=person).exclude(note="")

    def open(self) -> "FeedbackCheckQuerySet":
        return self.filter(checked_at__isnull=True)


class FeedbackCheck(models.Model):
    """One sheet drawn at random for a lead, who holds its words against the standard of feedback, once."""

    sheet = models.OneToOneField(
        ScoreSheet, on_delete=models.PROTECT, related_name="feedback_check"
    )
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="feedback_checks"
    )  # who drew it
    week = models.DateField()  # its Monday
    place = models.PositiveSmallIntegerField()  # in the sample
    drawn_at = models.DateTimeField()
    faults = models.JSONField(default=dict)  # criterion id -> [FeedbackFault]
    note = models.TextField(blank=True)  # to the assessor alone; "" where the words are good
    checked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # by the assessor

    objects = FeedbackCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-week", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("lead", "week", "place"), name="feedback_drawn_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=False) | Q(note="", read_at__isnull=True),
                name="feedback_note_is_checked",
            ),
        )
        indexes = (models.Index(fields=("lead", "checked_at"), name="feedback_to_check"),)

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None

    MOST: ClassVar[int] = 10  # of one sample
