"""The leader pool: whom a stack makes eligible for a role, and the role that a person offers one of them."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.content.stack_roles import role_word
from assay.credentials.models.awards import AwardStatus
from assay.credentials.models.stacks import StackAward
from assay.people.models import Membership, Person


class OfferStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CONFIRMED = "confirmed", _("On record")
    ENDED = "ended", _("Taken back")


OPEN_OFFERS = (OfferStatus.OFFERED, OfferStatus.ACCEPTED)


class RoleCandidateQuerySet(models.QuerySet["RoleCandidate"]):
    def under(
        self, paths: Sequence[str], person: Person, day: date | None = None
    ) -> "RoleCandidateQuerySet":
        """Holders who belong to organizations at these paths or below on a day, today by default; never oneself."""
        held = Membership.objects.current(day).under(paths)
        rows = self.filter(Exists(held.filter(person=OuterRef("whole__award__person"))))
        return rows.exclude(whole__award__person=person)

    def in_pool(self) -> "RoleCandidateQuerySet":
        """Who has not left it, and whose badge is valid."""
        return self.filter(left_at=None, whole__award__status=AwardStatus.ISSUED)

    def without_offer(self) -> "RoleCandidateQuerySet":
        """To whom nothing is offered, and who was not given the role."""
        busy = RoleOffer.objects.filter(
            candidate=OuterRef("pk"), status__in=(*OPEN_OFFERS, OfferStatus.CONFIRMED)
        )
        return self.filter(~Exists(busy))

    def with_offer(self, *statuses: str) -> "RoleCandidateQuerySet":
        """Looked up by their keys: there are few, and a database that began with the badges would read all of them."""
        offers = RoleOffer.objects.filter(status__in=statuses).order_by()
        return self.filter(pk__in=offers.values("candidate"))


class RoleCandidate(models.Model):
    """Somebody in the pool for a role, by a stack's badge. They leave it as they like; a withdrawn badge ends it."""

    whole = models.ForeignKey(StackAward, on_delete=models.PROTECT, related_name="candidacies")
    role = models.CharField(max_length=60)  # "teacher-leader"; no role of an account
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = RoleCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("entered_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("whole", "role"), name="candidate_once_per_stack"),
        )

    @property
    def role_text(self) -> str:
        return role_word(self.role)

    @property
    def is_in(self) -> bool:
        return self.left_at is None and not self.whole.award.revoked

    @property
    def last_offer(self) -> "RoleOffer | None":
        return self.offers.order_by("-pk").select_related("by", "confirmed_by").first()


class RoleOffer(models.Model):
    """A role offered by a person, answered by the holder, and confirmed by a person."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        OfferStatus.OFFERED: {OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.ENDED},
        OfferStatus.ACCEPTED: {OfferStatus.CONFIRMED, OfferStatus.ENDED},
        OfferStatus.DECLINED: set(),
        OfferStatus.CONFIRMED: set(),
        OfferStatus.ENDED: set(),
    }

    candidate = models.ForeignKey(RoleCandidate, on_delete=models.PROTECT, related_name="offers")
    status = models.CharField(max_length=10, choices=OfferStatus, default=OfferStatus.OFFERED)
    words = (
        models.TextField()
    )  # what is offered: where, from when, for how long; the holder reads it
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["RoleOffer"]] = models.Manager()

    class Meta:
        ordering = ("offered_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("candidate",),
                condition=Q(status__in=("offered", "accepted")),
                name="one_open_offer_per_candidate",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(
                    answered_at__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="offer_confirmed_has_who",
            ),
        )
