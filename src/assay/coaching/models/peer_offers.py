"""Colleagues who offer to read drafts of a micro-credential that they work on, or hold (C3, A13)."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assay.catalog.models import MicroCredential
from assay.coaching.models.pairings import Pairing, PairingKind, PairingStatus
from assay.coaching.models.reach import knows, programs_of
from assay.journeys.models import Start, StartStatus
from assay.lib.clock import today
from assay.people.models import Membership, Organization, Person


class PeerOfferQuerySet(models.QuerySet["PeerOffer"]):
    def of(self, person: Person) -> "PeerOfferQuerySet":
        """Somebody’s own, not ended."""
        return self.filter(person=person, ended_at=None)

    def visible_to(self, learner: Person) -> "PeerOfferQuerySet":
        """What colleagues in the same program offer now; not paused, and of who still knows it and belongs there."""
        held = Membership.objects.current(today()).filter(
            person=OuterRef("person"),
            organization__path__startswith=OuterRef("organization__path"),
        )
        return self.filter(
            knows("person"),
            Exists(held),
            person__is_active=True,
            organization__in=programs_of(learner),
            paused_at=None,
            ended_at=None,
        ).exclude(person=learner)

    def with_room(self) -> "PeerOfferQuerySet":
        """Each with `room`, how many more drafts they can read, and `has_earned`. What is done takes no room."""
        earned = Start.objects.filter(
            person=OuterRef("person"),
            micro_credential=OuterRef("micro_credential"),
            status=StartStatus.FINISHED,
        )
        return self.annotate(
            room=F("most_drafts") - Coalesce(Subquery(_running()), 0), has_earned=Exists(earned)
        )


def _running() -> models.QuerySet[Pairing, int]:
    """How many a colleague reads now, of those who are still at it."""
    at_it = Start.objects.filter(
        person=OuterRef("learner"),
        micro_credential=OuterRef("micro_credential"),
        status=StartStatus.OPEN,
    )
    rows = Pairing.objects.filter(
        Exists(at_it),
        coach=OuterRef("person"),
        micro_credential=OuterRef("micro_credential"),
        kind=PairingKind.PEER,
        status=PairingStatus.RUNNING,
    )
    return rows.order_by().values("coach").annotate(n=Count("pk")).values_list("n", flat=True)


class PeerOffer(models.Model):
    """Somebody offers to read drafts of a micro-credential, so many at once; paused or ended at any time. Nobody is
    asked who has not offered.
    """

    MOST: ClassVar[int] = 5

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="peer_offers")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="peer_offers"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # the program within which it is seen
    most_drafts = models.PositiveSmallIntegerField(default=1)  # at once
    offered_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PeerOfferQuerySet.as_manager()

    class Meta:
        ordering = ("offered_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential"),
                condition=Q(ended_at__isnull=True),
                name="peer_offer_once",
            ),
            models.CheckConstraint(
                condition=Q(most_drafts__gte=1, most_drafts__lte=5), name="peer_offer_of_a_few"
            ),
        )

    @property
    def is_open(self) -> bool:
        """Seen by colleagues now."""
        return self.paused_at is None and self.ended_at is None

    @property
    def places(self) -> list[Organization]:
        """The schools and offices of whoever offers, for a row of a list; of what was fetched with them."""
        day = today()
        held = [
            membership
            for membership in self.person.memberships.all()
            if membership.from_on <= day
            and (membership.until_on is None or membership.until_on > day)
        ]
        return list({row.organization_id: row.organization for row in held}.values())
