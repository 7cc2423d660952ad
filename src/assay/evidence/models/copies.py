"""What was made of a file so that it can be shown."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from assay.evidence.models.artifacts import Artifact, StoredFile


class CopyKind(models.TextChoices):
    STREAMING = "streaming", _("For playing")
    POSTER = "poster", _("Picture of a recording")
    CAPTIONS = "captions", _("Captions")
    PAGE = "page", _("Page")
    LINK = "link", _("What a link showed")
    # Of a cover of faces (`FaceCover`), for its learner alone, and of what it took the place of, for no one.
    PLAN = "plan", _("Plan of a cover")
    COVERED = "covered", _("Covered film")
    STILL = "still", _("Still of a covered film")
    REPLACED = "replaced", _("Replaced, to be deleted")


#: What is shown in place of a file or beside it, and goes along with equal bytes.
SHOWN_COPIES = (
    CopyKind.STREAMING,
    CopyKind.POSTER,
    CopyKind.CAPTIONS,
    CopyKind.PAGE,
    CopyKind.LINK,
)


class FileCopy(StoredFile):
    """A copy made of an artifact: smaller, upright, without who made it and where. It goes with its artifact.

    Rows of artifacts with equal bytes name equal copies, which lie in the storage once.
    """

    order = None  # type: ignore[assignment]  # Django's way to leave a field out; a copy has its position
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="copies")
    kind = models.CharField(max_length=10, choices=CopyKind)
    position = models.PositiveSmallIntegerField(default=0)  # the page, from 1; else 0
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["FileCopy"]] = models.Manager()

    class Meta:
        ordering = ("artifact", "kind", "position")
        verbose_name = "copy"
        constraints = (
            models.UniqueConstraint(
                fields=("artifact", "kind", "position"), name="one_copy_of_a_kind"
            ),
        )

    def of(self, artifact: Artifact) -> "FileCopy":
        """The same for another artifact with the same bytes, not saved yet."""
        same: dict[str, Any] = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in {"id", "artifact_id", "step_id"}
        }
        return FileCopy(artifact=artifact, step_id=artifact.step_id, **same)
