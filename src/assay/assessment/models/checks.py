"""Checks: an anchor among somebody's ordinary work, offered, taken and read as a submission is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.assessment.models.anchors import AnchorReading
from assay.assessment.models.evaluations import Assignment, AssignmentStatus, Slot
from assay.people.models import Person

#: Checks that ended without levels.
UNREAD = (AssignmentStatus.LAPSED, AssignmentStatus.RECUSED)


class DriftCheckQuerySet(models.QuerySet["DriftCheck"]):
    def visible_to(self, person: Person) -> "DriftCheckQuerySet":
        """One's own, as assignments are."""
        return self.filter(person=person)

    def open(self) -> "DriftCheckQuerySet":
        return self.filter(status__in=(AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED))

    def unanswered(self) -> "DriftCheckQuerySet":
        return self.filter(status=AssignmentStatus.OFFERED)


class DriftCheck(models.Model):
    """One anchor with one assessor, told from a submission by nobody until its levels are handed over.

    `number` stands in its addresses where an assignment's key does; of one person no assignment ever has the same.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        **Assignment.MOVES,
        AssignmentStatus.SCORED: set(),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drift_checks")
    number = models.PositiveBigIntegerField()
    reading = models.OneToOneField(
        AnchorReading, on_delete=models.SET_NULL, null=True, blank=True, related_name="drift_check"
    )  # none any more where its offer ended unopened: the anchor is free again
    status = models.CharField(
        max_length=20, choices=AssignmentStatus, default=AssignmentStatus.OFFERED
    )
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recusal_ground = models.CharField(max_length=40, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    again = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="before"
    )  # it had run out and was taken up again: as this one, which has the reading now

    objects = DriftCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-offered_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "number"), name="drift_check_number_once"),
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(status__in=("offered", "accepted")),
                name="one_drift_check_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("person", "-offered_at"), name="drift_check_of_person"),)

    @property
    def is_open(self) -> bool:
        return self.status in (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED)

    @property
    def slot(self) -> int:
        """As on the sheet of a first scoring."""
        return int(Slot.FIRST)
