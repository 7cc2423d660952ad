"""What was said and decided at a meeting: entries with an open and a closed part, approved, and published in part."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.governance.models.meetings import AgendaItem, Meeting
from assay.people.models import Person


class Part(models.TextChoices):
    """Who reads an entry once the minutes are published: everybody, or the committee alone."""

    OPEN = "open", _("Open part")
    CLOSED = "closed", _("Closed part, for members")


class MinutesEntry(models.Model):
    """What somebody wrote of one item, or of the meeting as a whole. Nothing is written over: what replaces an entry
    names it, an empty one takes it back, and one after the approval is a correction."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    part = models.CharField(max_length=10, choices=Part)
    text = models.TextField(blank=True)
    instead_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    is_correction = models.BooleanField(default=False)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "pk")
        indexes = (models.Index(fields=("meeting", "written_at"), name="minutes_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(text="") | Q(instead_of__isnull=False, is_correction=False),
                name="minutes_entry_with_words",
            ),
        )

    @property
    def key(self) -> str:
        """As a template puts it into an address on the page."""
        return str(self.pk)


class MinutesApproval(models.Model):
    """The minutes of a meeting are approved: by the chair, or at a later meeting. One for each."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="approval")
    at_meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="approved_there"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)  # the open part
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="minutes_published_by_someone",
            ),
        )
