"""The comment bank: sentences for feedback that the assessors of a scoring version share and its lead looks after."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Assignment
from assay.catalog.models import MicroCredential
from assay.people.models import Person, Role


class CommentStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    IN_USE = "in_use", _("In use")
    DECLINED = "declined", _("Not taken")
    RETIRED = "retired", _("Retired")


class SharedCommentQuerySet(models.QuerySet["SharedComment"]):
    def visible_to(self, person: Person) -> "SharedCommentQuerySet":
        """Of versions whose owner or issuer a lead's role reaches."""
        led = MicroCredential.objects.all().reached_from(
            person.organizations_as(Role.LEAD_ASSESSOR)
        )
        return self.filter(micro_credential__in=led)

    def of(self, micro_credential: int, major: str) -> "SharedCommentQuerySet":
        return self.filter(micro_credential__pk=micro_credential, major=major)

    def in_use(self) -> "SharedCommentQuerySet":
        return self.filter(status=CommentStatus.IN_USE)


class SharedComment(models.Model):
    """A sentence for feedback on one criterion at one level, in the language of its version.

    It says what work like this shows or lacks, never whose work: what names the learner of the sheet it came from is
    refused.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        CommentStatus.PROPOSED: {CommentStatus.IN_USE, CommentStatus.DECLINED},
        CommentStatus.IN_USE: {CommentStatus.RETIRED},
        CommentStatus.RETIRED: {CommentStatus.IN_USE},
        CommentStatus.DECLINED: {CommentStatus.IN_USE},
    }

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="shared_comments"
    )
    major = models.CharField(max_length=10)  # scoring version: "2"
    criterion = models.CharField(max_length=40)
    title = models.CharField(max_length=300)  # of the criterion, as its version says it
    level = models.CharField(max_length=20)  # demonstrated | almost | not_yet
    text = models.CharField(max_length=400)
    language = models.CharField(max_length=20)  # of the version
    status = models.CharField(max_length=20, choices=CommentStatus, default=CommentStatus.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # The sheet it was proposed from: an edited sentence must not name that learner either.
    sheet_of = models.ForeignKey(
        Assignment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SharedCommentQuerySet.as_manager()

    class Meta:
        ordering = ("criterion", "level", "text", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("micro_credential", "major", "criterion", "level", "text"),
                condition=Q(status__in=("proposed", "in_use")),
                name="shared_comment_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("micro_credential", "major", "status"), name="shared_comment_bank"
            ),
        )

    def __str__(self) -> str:
        return self.text
