"""A draft that is shared, what was read of it, and what was said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.coaching.models.pairings import Pairing, PairingStatus
from assay.coaching.models.reach import reached_by
from assay.evidence.models import Artifact, Status, Submission
from assay.journeys.models import StartStatus
from assay.people.models import Person

#: The three parts of every micro-credential that a learner shares or keeps.
PARTS = ("part1", "part2", "part3")


class DraftShareQuerySet(models.QuerySet["DraftShare"]):
    def of_learner(self, person: Person) -> "DraftShareQuerySet":
        """A learner’s own, also where it is over: what was said of the draft stays theirs."""
        return self.filter(submission__start__person=person)

    def open_to(self, helper: Person) -> "DraftShareQuerySet":
        """What a coach or colleague may read now: shared, of a pairing that runs, not handed in, and its learner still
        at it.
        """
        return self.filter(
            reached_by(helper, "pairing__"),
            pairing__coach=helper,
            pairing__status=PairingStatus.RUNNING,
            pairing__learner__is_active=True,
            ended_at__isnull=True,
            submission__status=Status.DRAFT,
            submission__start__status=StartStatus.OPEN,
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
    """A draft that its learner shows to their coach or a colleague, whole or by part, until they stop. One row for both
    however often it is shared again; only while it is a draft, and only while the pairing runs.
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
    """A coach or colleague has read a shared draft: what stood in it, so that both see what changed since."""

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
        """Written and not sent yet: its writer’s alone."""
        return self.filter(sent_at__isnull=True)

    def open(self) -> "CommentQuerySet":
        return self.sent().filter(done_at__isnull=True)


class Comment(models.Model):
    """What a coach or colleague says of one step, of a criterion, or at a moment of a recording. Never a level."""

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
        indexes = (models.Index(fields=("share", "done_at"), name="comment_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(sent_at__isnull=False),
                name="comment_done_was_sent",
            ),
        )


class Reply(models.Model):
    """An answer to a comment, by the learner or whoever wrote it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Reply"]] = models.Manager()

    class Meta:
        ordering = ("written_at", "pk")
