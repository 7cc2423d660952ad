"""The examination of a file's bytes, behind the request that brought them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExaminationState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Verdict(models.TextChoices):
    """What a scan for malware said."""

    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Infected")
    NOT_SCANNED = "not_scanned", _("Not scanned")


class ExaminationQuerySet(models.QuerySet["Examination"]):
    def open(self) -> "ExaminationQuerySet":
        """Whose end is still to come."""
        return self.filter(state__in=(ExaminationState.WAITING, ExaminationState.RUNNING))


class Examination(models.Model):
    """Of the bytes with one hash, whichever rows name them. These rows are the queue of the media process.

    Who works on one has it on lease: a process that was killed leaves a lease that runs out, and the next takes it up.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=ExaminationState, default=ExaminationState.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0)  # in percent
    verdict = models.CharField(max_length=12, choices=Verdict, default=Verdict.NOT_SCANNED)
    findings = models.JSONField(default=list, blank=True)  # codes: what was found, what is missing
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before; later, where something is to be tried again
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=64, blank=True)  # the mark of who has it on lease
    leased_until = models.DateTimeField(null=True, blank=True)
    turns = models.PositiveSmallIntegerField(default=0)  # how often somebody began with it

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(state__in=("waiting", "running")),
                name="examination_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in {ExaminationState.DONE, ExaminationState.FAILED}
