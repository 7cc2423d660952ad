"""Rounds of coaching, and meetings of a coach and a learner."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.coaching.models.pairings import Pairing
from assay.people.models import Person


class CycleQuerySet(models.QuerySet["Cycle"]):
    def open(self) -> "CycleQuerySet":
        return self.filter(ended_on=None)


class CycleStep(models.IntegerChoices):
    """The six steps of a coaching cycle, three to six weeks in all (field guide, section 12)."""

    GOAL = 1, _("Goal")
    EVIDENCE = 2, _("Evidence agreed")
    OBSERVATION = 3, _("Observation")
    CONVERSATION = 4, _("Conversation")
    TRYING = 5, _("Trying it")
    REVIEW = 6, _("Review")


class Cycle(models.Model):
    """One round of coaching: a goal in terms of students, what will show it, and the step it has come to."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="cycles")
    goal = models.CharField(max_length=500)
    evidence = models.CharField(max_length=500, blank=True)  # what both will look at
    step = models.PositiveSmallIntegerField(choices=CycleStep, default=CycleStep.GOAL)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("pairing",), condition=Q(ended_on__isnull=True), name="cycle_open_once"
            ),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=6), name="cycle_step_of_six"),
        )


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, person: Person) -> "MeetingQuerySet":
        """Those of the two whose meeting it is, and of no one else."""
        return self.filter(Q(pairing__learner=person) | Q(pairing__coach=person))

    def planned(self) -> "MeetingQuerySet":
        """Set, and neither logged nor called off."""
        return self.filter(logged_at=None, called_off_at=None)

    def logged(self) -> "MeetingQuerySet":
        return self.filter(logged_at__isnull=False)


class Meeting(models.Model):
    """A coach and a learner meet: set beforehand, or logged afterwards in a minute. Both read the log."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="meetings")
    cycle = models.ForeignKey(
        Cycle, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    step = models.PositiveSmallIntegerField(choices=CycleStep, null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)  # as it was set; None: logged alone
    place = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    next_step = models.CharField(max_length=300, blank=True)  # who does what, by when
    held_on = models.DateField(null=True, blank=True)
    is_talk = models.BooleanField(default=False)  # asked for before a next attempt
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    logged_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(logged_at__isnull=True) | Q(held_on__isnull=False),
                name="meeting_logged_has_day",
            ),
            models.CheckConstraint(
                condition=Q(logged_at__isnull=True) | Q(called_off_at__isnull=True),
                name="meeting_one_end",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.logged_at is None and self.called_off_at is None


class BroughtEntry(models.Model):
    """An entry that a learner brought from their log, as it was then: for the two alone."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="brought_entries")
    day = models.DateField()
    text = models.TextField()
    brought_at = models.DateTimeField()

    objects: ClassVar[models.Manager["BroughtEntry"]] = models.Manager()

    class Meta:
        ordering = ("-day", "-pk")
