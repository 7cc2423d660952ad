from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.evidence.models import Artifact, Status, Submission
from assay.people.models import Organization, OrganizationKind, Person, Role, below


def reach_of(place: Organization) -> Organization:
    """Where a coach of this place coaches: in their school, or where their office belongs."""
    while place.kind == OrganizationKind.DEPARTMENT and place.parent is not None:
        place = place.parent
    return place


def _reached_by(coach: Person, field: str) -> Q:
    """A condition on the path of a learner’s place: the role of coach that somebody holds today reaches it."""
    return below([reach_of(place).path for place in coach.organizations_as(Role.COACH)], field)


class PairingStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    RUNNING = "running", _("Running")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")
    ENDED = "ended", _("Ended")


class PairingQuerySet(models.QuerySet["Pairing"]):
    def of(self, learner: Person) -> "PairingQuerySet":
        """A learner’s own."""
        return self.filter(learner=learner)

    def coached_by(self, coach: Person) -> "PairingQuerySet":
        """Those of a coach: asked of them by name, running, or over."""
        return self.filter(coach=coach)

    def reached_by(self, coach: Person) -> "PairingQuerySet":
        """Those of a coach who coaches there today: whoever has moved on reads nothing there any more."""
        return self.coached_by(coach).filter(_reached_by(coach, "organization__path"))

    def running(self) -> "PairingQuerySet":
        return self.filter(status=PairingStatus.RUNNING)

    def asked(self) -> "PairingQuerySet":
        return self.filter(status=PairingStatus.ASKED)

    def helped_since(self, moment: datetime) -> "PairingQuerySet":
        """Those that run, or ended no earlier than this: neither judges the other’s work."""
        ended = Q(status=PairingStatus.ENDED, ended_at__gte=moment)
        return self.filter(Q(status=PairingStatus.RUNNING) | ended)


class Pairing(models.Model):
    """A learner and a coach (E1). A learner asks, by name or for anyone; whoever looks after both finds one; both see
    it and each can end it. While it runs, and for a time after, the coach judges nothing of the learner’s.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        PairingStatus.ASKED: {
            PairingStatus.RUNNING,
            PairingStatus.DECLINED,
            PairingStatus.TAKEN_BACK,
        },
        PairingStatus.RUNNING: {PairingStatus.ENDED},
        PairingStatus.DECLINED: set(),
        PairingStatus.TAKEN_BACK: set(),
        PairingStatus.ENDED: set(),
    }

    learner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairings")
    coach = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="coached_pairings"
    )  # None: asked for anyone
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # where the learner belongs, whose people find a coach
    status = models.CharField(max_length=20, choices=PairingStatus, default=PairingStatus.ASKED)
    about = models.CharField(max_length=500, blank=True)  # what the learner would like help with
    answer = models.CharField(max_length=500, blank=True)  # of the coach who declines
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("coach", "status"), name="pairing_coach"),
            models.Index(fields=("learner", "status"), name="pairing_learner"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("learner", "coach"),
                condition=Q(status__in=("asked", "running")),
                name="pairing_once",
            ),
            models.UniqueConstraint(
                fields=("learner",),
                condition=Q(status="asked", coach__isnull=True),
                name="pairing_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("running", "ended"))
                | Q(coach__isnull=False, began_at__isnull=False),
                name="pairing_running_has_facts",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_at__isnull=False),
                name="pairing_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(coach__isnull=True) | ~Q(coach=models.F("learner")),
                name="pairing_of_two",
            ),
        )

    @property
    def is_running(self) -> bool:
        return self.status == PairingStatus.RUNNING

    @property
    def is_asked(self) -> bool:
        return self.status == PairingStatus.ASKED


#: The three parts of every micro-credential that a learner shares or keeps.
PARTS = ("part1", "part2", "part3")


class DraftShareQuerySet(models.QuerySet["DraftShare"]):
    def of_learner(self, person: Person) -> "DraftShareQuerySet":
        """A learner’s own, also where it is over: what was said of the draft stays theirs."""
        return self.filter(submission__start__person=person)

    def open_to(self, coach: Person) -> "DraftShareQuerySet":
        """What a coach may read now: shared, of a pairing that runs, and not handed in."""
        return self.filter(
            _reached_by(coach, "pairing__organization__path"),
            pairing__coach=coach,
            pairing__status=PairingStatus.RUNNING,
            ended_at__isnull=True,
            submission__status=Status.DRAFT,
        )

    def for_pages(self) -> "DraftShareQuerySet":
        """With all that a page about it shows of draft and people, in the same query."""
        return self.select_related(
            "pairing__coach",
            "pairing__learner",
            "submission__start__person",
            "submission__declaration",
            "submission__follows",
            "submission__version__micro_credential__issuer",
        )


class DraftShare(models.Model):
    """A draft that its learner shows to their coach, whole or by part, until they stop. One row for both however often
    it is shared again; only while it is a draft, and only while the pairing runs.
    """

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="shares")
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="draft_shares"
    )
    parts = models.JSONField(default=list)  # of PARTS; what is shown
    question = models.CharField(max_length=300, blank=True)  # the one thing they ask about
    hands_in_on = models.DateField(null=True, blank=True)  # when they mean to hand in, if they say
    shared_at = models.DateTimeField()
    first_shared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DraftShareQuerySet.as_manager()

    class Meta:
        ordering = ("-shared_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("pairing", "submission"), name="draft_shared_once"),
        )

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.pairing.is_running and self.submission.is_draft

    @property
    def is_again(self) -> bool:
        return self.shared_at != self.first_shared_at


class DraftSnapshot(models.Model):
    """A coach has read a shared draft: what stood in it, so that both see what changed since."""

    share = models.ForeignKey(DraftShare, on_delete=models.CASCADE, related_name="snapshots")
    read_at = models.DateTimeField()
    texts = models.JSONField(default=dict)  # prompt id -> text
    files = models.JSONField(default=dict)  # step id -> ids of artifacts
    notes = models.JSONField(default=dict)  # artifact id -> ids of the learner’s notes on it

    objects: ClassVar[models.Manager["DraftSnapshot"]] = models.Manager()

    class Meta:
        ordering = ("-read_at", "-pk")


class CommentQuerySet(models.QuerySet["Comment"]):
    def sent(self) -> "CommentQuerySet":
        """What the learner reads too."""
        return self.filter(sent_at__isnull=False)

    def kept(self) -> "CommentQuerySet":
        """Written and not sent yet: the coach’s alone."""
        return self.filter(sent_at__isnull=True)

    def open(self) -> "CommentQuerySet":
        return self.sent().filter(done_at__isnull=True)


class Comment(models.Model):
    """What a coach says of one step of a shared draft, of a criterion, or at a moment of a recording. Never a level."""

    share = models.ForeignKey(DraftShare, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    step_id = models.CharField(max_length=40)
    criterion_id = models.CharField(max_length=40, blank=True)  # in the terms of the rubric
    artifact = models.ForeignKey(
        Artifact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    artifact_name = models.CharField(max_length=255, blank=True)  # kept where the file has gone
    at_seconds = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(sent_at__isnull=False),
                name="comment_done_was_sent",
            ),
        )


class Reply(models.Model):
    """An answer to a comment, by the learner or the coach."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Reply"]] = models.Manager()

    class Meta:
        ordering = ("written_at", "pk")


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
