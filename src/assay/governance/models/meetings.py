"""A meeting of a committee: when and where, what it is about in order, and who was there."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from assay.governance.models.committees import READERS, Committee, paths_as
from assay.governance.models.proposals import Proposal
from assay.lib.clock import now
from assay.people.models import Person
from assay.program.models import Need


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, person: Person) -> "MeetingQuerySet":
        """Those of committees that somebody sits on, or whose program they administer."""
        return self.read_from(paths_as(person, READERS))

    def read_from(self, paths: Sequence[str]) -> "MeetingQuerySet":
        """The same by the paths of these programs, as a prepared question takes them."""
        found = Q(pk__in=())
        for path in paths:
            found |= Q(committee__organization__path__startswith=path)
        return self.filter(found)


class Meeting(models.Model):
    """Called by the chair. `filled` and `quorum` are those of its day, kept when attendance is noted."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=400, blank=True)
    secretary = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agenda_by = (
        models.DateField()
    )  # so many business days before, by the policy of the day it was called
    agenda_sent_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)
    filled = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("committee", "starts_at"),
                condition=Q(canceled_at=None),
                name="meeting_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_in_order"
            ),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="meeting_somewhere"),
        )
        indexes = (models.Index(fields=("committee", "starts_at"), name="meeting_of_committee"),)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= now()


class AgendaItem(models.Model):
    """What a meeting talks about: a proposal, a need, or something else under a title of its own."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    title = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "proposal"), name="item_proposal_once"),
            models.UniqueConstraint(fields=("meeting", "need"), name="item_need_once"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, need=None, title="")
                | Q(proposal=None, need__isnull=False, title="")
                | (Q(proposal=None, need=None) & ~Q(title="")),
                name="item_of_one_kind",
            ),
        )


class ItemRecusal(models.Model):
    """Somebody on the committee takes no part in an item that is no proposal (`Recusal` is for those)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("item", "person"), name="item_recused_once"),
        )


class Attendance(models.Model):
    """Somebody who sat on the committee that day was there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "person"), name="attended_once"),)
