"""Someone who earned it: holders of a badge who are happy to talk, and what learners ask them through the platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.credentials.models import Award
from assay.lib.clock import today
from assay.people.models import Membership, Organization, Person
from assay.program.models import programs_of


class EntryStatus(models.TextChoices):
    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    def of(self, person: Person) -> "DirectoryEntryQuerySet":
        """A holder’s own that is not over."""
        return self.filter(person=person).exclude(status=EntryStatus.ENDED)

    def standing(self) -> "DirectoryEntryQuerySet":
        """Those whose badge stands, and whose holder belongs to the program today, with an account in use."""
        held = Award.objects.standing().filter(
            person=OuterRef("person"), version__micro_credential=OuterRef("micro_credential")
        )
        place = models.ExpressionWrapper(OuterRef("program__path"), output_field=models.CharField())
        belongs = Membership.objects.current(today()).annotate(program_path=place)
        belongs = belongs.filter(
            person=OuterRef("person"), organization__path__startswith=models.F("program_path")
        )
        return self.filter(Exists(held), Exists(belongs), person__is_active=True)

    def open(self) -> "DirectoryEntryQuerySet":
        """Those who can be asked."""
        return self.standing().filter(status=EntryStatus.OPEN)

    def visible_to(self, person: Person) -> "DirectoryEntryQuerySet":
        """The open ones of one’s own programs, but of those who wish not to hear from one."""
        programs = [program.pk for program in programs_of(person)]
        blocked = InquiryBlock.objects.filter(by=OuterRef("person"), learner=person)
        return self.open().filter(~Exists(blocked), program__pk__in=programs)


class DirectoryEntry(models.Model):
    """A holder says that they are happy to talk about one micro-credential: with what they can help, and how often."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        EntryStatus.OPEN: {EntryStatus.PAUSED, EntryStatus.ENDED},
        EntryStatus.PAUSED: {EntryStatus.OPEN, EntryStatus.ENDED},
        EntryStatus.ENDED: set(),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="directory_entries")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="directory_entries"
    )
    program = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # whose people find them
    place = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # the school that is shown
    about = models.CharField(max_length=300)  # with what they can help
    most_a_month = models.PositiveSmallIntegerField()  # new inquiries that reach them
    status = models.CharField(max_length=20, choices=EntryStatus, default=EntryStatus.OPEN)
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ("offered_at", "pk")
        indexes = (
            models.Index(fields=("micro_credential", "program", "status"), name="entry_listed"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential"),
                condition=~Q(status="ended"),
                name="entry_once",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False)
                | Q(~Q(status="ended"), ended_at__isnull=True),
                name="entry_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(most_a_month__gte=1, most_a_month__lte=20), name="entry_some_a_month"
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.status == EntryStatus.OPEN

    @property
    def is_over(self) -> bool:
        return self.status == EntryStatus.ENDED


class InquiryStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, person: Person) -> "InquiryQuerySet":
        """Those of the two who talk, and of no one else."""
        return self.filter(Q(learner=person) | Q(entry__person=person))

    def running(self) -> "InquiryQuerySet":
        return self.exclude(status=InquiryStatus.CLOSED)

    def for_pages(self) -> "InquiryQuerySet":
        """With the two, and what they talk about."""
        return self.select_related(
            "learner", "entry__person", "entry__micro_credential__current", "entry__program"
        )


class Inquiry(models.Model):
    """A learner writes to someone who earned it. Both read it, either closes it; neither judges the other’s work."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        InquiryStatus.ASKED: {InquiryStatus.ANSWERED, InquiryStatus.CLOSED},
        InquiryStatus.ANSWERED: {InquiryStatus.CLOSED},
        InquiryStatus.CLOSED: set(),
    }

    entry = models.ForeignKey(DirectoryEntry, on_delete=models.PROTECT, related_name="inquiries")
    learner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inquiries")
    status = models.CharField(max_length=20, choices=InquiryStatus, default=InquiryStatus.ASKED)
    asked_at = models.DateTimeField()
    last_at = models.DateTimeField()  # of the newest message
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: no one wrote for long

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ("-last_at", "-pk")
        indexes = (
            models.Index(fields=("entry", "asked_at"), name="inquiry_of_entry"),
            models.Index(fields=("learner", "asked_at"), name="inquiry_of_learner"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "learner"),
                condition=~Q(status="closed"),
                name="inquiry_running_once",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | Q(~Q(status="closed"), closed_at__isnull=True),
                name="inquiry_closed_has_day",
            ),
        )

    @property
    def is_running(self) -> bool:
        return self.status != InquiryStatus.CLOSED

    def other_than(self, person: Person) -> Person:
        """With whom somebody of the two talks."""
        return self.entry.person if person.pk == self.learner_id else self.learner


class InquiryMessage(models.Model):
    """What one of the two wrote."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager["InquiryMessage"]] = models.Manager()

    class Meta:
        ordering = ("written_at", "pk")


class InquiryBlock(models.Model):
    """A holder wishes to hear no more from a learner: they find that holder nowhere, and are not told why."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    blocked_at = models.DateTimeField()

    objects: ClassVar[models.Manager["InquiryBlock"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "learner"), name="inquiry_block_once"),
        )
