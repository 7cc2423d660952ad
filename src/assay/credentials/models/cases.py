"""Cases: somebody wants a badge withdrawn. Its earner is heard, a panel decides, and the chair hears an appeal."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.credentials.models.awards import Award
from assay.evidence.models import StoredFile
from assay.lib.clock import today
from assay.people.models import Person


class CaseStatus(models.TextChoices):
    HEARING = "hearing", _("Open: the earner is heard")
    DECIDED = "decided", _("The panel decided")
    APPEALED = "appealed", _("With the chair, on appeal")
    ENDED = "ended", _("Ended")


class Verdict(models.TextChoices):
    WITHDRAW = "withdraw", _("Withdraw the badge")
    KEEP = "keep", _("The badge stays")


class CaseQuerySet(models.QuerySet["RevocationCase"]):
    def open(self) -> "CaseQuerySet":
        return self.exclude(status=CaseStatus.ENDED)

    def under(self, paths: Sequence[str], person: Person) -> "CaseQuerySet":
        """Of badges that issuers under these paths issued; never one's own."""
        reach = Q(pk__in=[])
        for path in paths:
            reach |= Q(award__issuer__path__startswith=path)
        return self.filter(reach).exclude(award__person=person)

    def judged_by(self, person: Person) -> "CaseQuerySet":
        """Those in whose panel this person sits."""
        seats = PanelSeat.objects.filter(person=person).order_by().values("case")
        return self.filter(pk__in=seats)

    def to_vote(self, person: Person, day: date | None = None) -> "CaseQuerySet":
        """Those on which this person's vote is due: their panel is named, the earner was heard, no vote is there."""
        seats = PanelSeat.objects.filter(person=person, vote="").order_by().values("case")
        rows = self.filter(pk__in=seats, status=CaseStatus.HEARING)
        return rows.may_be_voted_on(day or today())

    def may_be_voted_on(self, day: date) -> "CaseQuerySet":
        """The notice is over, and the earner has answered or had all the time to; the same as `votes_open`."""
        heard = Q(answered_at__isnull=False) | Q(respond_until__lt=day)
        return self.filter(heard, notice_until__lt=day)


class RevocationCase(models.Model):
    """One attempt to withdraw a badge, from the notice to its end. The badge stays valid until it ends."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        CaseStatus.HEARING: {CaseStatus.DECIDED, CaseStatus.ENDED},
        CaseStatus.DECIDED: {CaseStatus.APPEALED, CaseStatus.ENDED},
        CaseStatus.APPEALED: {CaseStatus.ENDED},
        CaseStatus.ENDED: set(),
    }

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=20, choices=CaseStatus, default=CaseStatus.HEARING)
    ground = models.CharField(max_length=60)
    reason = models.TextField()  # what happened; the earner and the panel read it
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    notice_until = models.DateField()  # no vote before this day is over
    respond_until = models.DateField()
    answer = models.TextField(blank=True)  # the earner's, as it was sent
    answered_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)  # the panel was told that it may vote
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)  # the panel's
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    appeal_words = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heard_reason = models.TextField(blank=True)  # the chair's, to the earner
    outcome = models.CharField(max_length=10, choices=Verdict, blank=True)  # in the end
    ended_at = models.DateTimeField(null=True, blank=True)
    files_until = models.DateField(null=True, blank=True)  # from the policy of the day it ended

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("respond_until", "pk")
        indexes = (models.Index(fields=("status", "respond_until"), name="case_queue"),)
        constraints = (
            models.UniqueConstraint(
                fields=("award",), condition=~Q(status="ended"), name="one_open_case_per_award"
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False)
                | (~Q(status="ended") & Q(ended_at__isnull=True, outcome="")),
                name="case_ended_has_when",
            ),
        )

    @property
    def votes_open(self) -> bool:
        """Whether the panel may vote today: after the notice, and once the earner answered or let the time pass."""
        heard = self.answered_at is not None or self.respond_until < today()
        return self.status == CaseStatus.HEARING and heard and self.notice_until < today()


class PanelSeat(models.Model):
    """One of three who decide a case, and the vote with its reason."""

    case = models.ForeignKey(RevocationCase, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    vote = models.CharField(max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)
    voted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PanelSeat"]] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("case", "person"), name="one_seat_per_person"),
            models.CheckConstraint(
                condition=Q(vote="", voted_at__isnull=True)
                | (~Q(vote="") & Q(voted_at__isnull=False)),
                name="vote_has_when",
            ),
        )


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def present(self) -> "CaseFileQuerySet":
        """What the earner adds to the answer: not taken out before it was sent."""
        return self.filter(removed_at__isnull=True)

    def to_delete(self, day: date) -> "CaseFileQuerySet":
        """Taken out before the answer was sent, or of a case whose time of keeping is over."""
        over = Q(removed_at__isnull=False) | Q(case__files_until__lt=day)
        return self.filter(over, deleted_at__isnull=True)


class CaseFile(StoredFile):
    """A file beside the earner's answer: theirs alone until it is sent, then for the panel and the chair, too."""

    step_id = models.CharField(max_length=40, default="answer", editable=False)
    case = models.ForeignKey(RevocationCase, on_delete=models.PROTECT, related_name="files")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # its bytes and its name

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "case file"
        indexes = (models.Index(fields=("sha256",), name="case_file_sha256"),)

    @classmethod
    def kept_for(cls, person: Person) -> "models.QuerySet[CaseFile]":
        return cls.objects.filter(case__award__person=person)
