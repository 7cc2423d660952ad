"""Who helps whom with drafts: a coach, or a colleague who has offered to."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.coaching.models.reach import reached_by
from assay.people.models import Organization, Person


class PairingKind(models.TextChoices):
    COACH = "coach", _("Coach")
    PEER = "peer", _("Colleague")


class PairingStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    RUNNING = "running", _("Running")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")
    ENDED = "ended", _("Ended")


class PairingQuerySet(models.QuerySet["Pairing"]):
    def of(self, learner: Person) -> "PairingQuerySet":
        """A learner’s own."""
        return self.filter(learner=learner)

    def coached_by(self, helper: Person) -> "PairingQuerySet":
        """Those of a coach or colleague: asked of them by name, running, or over."""
        return self.filter(coach=helper)

    def reached_by(self, helper: Person) -> "PairingQuerySet":
        """Those of whoever helps there today: who has moved on reads nothing there any more."""
        return self.coached_by(helper).filter(reached_by(helper))

    def with_coaches(self) -> "PairingQuerySet":
        return self.filter(kind=PairingKind.COACH)

    def with_peers(self) -> "PairingQuerySet":
        return self.filter(kind=PairingKind.PEER)

    def open(self) -> "PairingQuerySet":
        """Asked or running."""
        return self.filter(status__in=(PairingStatus.ASKED, PairingStatus.RUNNING))

    def running(self) -> "PairingQuerySet":
        return self.filter(status=PairingStatus.RUNNING)

    def asked(self) -> "PairingQuerySet":
        return self.filter(status=PairingStatus.ASKED)

    def helped_since(self, moment: datetime) -> "PairingQuerySet":
        """Those that run, or ended no earlier than this: neither judges the other’s work."""
        ended = Q(status=PairingStatus.ENDED, ended_at__gte=moment)
        return self.filter(Q(status=PairingStatus.RUNNING) | ended)


class Pairing(models.Model):
    """A learner and a coach (E1). A learner asks, by name or for anyone; whoever looks after both finds one; both see
    it and each can end it. While it runs, and for a time after, neither judges anything of the other’s.

    Of the kind *peer* it is a learner and a colleague who has offered to read drafts of one micro-credential (C3):
    drafts, comments and answers as with a coach, and neither cycle nor meeting.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        PairingStatus.ASKED: {
            PairingStatus.RUNNING,
            PairingStatus.DECLINED,
            PairingStatus.TAKEN_BACK,
        },
        PairingStatus.RUNNING: {PairingStatus.ENDED},
        PairingStatus.DECLINED: set(),
        PairingStatus.TAKEN_BACK: set(),
        PairingStatus.ENDED: set(),
    }

    learner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairings")
    coach = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="coached_pairings"
    )  # or the colleague; None: asked for anyone
    kind = models.CharField(max_length=10, choices=PairingKind, default=PairingKind.COACH)
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # of colleagues: whose drafts
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # where the learner belongs, whose people find a coach
    status = models.CharField(max_length=20, choices=PairingStatus, default=PairingStatus.ASKED)
    about = models.CharField(max_length=500, blank=True)  # what the learner would like help with
    answer = models.CharField(max_length=500, blank=True)  # of the coach who declines
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("coach", "status"), name="pairing_coach"),
            models.Index(fields=("learner", "status"), name="pairing_learner"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("learner", "coach"),
                condition=Q(status__in=("asked", "running"), kind="coach"),
                name="pairing_once",
            ),
            models.UniqueConstraint(
                fields=("learner", "coach", "micro_credential"),
                condition=Q(status__in=("asked", "running"), kind="peer"),
                name="peer_pairing_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="coach", micro_credential__isnull=True)
                | Q(kind="peer", micro_credential__isnull=False, coach__isnull=False),
                name="pairing_of_kind",
            ),
            models.UniqueConstraint(
                fields=("learner",),
                condition=Q(status="asked", coach__isnull=True),
                name="pairing_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("running", "ended"))
                | Q(coach__isnull=False, began_at__isnull=False),
                name="pairing_running_has_facts",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_at__isnull=False),
                name="pairing_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(coach__isnull=True) | ~Q(coach=models.F("learner")),
                name="pairing_of_two",
            ),
        )

    @property
    def is_peer(self) -> bool:
        return self.kind == PairingKind.PEER

    @property
    def is_running(self) -> bool:
        return self.status == PairingStatus.RUNNING

    @property
    def is_asked(self) -> bool:
        return self.status == PairingStatus.ASKED
