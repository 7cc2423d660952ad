"""Work that its learner shows to others as an example, piece by piece, and who agreed to it."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Version
from assay.evidence.models import Artifact, Hold, PublicConsent, Response, Submission
from assay.lib.text.folding import folded
from assay.people.models import PROGRAMS, Organization, Person, Role, below


class ExemplarStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed to its learner")
    AGREED = "agreed", _("With the privacy officer")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


#: In somebody's hands, or shown: of one submission one at a time.
OPEN = (ExemplarStatus.PROPOSED, ExemplarStatus.AGREED, ExemplarStatus.APPROVED)


class Audience(models.TextChoices):
    """Who may see it."""

    PROGRAM = "program", _("People of my program who are signed in")
    PUBLIC = "public", _("Everyone, also without an account")


class Ownership(models.TextChoices):
    """To whom what is shown belongs: for lesson plans this is often the employer."""

    LEARNER = "learner", _("It is mine")
    EMPLOYER = "employer", _("It belongs to my employer, who lets me show it")


class License(models.TextChoices):
    """What others may do with it."""

    RESERVED = "reserved", _("Look at it here, nothing else (all rights stay)")
    BY = "cc-by-4.0", _("Use and adapt it, and say where it is from (CC BY 4.0)")
    BY_NC = "cc-by-nc-4.0", _("The same, but never for money (CC BY-NC 4.0)")


class EndedBecause(models.TextChoices):
    """Why it is shown no more, in words for its learner and the privacy officer."""

    LEARNER = "learner", _("Its learner took it back.")
    OFFICER = "officer", _("The privacy officer took it back.")
    CONSENT = "consent", _("Someone in it no longer agrees to its being shown.")
    HOLD = "hold", _("A part of it is on hold.")
    EVIDENCE = "evidence", _("A part of it is no longer kept.")
    AWARD = "award", _("The badge it was earned with is no longer valid.")
    ACCOUNT = "account", _("The account of its learner has ended.")
    TIME = "time", _("Its time is over.")


class ExemplarQuerySet(models.QuerySet["Exemplar"]):
    def of(self, learner: Person) -> "ExemplarQuerySet":
        """A learner's own."""
        return self.filter(submission__start__person=learner)

    def open(self) -> "ExemplarQuerySet":
        return self.filter(status__in=OPEN)

    def guarded_by(self, officer: Person) -> "ExemplarQuerySet":
        """What a privacy officer decides on: of learners of their program, once those agreed. Never their own."""
        places = [p for p in officer.organizations_as(Role.PRIVACY_OFFICER) if p.kind in PROGRAMS]
        rows = self.filter(below([place.path for place in places], "program__path"))
        return rows.filter(agreed_at__isnull=False).exclude(submission__start__person=officer)

    def waiting(self) -> "ExemplarQuerySet":
        """With the privacy officer."""
        return self.filter(status=ExemplarStatus.AGREED)

    def intact(self, on: date) -> "ExemplarQuerySet":
        """Nothing it rests on has gone by a day: each piece, the permissions, the decision, the badge, the account."""
        rows = self.filter(
            submission__outcome="earned",
            submission__set_aside_at__isnull=True,
            submission__evaluation__award__status="issued",
            submission__start__person__is_active=True,
        )
        return rows.exclude(
            Exists(ExemplarPiece.objects.all().broken(on).filter(exemplar=OuterRef("pk")))
        )

    def shown(self, on: date) -> "ExemplarQuerySet":
        """Those that may be seen at this moment: asked of live rows each time, so that withdrawal closes at once."""
        days = Q(starts_on__lte=on, ends_on__gte=on)
        return self.intact(on).filter(days, status=ExemplarStatus.APPROVED)

    def meant_for(self, programs: Collection[int]) -> "ExemplarQuerySet":
        """For everyone, and for people of these programs."""
        inside = Q(audience=Audience.PROGRAM, program__pk__in=programs)
        return self.filter(Q(audience=Audience.PUBLIC) | inside)

    def found(self, words: str) -> "ExemplarQuerySet":
        """Those whose title, or whose micro-credential's, holds every word."""
        rows = self
        for word in folded(words).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def about(self, micro_credential: int) -> "ExemplarQuerySet":
        """Of work on any version of this micro-credential."""
        return self.filter(submission__version__micro_credential=micro_credential)

    def with_work(self) -> "ExemplarQuerySet":
        """With what a list shows, in one query."""
        rows = self.select_related(
            "submission__start__person",
            "submission__version__micro_credential__issuer",
            "program",
        )
        return rows.defer("submission__version__data", "submission__manifest")


