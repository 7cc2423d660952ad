"""A piece of evidence: file or link, the notes on it, and what hides it for a while."""

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.evidence.models.submissions import Submission
from assay.evidence.remarks import may_name
from assay.people.models import Person


class ArtifactKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")


def _open_covers() -> "models.QuerySet[Any]":
    covers = apps.get_model("evidence", "FaceCover")._base_manager
    open_ = ("asked", "making", "review", "failed")
    return covers.filter(artifact=models.OuterRef("pk"), state__in=open_)


class ArtifactQuerySet(models.QuerySet["Artifact"]):
    def present(self) -> "ArtifactQuerySet":
        """Neither taken away by the learner nor deleted by retention."""
        return self.filter(removed_at__isnull=True)

    def standing(self) -> "ArtifactQuerySet":
        """Whose bytes or address are kept, also where their learner took them out."""
        return self.filter(deleted_at__isnull=True)

    def free(self) -> "ArtifactQuerySet":
        """Present, under no hold and under no cover that waits for its learner: what others may see."""
        rows = self.present().exclude(holds__lifted_at__isnull=True, holds__isnull=False)
        return rows.exclude(models.Exists(_open_covers()))

    def knowing_holds(self) -> "ArtifactQuerySet":
        """Each with `is_held`: under a hold that nobody has lifted; and `is_covering`: a cover is not confirmed yet.

        What is being covered is hidden like what is held, so it counts as held, too.
        """
        standing = Hold.objects.filter(artifact=models.OuterRef("pk"), lifted_at__isnull=True)
        covering = models.Exists(_open_covers())
        held = models.ExpressionWrapper(
            Q(models.Exists(standing)) | Q(covering), output_field=models.BooleanField()
        )
        return self.annotate(is_held=held, is_covering=covering)

    def knowing_copies(self) -> "ArtifactQuerySet":
        """Each with `has_poster`, `page_pictures`, `is_infected`, and `preparing`: in percent, until it is examined."""
        copies = apps.get_model("evidence", "FileCopy")._base_manager
        pages = copies.filter(artifact=models.OuterRef("pk"), kind="page").exclude(storage_key="")
        counted = pages.order_by().values("artifact").annotate(n=models.Count("pk"))
        posters = copies.filter(artifact=models.OuterRef("pk"), kind="poster")
        examinations = apps.get_model("evidence", "Examination")._base_manager
        mine = examinations.filter(sha256=models.OuterRef("sha256"))
        running = mine.filter(state__in=("waiting", "running"))
        return self.annotate(
            has_poster=models.Exists(posters.exclude(storage_key="")),
            page_pictures=models.Subquery(counted.values("n")),
            is_infected=models.Exists(mine.filter(verdict="infected")),
            preparing=models.Subquery(running.values("progress")[:1]),
        )


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


def file_models() -> list[type[StoredFile]]:
    """The models whose rows name stored files: artifacts, and what later rooms keep."""
    return list(StoredFile.__subclasses__())


def is_shared(row: StoredFile) -> bool:
    """Whether another row names the same bytes. One query for each model that names any."""
    for model in file_models():
        others = model._base_manager.filter(sha256=row.sha256, storage_key=row.storage_key)
        if isinstance(row, model):
            others = others.exclude(pk=row.pk)
        if others.exists():
            return True
    return False


class Artifact(StoredFile):
    """One piece of evidence: a file in storage (named by its hash) or a link, for an item or a spoken answer."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="artifacts")
    remarks = models.JSONField(
        default=list, blank=True
    )  # codes of what its learner is told of the file (`remarks`)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    # By retention: shown to nobody from then on, and without bytes, name and address as soon as those are gone.
    deleted_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ArtifactQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        indexes = (models.Index(fields=("sha256",), name="artifact_sha256"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(removed_at__isnull=False),
                name="deleted_is_not_present",
            ),
        )

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


class Hold(models.Model):
    """A stop on an artifact for privacy or integrity: hidden from all but the learner and who placed it.

    For malware the machine places it, and its learner cannot open the file either.
    """

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=40)
    placed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: the machine, for malware
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Hold"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("artifact",), condition=Q(lifted_at__isnull=True), name="hold_open_once"
            ),
        )
