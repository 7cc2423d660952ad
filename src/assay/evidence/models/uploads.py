"""A file on its way in."""

from typing import ClassVar

from django.db import models

from assay.evidence.models.artifacts import Artifact
from assay.evidence.models.submissions import Submission


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
                condition=models.Q(offset__gte=0, offset__lte=models.F("size_bytes")),
                name="upload_within_its_size",
            ),
        )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
