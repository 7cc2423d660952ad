"""A submission from draft to decision: its answers, declarations, and the conditions it must meet."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Version, VersionStatus
from assay.evidence.reasons import in_words
from assay.journeys.models import Start
from assay.lib.clock import today
from assay.lib.ids import submission_id
from assay.people.models import Membership, Person, Role


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Handed in")
    CLOSED = "closed", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(models.TextChoices):
    EARNED = "earned", _("Earned")
    NOT_YET = "not_yet", _("Not yet")


class MovedBecause(models.TextChoices):
    """Why the day of a decision is another than was promised, in words for its learner."""

    SCREENING = "screening", _("The check that everything is there took longer.")
    QUEUED = "queued", _("No assessor was free to read it in time.")
    SCORING = "scoring", _("The assessor who reads it has not finished in time.")
    SETTLING = "settling", _("Two assessors saw it differently, and a lead assessor settles it.")
    RELEASE = "release", _("It is scored. The issuer has not read the decision in time.")
    CONFIRMATION = "confirmation", _("It is scored. A colleague’s confirmation is not here yet.")
    HELD = "held", _("It was on hold while a question was looked into.")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, person: Person) -> "SubmissionQuerySet":
        """A learner sees their own submissions here; assessors come through `assessment`, which keeps them blind."""
        return self.filter(start__person=person)

    def guarded_from(self, paths: Sequence[str], day: date | None = None) -> "SubmissionQuerySet":
        """Of learners who belong to programs at these paths; see `policy.guards`.

        Whoever belongs nowhere any more, such as an account that was ended, counts where they belonged.
        """
        whose = Membership.objects.filter(person=models.OuterRef("start__person"))
        now = whose.current(day)
        learning = now.filter(role=Role.LEARNER)
        elsewhere = Exists(now.under(paths)) | (~Exists(now) & Exists(whose.under(paths)))
        return self.filter(Exists(learning.under(paths)) | (~Exists(learning) & elsewhere))

    def open(self) -> "SubmissionQuerySet":
        """In the learner's hands or waiting for a decision."""
        return self.filter(status__in=(Status.DRAFT, Status.SUBMITTED))

    def with_version(self) -> "SubmissionQuerySet":
        """With what every page about a submission needs, in the same query."""
        return self.select_related(
            "start", "follows", "declaration", "version__micro_credential__issuer"
        )


