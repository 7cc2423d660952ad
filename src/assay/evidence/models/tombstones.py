"""What is left of something that was deleted, and from when on an installation deletes."""

from django.db import models
from django.db.models import Q

from assay.evidence.models.artifacts import Artifact
from assay.evidence.models.submissions import Submission


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    def unfinished(self) -> "TombstoneQuerySet":
        """Marked, and not known to be gone: a run was killed, or somebody brought the same bytes within a day."""
        return self.filter(finished_at__isnull=True)

    def finished(self) -> "TombstoneQuerySet":
        return self.filter(finished_at__isnull=False)


class Tombstone(models.Model):
    """What is left of something that was deleted: what it was, its hash, its size, when it went and by which rule.

    It comes first, then the bytes go, then it is finished: whatever dies in between is taken up by the next run.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="tombstones")
    artifact = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, null=True, blank=True, related_name="tombstones"
    )
    table = models.CharField(max_length=60)  # whose row it was: "evidence.artifact"
    row_id = models.BigIntegerField()
    rule = models.CharField(max_length=20)  # `retention.rules.Rule`
    kept_until = models.DateField()  # the last day that was promised
    storage_key = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the bytes, the address, or the record
    size_bytes = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=120, blank=True)
    freed_bytes = models.BigIntegerField(default=0)  # 0 where another row names the same bytes
    marked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        ordering = ("-marked_at", "-pk")
        indexes = (
            models.Index(
                fields=("marked_at",),
                condition=Q(finished_at__isnull=True),
                name="tombstone_unfinished",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("table", "row_id"),
                condition=~Q(table="evidence.submission"),
                name="deleted_once",
            ),
        )


class DeletionStart(models.Model):
    """From when on this installation deletes what is due: one row, written by its first run.

    Where much was due long before, it begins days later, so that nobody is surprised by an upgrade.
    """

    announced_at = models.DateTimeField()
    begins_on = models.DateField()
    files = models.PositiveIntegerField(default=0)  # whose time had been over before the first run
    size_bytes = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="deletion_starts_once"),)
