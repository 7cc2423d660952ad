from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.frameworks.models import Competency
from assay.people.models import Person
from assay.program.models import StrategicGoal


class SelfRating(models.Model):
    """One private rating by a learner of a competency; the newest counts, older ones show growth (A4, A14)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="self_ratings")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE)
    level = models.PositiveSmallIntegerField()  # 1 new to me … 4 I could show others
    rated_at = models.DateTimeField()

    objects: ClassVar[models.Manager["SelfRating"]] = models.Manager()

    class Meta:
        ordering = ("-rated_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4), name="self_rating_level"
            ),
        )


class GoalSource(models.TextChoices):
    OWN = "own", _("My own")
    DISTRICT = "district", _("School or district")
    EVALUATION = "evaluation", _("From my evaluation")


class GoalStatus(models.TextChoices):
    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", _("Paused")


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, person: Person) -> "GoalQuerySet":
        """A goal is the learner's own; nobody else sees it."""
        return self.filter(person=person)

    def open(self) -> "GoalQuerySet":
        return self.filter(status=GoalStatus.OPEN)


class Goal(models.Model):
    """A learner's aim (C5): own, district, or from an evaluation, the last only with the learner's consent."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        GoalStatus.OPEN: {GoalStatus.REACHED, GoalStatus.DROPPED},
        GoalStatus.REACHED: {GoalStatus.OPEN},
        GoalStatus.DROPPED: {GoalStatus.OPEN},
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    source = models.CharField(max_length=20, choices=GoalSource)
    text = models.CharField(max_length=400)
    strategic_goal = models.ForeignKey(
        StrategicGoal, on_delete=models.SET_NULL, null=True, blank=True
    )
    competency = models.ForeignKey(Competency, on_delete=models.SET_NULL, null=True, blank=True)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    consented_at = models.DateTimeField(
        null=True, blank=True
    )  # learner's yes to keeping an evaluation goal here
    status = models.CharField(max_length=20, choices=GoalStatus, default=GoalStatus.OPEN)
    created_at = models.DateTimeField()
    press = models.CharField(
        max_length=64, null=True
    )  # the form that wrote it down; none for a script's

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("person", "press"), name="goal_once_a_press"),
        )

    def __str__(self) -> str:
        return self.text


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def visible_to(self, person: Person) -> "PlanItemQuerySet":
        """A plan is the learner's own; nobody else sees it."""
        return self.filter(person=person)


class PlanItem(models.Model):
    """A micro-credential a learner means to take up, for a goal or a date."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plan")
    micro_credential = models.ForeignKey(MicroCredential, on_delete=models.CASCADE)
    goal = models.ForeignKey(
        Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="plan"
    )
    target_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ("target_on", "added_at")
        constraints = (
            models.UniqueConstraint(fields=("person", "micro_credential"), name="plan_item_once"),
        )


class StartStatus(models.TextChoices):
    OPEN = "open", _("In progress")
    FINISHED = "finished", _("Earned")
    LEFT = "left", _("Paused")
    VOID = "void", _("Badge withdrawn")


class StartQuerySet(models.QuerySet["Start"]):
    def visible_to(self, person: Person) -> "StartQuerySet":
        """A start is the learner's own; nobody else sees it."""
        return self.filter(person=person)

    def open(self) -> "StartQuerySet":
        return self.filter(status=StartStatus.OPEN)


class Start(models.Model):
    """A learner's work on a pinned version: open, finished (earned) or left; void once its award was withdrawn."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        StartStatus.OPEN: {StartStatus.FINISHED, StartStatus.LEFT},
        StartStatus.LEFT: {StartStatus.OPEN},
        StartStatus.FINISHED: {StartStatus.VOID},
        StartStatus.VOID: set(),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="starts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="starts")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="starts"
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="starts"
    )
    status = models.CharField(max_length=20, choices=StartStatus, default=StartStatus.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StartQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential"),
                condition=Q(status="open"),
                name="start_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True)
                | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="start_ended",
            ),
        )
