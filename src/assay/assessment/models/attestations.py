"""A colleague's word that somebody did this work in their role: asked by share or by stakes, before it is released."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import Evaluation, among
from assay.lib.vault import mark
from assay.people.models import Person


class AttestationReason(models.TextChoices):
    SHARE = "share", _("Drawn at random")
    STAKES = "stakes", _("High stakes")


class AttestationStatus(models.TextChoices):
    NAMING = "naming", _("Its learner has to name a colleague")
    ASKED = "asked", _("A colleague is asked")
    CONFIRMED = "confirmed", _("Confirmed")
    DOUBTED = "doubted", _("Not confirmed: a lead looks at it")
    RUN_OUT = "run_out", _("No answer in time: a lead looks at it")
    WAIVED = "waived", _("A lead went on without it")


#: Where something is still to come; what a lead looks at first.
UNCONFIRMED = (
    AttestationStatus.NAMING,
    AttestationStatus.ASKED,
    AttestationStatus.DOUBTED,
    AttestationStatus.RUN_OUT,
)
FOR_LEADS = (AttestationStatus.DOUBTED, AttestationStatus.RUN_OUT)


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def open(self) -> "AttestationQuerySet":
        """Neither confirmed nor waived, of submissions that the program still works on."""
        rows = self.filter(status__in=UNCONFIRMED)
        return rows.filter(among(Evaluation.objects.all().open()))

    def for_leads(self) -> "AttestationQuerySet":
        """Those that a lead has to look at."""
        return self.open().filter(status__in=FOR_LEADS)

    def led_from(self, paths: Sequence[str], person: Person) -> "AttestationQuerySet":
        """Of evaluations a lead looks after (`EvaluationQuerySet.led_from`); never of one's own work."""
        return self.filter(among(Evaluation.objects.all().led_from(paths, person)))


class Attestation(models.Model):
    """That a colleague is asked about one submission, until one has confirmed it or a lead goes on without.

    `context`, `first_on` and `last_on` are the learner's words: with their name all that a colleague is shown.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        AttestationStatus.NAMING: {
            AttestationStatus.ASKED,
            AttestationStatus.RUN_OUT,
            AttestationStatus.WAIVED,
        },
        AttestationStatus.ASKED: {
            AttestationStatus.ASKED,
            AttestationStatus.CONFIRMED,
            AttestationStatus.DOUBTED,
            AttestationStatus.RUN_OUT,
            AttestationStatus.WAIVED,
        },
        AttestationStatus.DOUBTED: {AttestationStatus.NAMING, AttestationStatus.WAIVED},
        AttestationStatus.RUN_OUT: {
            AttestationStatus.NAMING,
            AttestationStatus.ASKED,
            AttestationStatus.CONFIRMED,
            AttestationStatus.DOUBTED,
            AttestationStatus.WAIVED,
        },
        AttestationStatus.CONFIRMED: set(),
        AttestationStatus.WAIVED: set(),
    }

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, related_name="attestation"
    )
    reason = models.CharField(max_length=10, choices=AttestationReason)
    status = models.CharField(
        max_length=20, choices=AttestationStatus, default=AttestationStatus.NAMING
    )
    context = models.TextField(blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    begun_on = models.DateField()  # from when its days count: opened, named, or asked again
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)  # half of the days have passed
    waived_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver = models.TextField(blank=True)  # why a lead went on; for leads

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("status", "due_on"), name="attestation_status"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="waived", waived_by__isnull=False, waived_at__isnull=False)
                | (~Q(status="waived") & Q(waived_by__isnull=True, waived_at__isnull=True)),
                name="waived_has_by_whom",
            ),
        )


class AttestationAnswer(models.TextChoices):
    YES = "yes", _("Yes, I know that they did this work in this role")
    UNSURE = "unsure", _("I cannot say")
    NO = "no", _("No, this is not so")


class AttestationRequestQuerySet(models.QuerySet["AttestationRequest"]):
    def open(self) -> "AttestationRequestQuerySet":
        """Neither answered, nor taken back, nor without use by now."""
        answerable = (AttestationStatus.ASKED, AttestationStatus.RUN_OUT)
        live = Attestation.objects.open().filter(status__in=answerable)
        return self.filter(ended_at__isnull=True, attestation__in=live.values("pk"))

    def asked_since(self, moment: datetime) -> "AttestationRequestQuerySet":
        return self.filter(asked_at__gt=moment)


class AttestationRequest(models.Model):
    """One colleague who is asked: a person of the program, or a guest by a link in an e-mail to their address.

    The address is forgotten once it is over; its mark stays, so that nobody is written to more often than they may be.
    """

    attestation = models.ForeignKey(Attestation, on_delete=models.PROTECT, related_name="requests")
    colleague = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attestation_requests",
    )
    address = models.EmailField(blank=True)
    address_mark = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=AttestationAnswer, blank=True)
    words = models.TextField(blank=True)  # for screeners and leads
    wants_no_more = models.BooleanField(default=False)  # no e-mail to this address again

    objects = AttestationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("attestation",),
                condition=Q(ended_at__isnull=True),
                name="attestation_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(colleague__isnull=False, address_mark="")
                | (Q(colleague__isnull=True) & ~Q(address_mark="")),
                name="attestation_of_person_or_guest",
            ),
        )

    @staticmethod
    def mark_of(mailbox: str) -> str:
        return mark("attestation guest", mailbox.lower())

    @property
    def token(self) -> str:
        """The secret of a guest's link: made again from the row, and stored nowhere."""
        return mark("attestation", f"{self.pk}|{self.address_mark}|{self.asked_at.isoformat()}")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]
