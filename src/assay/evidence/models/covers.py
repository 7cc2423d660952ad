"""A cover of the faces in one clip: asked for by its learner, made behind the request, looked at, then confirmed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.evidence.models.artifacts import Artifact


class CoverState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    MAKING = "making", _("Being made")
    REVIEW = "review", _("To be looked at")
    FAILED = "failed", _("Could not be made")
    CONFIRMED = "confirmed", _("Confirmed")
    LEFT = "left", _("Given up")


#: As long as a cover is in one of these, its clip is hidden from all but its learner.
OPEN_COVERS = (CoverState.ASKED, CoverState.MAKING, CoverState.REVIEW, CoverState.FAILED)
COVER_MOVES = {
    CoverState.ASKED: {CoverState.MAKING, CoverState.FAILED, CoverState.LEFT},
    CoverState.MAKING: {
        CoverState.ASKED,
        CoverState.REVIEW,
        CoverState.FAILED,
        CoverState.LEFT,
    },
    CoverState.REVIEW: {CoverState.ASKED, CoverState.CONFIRMED, CoverState.LEFT},
    CoverState.FAILED: {CoverState.ASKED, CoverState.LEFT},
    CoverState.CONFIRMED: set(),
    CoverState.LEFT: set(),
}


class FaceCover(models.Model):
    """Rows that are asked for are the queue of the media process, behind all examinations; worked on by lease.

    The plan, the covered film and the stills are copies of the artifact (`CopyKind.PLAN`, `COVERED`, `STILL`).
    """

    MOVES = COVER_MOVES

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="covers")
    state = models.CharField(max_length=10, choices=CoverState, default=CoverState.ASKED)
    progress = models.PositiveSmallIntegerField(default=0)  # in percent, of all that is to be done
    # By hand: [from second, to second, left, top, width, height], the last four in percent of the picture.
    boxes = models.JSONField(default=list, blank=True)
    kept = models.JSONField(
        default=list, blank=True
    )  # pressed: [second, x, y], the last two in percent
    is_whole = models.BooleanField(default=False)
    is_changed = models.BooleanField(default=False)  # since the covered film was made
    stills = models.JSONField(
        default=list, blank=True
    )  # [second, whether a face may be missed there]
    faces = models.PositiveIntegerField(default=0)  # how often one came into the picture
    failure = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    turns = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["FaceCover"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("artifact",),
                condition=Q(state__in=("asked", "making", "review", "failed")),
                name="one_open_cover",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=("asked", "making")),
                name="cover_to_make",
            ),
        )

    def __str__(self) -> str:
        return f"cover {self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_COVERS

    @property
    def is_underway(self) -> bool:
        return self.state in {CoverState.ASKED, CoverState.MAKING}
