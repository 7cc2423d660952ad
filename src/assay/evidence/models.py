from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Version, VersionStatus
from assay.evidence.reasons import in_words
from assay.evidence.remarks import may_name
from assay.journeys.models import Start
from assay.lib.clock import today
from assay.lib.ids import submission_id
from assay.people.models import Person


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
    # Set when it closes, from the policy of that day: when the files go, and when the copies assessors stream go.
    originals_until = models.DateField(null=True, blank=True)
    streaming_until = models.DateField(null=True, blank=True)

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


class ArtifactKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")


class ArtifactQuerySet(models.QuerySet["Artifact"]):
    def present(self) -> "ArtifactQuerySet":
        """Neither taken away by the learner nor deleted by retention."""
        return self.filter(removed_at__isnull=True)

    def free(self) -> "ArtifactQuerySet":
        """Present and under no hold: what others than the learner may see."""
        return self.present().exclude(holds__lifted_at__isnull=True, holds__isnull=False)

    def knowing_holds(self) -> "ArtifactQuerySet":
        """Each with `is_held`: under a hold that nobody has lifted."""
        standing = Hold.objects.filter(artifact=models.OuterRef("pk"), lifted_at__isnull=True)
        return self.annotate(is_held=models.Exists(standing))


class StoredFile(models.Model):
    """What is known of a file in the evidence storage, or of a link, whatever it is kept for.

    Another room keeps files under models of its own that build on this; inventory and quota then count them, too.
    """

    step_id = models.CharField(
        max_length=40
    )  # id of the item, or of the prompt answered as audio or video
    kind = models.CharField(max_length=10, choices=ArtifactKind)
    name = models.CharField(max_length=255)  # as whoever added it named the file, cleaned
    url = models.URLField(max_length=1000, blank=True)
    storage_key = models.CharField(max_length=200, blank=True)  # in the "evidence" storage
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=120, blank=True)  # sniffed, never as claimed
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    description = models.TextField(
        blank=True
    )  # in their own words; text alternative of pictures and recordings
    order = models.PositiveSmallIntegerField(default=0)
    damaged_at = models.DateTimeField(
        null=True, blank=True
    )  # found not to be what the row says; not shown since

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def kept_for(cls, person: Person) -> "models.QuerySet[Any]":
        """The rows whose files count into this person's room; none, where they are the program's."""
        return cls._base_manager.none()

    @property
    def is_recording(self) -> bool:
        return self.media_type.startswith(("audio/", "video/"))

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_table(self) -> bool:
        """Rows of words and numbers (CSV), as a tally is kept."""
        return self.media_type == "text/csv"


def keepers() -> list[type[StoredFile]]:
    """The models whose rows name stored files: artifacts, and what later rooms keep."""
    return list(StoredFile.__subclasses__())


class Artifact(StoredFile):
    """One piece of evidence: a file in storage (named by its hash) or a link, for an item or a spoken answer."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="artifacts")
    remarks = models.JSONField(
        default=list, blank=True
    )  # codes of what its learner is told of the file (`remarks`)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ArtifactQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        indexes = (models.Index(fields=("sha256",), name="artifact_sha256"),)

    @classmethod
    def kept_for(cls, person: Person) -> "models.QuerySet[Artifact]":
        return cls.objects.filter(submission__start__person=person)

    @property
    def may_name_its_learner(self) -> bool:
        """True if it may tell assessors whose it is, as far as a program can say."""
        return may_name(self.remarks, is_link=self.kind == ArtifactKind.LINK)


class Annotation(models.Model):
    """A learner's note on an artifact, at a time in a recording or in general."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="annotations")
    at_seconds = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=1000)
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Annotation"]] = models.Manager()

    class Meta:
        ordering = ("at_seconds", "pk")


class Scope(models.TextChoices):
    """How far the permissions for an artifact reach."""

    ASSESSMENT = "assessment", _("The assessment only")
    TRAINING = "training", _("The training of assessors")
    PUBLIC = "public", _("Showing it to the public")


class Consent(models.Model):
    """People seen or heard in an artifact, and who permitted it (product principle 7). Counts, never names."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="consent")
    nobody_recognizable = models.BooleanField(
        default=False
    )  # no student or adult can be seen, heard or named
    students = models.PositiveSmallIntegerField(null=True, blank=True)  # who can be seen or heard
    permissions = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # written permissions on file
    off_camera = models.PositiveSmallIntegerField(null=True, blank=True)  # seated out of sight
    adults = models.PositiveSmallIntegerField(null=True, blank=True)  # other adults
    guardians_agreed = models.BooleanField(default=False)
    adults_agreed = models.BooleanField(default=False)
    scope = models.CharField(max_length=20, default=Scope.ASSESSMENT)  # Scope
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Consent"]] = models.Manager()


class PublicConsentQuerySet(models.QuerySet["PublicConsent"]):
    def standing(self) -> "PublicConsentQuerySet":
        """Those that nobody took back."""
        return self.filter(ended_at__isnull=True)


class PublicConsent(models.Model):
    """That everybody in an artifact agreed, after it was handed in, to its being shown to the public.

    A record beside `Consent`, which stays as it was handed in and hashed: who said so, when, and in which words.
    """

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="public_consents")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    permissions = models.PositiveSmallIntegerField(
        default=0
    )  # written ones for the public, of guardians
    statement = models.TextField()  # what was confirmed, word for word as it was read
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PublicConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("artifact",), condition=Q(ended_at__isnull=True), name="public_consent_once"
            ),
        )


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


class Hold(models.Model):
    """A stop on an artifact for privacy or integrity: hidden from everybody but the learner and who placed it."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=40)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Hold"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("artifact",), condition=Q(lifted_at__isnull=True), name="hold_open_once"
            ),
        )


class Upload(models.Model):
    """A file on its way in, in parts (tus 1.0): may be left and taken up again, also from another device."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="uploads")
    step_id = models.CharField(max_length=40)
    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # What became of it: whoever lost the answer to the last part is told again.
    artifact = models.OneToOneField(
        Artifact, on_delete=models.SET_NULL, null=True, blank=True, related_name="arrived_as"
    )
    fingerprint = models.CharField(
        max_length=64, blank=True
    )  # of the file on its device, as its client reckons it

    objects: ClassVar[models.Manager["Upload"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(offset__gte=0, offset__lte=models.F("size_bytes")),
                name="upload_within_its_size",
            ),
        )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
