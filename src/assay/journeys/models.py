from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.frameworks.models import Competency
from assay.lib.clock import today
from assay.lib.text.folding import folded
from assay.people.models import Membership, Organization, Person
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


def _belonging(day: date) -> models.QuerySet[Membership]:
    """That the learner of an evaluation belongs where it was said."""
    return Membership.objects.current(day).filter(
        person=OuterRef("learner"),
        organization__path__startswith=OuterRef("organization__path"),
    )


class EvaluatorQuerySet(models.QuerySet["Evaluator"]):
    def in_force(self, day: date | None = None) -> "EvaluatorQuerySet":
        """Begun by a day (today), not ended, and the learner still belongs where it was said."""
        day = day or today()
        return self.filter(Exists(_belonging(day)), first_on__lte=day, ended_on=None)

    def left_behind(self) -> "EvaluatorQuerySet":
        """Not ended, though the learner belongs there no more: nobody where they are now sees or ends it."""
        return self.filter(~Exists(_belonging(today())), ended_on=None)

    def visible_to(self, person: Person) -> "EvaluatorQuerySet":
        """Those somebody is named as, today."""
        return self.in_force().filter(evaluator=person)


class Evaluator(models.Model):
    """Who evaluates whom, as a school named it from a day on (C5): they propose goals, no more."""

    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evaluators")
    evaluator = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evaluates")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)  # from that day on
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvaluatorQuerySet.as_manager()

    class Meta:
        ordering = ("learner__display_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("learner", "evaluator"),
                condition=Q(ended_on=None),
                name="evaluates_once",
            ),
            models.CheckConstraint(
                condition=~Q(learner=models.F("evaluator")), name="evaluates_another"
            ),
        )


class ProposalState(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    CHANGED = "changed", _("Accepted in other words")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")


class GoalProposalQuerySet(models.QuerySet["GoalProposal"]):
    def visible_to(self, person: Person) -> "GoalProposalQuerySet":
        """Those made to this person; none that were taken back."""
        return self.filter(learner=person).exclude(state=ProposalState.TAKEN_BACK)

    def open(self) -> "GoalProposalQuerySet":
        return self.filter(state=ProposalState.OPEN)


class GoalProposal(models.Model):
    """A goal that an evaluator proposes. What comes of it is the learner's: the evaluator is told the answer, the words
    that go with it and, where the learner shares it, the new wording; nothing that happens to the goal afterwards.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        ProposalState.OPEN: {
            ProposalState.ACCEPTED,
            ProposalState.CHANGED,
            ProposalState.DECLINED,
            ProposalState.TAKEN_BACK,
        },
    }

    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goal_proposals")
    proposed_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=400)
    reason = models.CharField(max_length=400, blank=True)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)  # the learner's words to the evaluator
    shared_text = models.CharField(max_length=400, blank=True)  # their wording, if they share it
    press = models.CharField(max_length=64, null=True)

    objects = GoalProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("proposed_by", "press"), name="proposal_once_a_press"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "taken_back"), answered_at=None)
                | Q(state__in=("accepted", "changed", "declined"), answered_at__isnull=False),
                name="goal_proposal_answered",
            ),
        )


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, person: Person) -> "LogEntryQuerySet":
        """One’s own: no role reads anybody else’s."""
        return self.filter(person=person)

    def found(self, words: str) -> "LogEntryQuerySet":
        """Those that hold every word, in the text or in whom it was with."""
        rows = self
        for word in folded(words).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def with_subject(self) -> "LogEntryQuerySet":
        return self.select_related("micro_credential__current", "competency")


class LogEntry(models.Model):
    """What a learner tried or noticed along the way, in their own words (D1). Private; it holds no hours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="log_entries")
    day = models.DateField()
    text = models.TextField()
    with_whom = models.CharField(max_length=200, blank=True)  # or with what
    folded = models.TextField(blank=True)  # both as they are searched: without case and accents
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    link = models.URLField(max_length=400, blank=True)
    written_at = models.DateTimeField()
    press = models.CharField(max_length=64, null=True)  # the form that wrote it down

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        indexes = (models.Index(fields=("person", "-day"), name="log_entry_newest"),)
        constraints = (
            models.UniqueConstraint(fields=("person", "press"), name="log_entry_once_a_press"),
        )