class Exemplar(models.Model):
    """Pieces of a submission that was earned, shown as an example: its learner and a privacy officer agreed (D12).

    Whether it is seen is never a flag: it follows, at each request, from this state, its days, and what it rests on.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        ExemplarStatus.PROPOSED: {
            ExemplarStatus.AGREED,
            ExemplarStatus.DECLINED,
            ExemplarStatus.WITHDRAWN,
        },
        ExemplarStatus.AGREED: {
            ExemplarStatus.APPROVED,
            ExemplarStatus.DECLINED,
            ExemplarStatus.WITHDRAWN,
        },
        ExemplarStatus.APPROVED: {ExemplarStatus.WITHDRAWN},
        ExemplarStatus.DECLINED: set(),
        ExemplarStatus.WITHDRAWN: set(),
    }

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="exemplars")
    # Where its learner belongs: whose people may see it, and whose privacy officer decides. None until they agree.
    program = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(
        max_length=10, choices=ExemplarStatus, default=ExemplarStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    title = models.CharField(max_length=120, blank=True)
    folded = models.TextField(
        blank=True
    )  # its titles as they are searched: without case and accents
    named = models.BooleanField(default=False)  # whether their name is shown with it
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PROGRAM)
    ownership = models.CharField(max_length=10, choices=Ownership, default=Ownership.LEARNER)
    license = models.CharField(max_length=20, choices=License, default=License.RESERVED)
    statement = models.TextField(blank=True)  # what its learner confirmed, as they read it
    agreed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the privacy officer
    decided_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # the last day on which it is shown
    words = models.CharField(max_length=500, blank=True)  # of whoever declined it or took it back
    ended_because = models.CharField(max_length=10, choices=EndedBecause, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # that it ends soon

    objects = ExemplarQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        indexes = (
            models.Index(fields=("status", "-decided_at"), name="exemplar_shown"),
            models.Index(fields=("program", "status"), name="exemplar_of_program"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("submission",),
                condition=Q(status__in=("proposed", "agreed", "approved")),
                name="one_exemplar_open",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("agreed", "approved"))
                | Q(agreed_at__isnull=False, program__isnull=False),
                name="agreed_exemplar_has_facts",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | Q(decided_by__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="approved_exemplar_has_days",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("declined", "withdrawn"), ended_at__isnull=False)
                | Q(status__in=("proposed", "agreed", "approved"), ended_at__isnull=True),
                name="ended_exemplar_has_when",
            ),
        )

    def __str__(self) -> str:
        return f"exemplar {self.pk}"

    @property
    def learner(self) -> Person:
        return self.submission.start.person

    @property
    def version(self) -> Version:
        return self.submission.version

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def why_ended(self) -> str:
        """In words; empty where it was declined, or has not ended."""
        return str(EndedBecause(self.ended_because).label) if self.ended_because else ""


class ExemplarPieceQuerySet(models.QuerySet["ExemplarPiece"]):
    def broken(self, on: date) -> "ExemplarPieceQuerySet":
        """Those that may be shown to nobody any more: gone, on hold, or a permission they rest on taken back or ended.

        What was agreed to after the permissions had ended, `permission`, goes on by itself.
        """
        ended = Q(
            artifact__consent__expires_on__lt=on, artifact__consent__nobody_recognizable=False
        )
        ended &= Q(permission__isnull=True) | Q(
            permission__recorded_at__date__lte=F("artifact__consent__expires_on")
        )
        held = Hold.objects.filter(artifact=OuterRef("artifact"), lifted_at__isnull=True)
        gone = Q(artifact__isnull=True, response__isnull=True)
        return self.filter(
            gone
            | Q(artifact__removed_at__isnull=False)
            | Q(permission__ended_at__isnull=False)
            | ended
            | Exists(held)
        )


class ExemplarPiece(models.Model):
    """An answer, a file or a link of an exemplar, or a part of one, beside the one criterion that it demonstrates.

    It points at what was handed in and copies nothing of it, but the passage that its learner chose.
    """

    exemplar = models.ForeignKey(Exemplar, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()  # in its address
    artifact = models.ForeignKey(
        Artifact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    response = models.ForeignKey(
        Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    permission = models.ForeignKey(
        PublicConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # recorded since it was handed in, where it rests on one
    criterion = models.CharField(max_length=40)  # its id
    strength = models.TextField(blank=True)  # the assessors' words, as they were released
    passage = models.TextField(blank=True)  # of an answer; "": the whole
    from_seconds = models.PositiveIntegerField(null=True, blank=True)  # of a recording
    to_seconds = models.PositiveIntegerField(null=True, blank=True)

    objects = ExemplarPieceQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("exemplar", "number"), name="exemplar_piece_numbered"),
            models.CheckConstraint(
                condition=Q(artifact__isnull=True) | Q(response__isnull=True),
                name="exemplar_piece_is_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.exemplar_id}/{self.number}"
