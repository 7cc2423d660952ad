"""A proposal to the committee, with what its author, its reviewers and the committee say of it, item by item."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Version
from assay.governance.models.committees import READERS, Committee, paths_as
from assay.people.models import Organization, Person, Role
from assay.program.models import ChecklistItem

WRITERS = (Role.AUTHOR, Role.DEPARTMENT_HEAD, Role.PROGRAM_ADMIN)


class ProposalKind(models.TextChoices):
    NEW = "new", _("New")
    SCORING_REVISION = "scoring_revision", _("Change of scoring")
    RETIREMENT = "retirement", _("Retirement")
    EXCEPTION = "exception", _("Exception from the standard")


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    REVISE = "revise", _("To revise")
    PILOT = "pilot", _("Approved for pilot")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WITH_AUTHOR = (ProposalStatus.DRAFT, ProposalStatus.REVISE)
WITH_COMMITTEE = (ProposalStatus.SUBMITTED, ProposalStatus.IN_REVIEW)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person) -> "ProposalQuerySet":
        """Those of one's own department or program, and as a member of the committee all that were handed in."""
        return self.seen_from(paths_as(person, WRITERS), paths_as(person, READERS))

    def seen_from(self, written: Sequence[str], read: Sequence[str]) -> "ProposalQuerySet":
        """The same by the paths of where somebody writes and reads, as a prepared question takes them."""
        mine, handed_in = Q(pk__in=()), Q(pk__in=())
        for path in written:
            mine |= Q(department__path__startswith=path)
        for path in read:
            handed_in |= Q(committee__organization__path__startswith=path)
        return self.filter(mine | (handed_in & Q(submitted_at__isnull=False)))

    def with_committee(self) -> "ProposalQuerySet":
        return self.filter(status__in=WITH_COMMITTEE)


class Proposal(models.Model):
    """That a version be published, or retired. What the committee decides is carried out by a mandate."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        ProposalStatus.DRAFT: {ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN},
        ProposalStatus.SUBMITTED: {ProposalStatus.IN_REVIEW, ProposalStatus.WITHDRAWN},
        ProposalStatus.IN_REVIEW: {
            ProposalStatus.REVISE,
            ProposalStatus.PILOT,
            ProposalStatus.APPROVED,
            ProposalStatus.DECLINED,
            ProposalStatus.WITHDRAWN,
        },
        ProposalStatus.REVISE: {ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN},
        ProposalStatus.PILOT: {ProposalStatus.SUBMITTED},
        ProposalStatus.APPROVED: set(),
        ProposalStatus.DECLINED: set(),
        ProposalStatus.WITHDRAWN: set(),
    }

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, choices=ProposalKind)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="proposals")
    department = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    why = models.TextField()
    sponsor = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="sponsored"
    )
    status = models.CharField(max_length=20, choices=ProposalStatus, default=ProposalStatus.DRAFT)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)  # the first answer, by the service level
    answered_at = models.DateTimeField(null=True, blank=True)  # taken up
    decide_by = models.DateField(null=True, blank=True)
    # Business days that were left when the committee asked to revise: its clock stops until it is handed in again.
    days_left = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()

    clock: Any  # of its service level (`clocks.Clock`), where a page has looked it up

    class Meta:
        ordering = ("-moved_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version",),
                condition=Q(status__in=("draft", "submitted", "in_review", "revise", "pilot")),
                name="proposal_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "withdrawn"))
                | Q(submitted_at__isnull=False, sponsor__isnull=False),
                name="proposal_sponsored",
            ),
        )
        indexes = (
            models.Index(fields=("committee", "status", "decide_by"), name="proposal_board"),
        )

    def __str__(self) -> str:
        return f"{self.version.title} {self.version.number}"


class ItemAnswer(models.TextChoices):
    """How an item of the standard is answered, as its file says."""

    YES = "yes", _("Yes")
    NOT_YET = "not_yet", _("Not yet")
    NOT_APPLICABLE = "not_applicable_with_reason", _("Does not apply")


class ItemReview(models.Model):
    """What one person answers on one item: the author's self-check, or a reviewer's."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_self_check = models.BooleanField(default=False)
    answer = models.CharField(max_length=30, choices=ItemAnswer)
    reason = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("saved_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("proposal", "item", "person"),
                condition=Q(is_self_check=False),
                name="item_reviewed_once",
            ),
            models.UniqueConstraint(
                fields=("proposal", "item"),
                condition=Q(is_self_check=True),
                name="item_checked_once",
            ),
        )


class Comment(models.Model):
    """A word at an item, or on the whole; what answers it stands below it. Nothing is written over."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    answered: "list[Comment]"  # what stands below it, where a page has looked it up

    class Meta:
        ordering = ("written_at", "pk")