class Submission(models.Model):
    """One attempt: responses, artifacts, declarations, consents. What was handed in never changes.

    *Incomplete* brings it back to draft and is not an attempt; the next attempt is a new row that carries what was
    demonstrated.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.DRAFT, Status.CLOSED, Status.WITHDRAWN},
        Status.CLOSED: set(),
        Status.WITHDRAWN: set(),
    }

    start = models.ForeignKey(Start, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="submissions")
    attempt = models.PositiveSmallIntegerField(default=1)
    # Which attempt it is of those that count: what is taken back, or set aside by an appeal, is none.
    counted = models.PositiveSmallIntegerField(default=1)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    public_id = models.CharField(
        max_length=12, unique=True, default=submission_id
    )  # what assessors see: "4M7Q-2Z9K"
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    carried = models.JSONField(
        default=dict, blank=True
    )  # criterion id -> level, demonstrated earlier and kept
    note = models.TextField(blank=True)  # resubmission note: what changed
    language = models.CharField(max_length=10, blank=True)  # where it is not the version's
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()  # last change by the learner
    submitted_at = models.DateTimeField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)  # None while too few people may judge it
    first_promised_on = models.DateField(null=True, blank=True)  # where the day has moved since
    moved_because = models.CharField(max_length=20, choices=MovedBecause, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    manifest = models.JSONField(
        null=True, blank=True
    )  # what was handed in, item by item, with hashes
    manifest_hash = models.CharField(max_length=64, blank=True)
    returned_reasons = models.JSONField(
        default=list, blank=True
    )  # why screening gave it back, until handed in again: [{"code", "step", "line"}]
    # A draft that answers something goes on so long, also where the last day of its version comes before.
    extended_to = models.DateField(null=True, blank=True)
    reminded_of = models.DateField(
        null=True, blank=True
    )  # the last day of which its learner was told
    # Set when it closes, from the policy of that day: the last day on which the files are kept, and the last one of the
    # copies assessors stream. A shorter policy of later brings them forward; nothing puts them off.
    originals_until = models.DateField(null=True, blank=True, db_index=True)
    streaming_until = models.DateField(null=True, blank=True)
    # Of a draft in which nothing changed for long: until when it is kept, as its learner was told, and when they were.
    deletion_on = models.DateField(null=True, blank=True, db_index=True)
    deletion_told_at = models.DateTimeField(null=True, blank=True)
    deletion_retold_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)  # its files and texts were deleted

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (
            models.Index(
                fields=("language",),
                condition=Q(status="submitted") & ~Q(language=""),
                name="submitted_in_another_language",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("start", "attempt"), name="attempt_once"),
            models.UniqueConstraint(
                fields=("start",),
                condition=Q(status__in=("draft", "submitted")),
                name="one_submission_open",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("submitted", "closed"))
                | (Q(submitted_at__isnull=False) & ~Q(manifest_hash="")),
                name="submitted_has_facts",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")
                | (~Q(status="closed") & Q(outcome="")),
                name="closed_has_outcome",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def last_day(self) -> date | None:
        """On which it may be submitted; None where its version has no end."""
        end = self.version.last_day
        return max(end, self.extended_to) if end and self.extended_to else end

    @property
    def is_too_late(self) -> bool:
        """Its last day is over; a version that was retired without one takes nothing either."""
        end = self.last_day
        return end < today() if end else self.version.status == VersionStatus.RETIRED

    @property
    def written_in(self) -> str:
        """The language of what was handed in, as a code."""
        return self.language or self.version.language

    @property
    def counts(self) -> bool:
        """True once it is decided, unless an appeal set it aside."""
        return self.status == Status.CLOSED and self.set_aside_at is None

    @property
    def person_id(self) -> int:
        return self.start.person_id

    @property
    def why_returned(self) -> list[str]:
        """Why screening gave it back, in the reader's language."""
        return [in_words(reason, self.version.content) for reason in self.returned_reasons]


class ResponseForm(models.TextChoices):
    TEXT = "text", _("In writing")
    AUDIO = "audio", _("As audio")
    VIDEO = "video", _("As video")


class Response(models.Model):
    """The learner's answer to a prompt. `revision` counts saves: of two tabs the newer wins only where it is newer."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="responses")
    prompt_id = models.CharField(max_length=40)
    form = models.CharField(max_length=10, choices=ResponseForm, default=ResponseForm.TEXT)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    removed_characters = models.PositiveIntegerField(
        default=0
    )  # taken out since a text was last kept
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Response"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("submission", "prompt_id"), name="response_once"),
        )


class EarlierText(models.Model):
    """A text that a save replaced: nothing typed is ever lost. Pruned when the submission closes."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField()
    revision = models.PositiveIntegerField()
    replaced_at = models.DateTimeField()
    stale = models.BooleanField(
        default=False
    )  # typed in a tab that was behind: kept here, never taken over unseen

    objects: ClassVar[models.Manager["EarlierText"]] = models.Manager()

    class Meta:
        ordering = ("-replaced_at",)


class Declaration(models.Model):
    """The learner's statement when handing in: own work, use of AI, student privacy, age of the practice."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="declaration"
    )
    own_work = models.BooleanField(default=False)
    ai_use = models.TextField(blank=True)  # "" only while not answered; "None." is an answer
    student_privacy = models.BooleanField(default=False)
    practice_months_ago = models.PositiveSmallIntegerField(null=True, blank=True)
    # Ids of artifacts that may tell assessors who their learner is, and that are handed in so all the same.
    recognizable = models.JSONField(default=list, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Declaration"]] = models.Manager()


class Condition(models.Model):
    """A condition to be met before a draft may be handed in; a later room opens it and meets it (coach talk)."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Condition"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "kind"),
                condition=Q(met_at__isnull=True),
                name="condition_open_once",
            ),
        )
