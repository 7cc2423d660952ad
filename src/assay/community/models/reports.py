"""What somebody found wrong in what another wrote, for those who look after the program."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.community.models.directory import InquiryMessage
from assay.community.models.discussions import Post
from assay.people.models import Organization, Person


class ReportOutcome(models.TextChoices):
    UPHELD = "upheld", _("Acted on")
    DISMISSED = "dismissed", _("Nothing wrong")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(settled_at=None)

    def settled(self) -> "ReportQuerySet":
        return self.filter(settled_at__isnull=False)

    def told_to(self, person: Person) -> "ReportQuerySet":
        """One's own, and those that were acted on because of what one wrote oneself."""
        acted = Q(message__by=person) | Q(post__by=person)
        return self.filter(Q(by=person) | acted & Q(outcome=ReportOutcome.UPHELD))

    def for_pages(self) -> "ReportQuerySet":
        """With what was said, by whom, and about what."""
        return self.select_related(
            "by",
            "program",
            "settled_by",
            "message__by",
            "message__inquiry__entry__micro_credential__current",
            "post__by",
            "post__thread__micro_credential__current",
            "post__thread__cohort",
        )


class Report(models.Model):
    """Someone says that a message should be looked at. One row for each who says so."""

    message = models.ForeignKey(
        InquiryMessage, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=ReportOutcome, blank=True)
    words = models.CharField(max_length=500, blank=True)  # the moderator’s, which the author reads
    folded = models.TextField(blank=True)  # both as they are searched: without case and accents

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("reported_at", "pk")
        indexes = (models.Index(fields=("program", "settled_at"), name="report_waiting"),)
        constraints = (
            models.UniqueConstraint(fields=("message", "by"), name="report_once"),
            models.UniqueConstraint(fields=("post", "by"), name="report_of_post_once"),
            models.CheckConstraint(
                condition=Q(message__isnull=False, post__isnull=True)
                | Q(message__isnull=True, post__isnull=False),
                name="report_of_one",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(~Q(outcome=""), settled_at__isnull=False, settled_by__isnull=False),
                name="report_settled_has_facts",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.settled_at is None

    @property
    def said(self) -> InquiryMessage | Post:
        """What was reported."""
        said = self.message or self.post
        assert said is not None, "the constraint report_of_one"
        return said

    @property
    def micro_credential(self) -> MicroCredential | None:
        """What it was written about; None in a cohort."""
        if self.message is not None:
            return self.message.inquiry.entry.micro_credential
        return self.post.thread.micro_credential if self.post is not None else None
