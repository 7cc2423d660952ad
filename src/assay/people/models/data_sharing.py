"""Agreements between two districts on whose evidence the other's assessors may read."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import running, today
from assay.lib.prepared import prepared
from assay.people.models.organizations import Organization, administered_paths, below
from assay.people.models.people import Person


class SharedEvidence(models.TextChoices):
    """Whose learners' evidence crosses to whose assessors, of the two districts of an agreement."""

    BOTH = "both", _("Each district’s, read by the other’s assessors")
    FIRST = "first", _("The proposing district’s, read by the other’s assessors")
    SECOND = "second", _("The other district’s, read by the proposing district’s assessors")


class ReadingPurpose(models.TextChoices):
    """What evidence is read for under an agreement."""

    SCORING = "scoring", _("Scoring submissions")
    APPEALS = "appeals", _("Reading again after an appeal")


class DataSharingStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for the other district")
    ACCEPTED = "accepted", _("Accepted")
    ENDED = "ended", _("Ended")


class DataSharingAgreementQuerySet(models.QuerySet["DataSharingAgreement"]):
    def visible_to(self, person: Person) -> "DataSharingAgreementQuerySet":
        """Those of a district this person administers, on either side."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "DataSharingAgreementQuerySet":
        """Those of districts at one of these paths, or below."""
        return self.filter(below(paths, "first__path") | below(paths, "second__path"))

    def naming(self, words: str) -> "DataSharingAgreementQuerySet":
        """Those in which a district's name, or the place of the paper, contains these words."""
        names = Q(first__name__icontains=words) | Q(second__name__icontains=words)
        return self.filter(names | Q(reference__icontains=words))

    def proposed(self) -> "DataSharingAgreementQuerySet":
        return self.filter(status=DataSharingStatus.PROPOSED)

    def accepted(self) -> "DataSharingAgreementQuerySet":
        """Accepted and not ended by anybody, whatever their days."""
        return self.filter(status=DataSharingStatus.ACCEPTED)

    def between(self, one: Organization, other: Organization) -> "DataSharingAgreementQuerySet":
        """Those of these two, whichever proposed it."""
        return self.filter(Q(first=one, second=other) | Q(first=other, second=one))

    def in_force(self, day: date | None = None) -> "DataSharingAgreementQuerySet":
        """Accepted, and running on a day, today by default; the first and the last day included."""
        day = day or today()
        return self.filter(status=DataSharingStatus.ACCEPTED, first_on__lte=day, last_on__gte=day)

    def to_come(self) -> "DataSharingAgreementQuerySet":
        return self.filter(status=DataSharingStatus.ACCEPTED, first_on__gt=today())

    def over(self) -> "DataSharingAgreementQuerySet":
        """Ended by somebody, or past its last day."""
        ran_out = Q(status=DataSharingStatus.ACCEPTED, last_on__lt=today())
        return self.filter(ran_out | Q(status=DataSharingStatus.ENDED))


class DataSharingAgreement(models.Model):
    """What two districts agreed to show each other's assessors, from a day to a day (FERPA, 34 CFR 99.31).

    One district's administrator proposes it, the other's accepts it; either ends it, before it is accepted or after.
    Without one in force, evidence of one district's students is not offered to an assessor of another. The signed
    paper lies elsewhere; `reference` says where.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        DataSharingStatus.PROPOSED: {DataSharingStatus.ACCEPTED, DataSharingStatus.ENDED},
        DataSharingStatus.ACCEPTED: {DataSharingStatus.ENDED},
        DataSharingStatus.ENDED: set(),
    }

    first = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")  # proposed
    second = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=DataSharingStatus, default=DataSharingStatus.PROPOSED
    )
    shares = models.CharField(max_length=10, choices=SharedEvidence, default=SharedEvidence.BOTH)
    purposes = models.JSONField(default=list)  # values of ReadingPurpose, at least one
    reference = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DataSharingAgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second"),
                condition=Q(status="proposed"),
                name="data_sharing_proposed_once",
            ),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="data_sharing_between_two"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="data_sharing_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="data_sharing_accepted_has_who",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_by__isnull=False, ended_at__isnull=False)
                | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="data_sharing_ended_has_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"

    @property
    def state(self) -> str:
        """proposed, to_come, in_force, ran_out or ended."""
        if self.status != DataSharingStatus.ACCEPTED:
            return self.status
        return running(self.first_on, self.last_on)

    @property
    def state_text(self) -> str:
        words = {
            "proposed": _("Waiting for an answer"),
            "to_come": _("Begins later"),
            "in_force": _("In force"),
            "ran_out": _("Its last day is over"),
            "ended": _("Ended"),
        }
        return str(words[self.state])

    @property
    def purposes_text(self) -> str:
        return ", ".join(str(ReadingPurpose(purpose).label) for purpose in self.purposes)

    @property
    def crossings(self) -> list[tuple[Organization, Organization]]:
        """Whose evidence goes to whose assessors."""
        found = []
        if self.shares != SharedEvidence.SECOND:
            found.append((self.first, self.second))
        if self.shares != SharedEvidence.FIRST:
            found.append((self.second, self.first))
        return found

    @property
    def is_open(self) -> bool:
        """Proposed, in force, or to be: what somebody may still end."""
        return self.state in ("proposed", "to_come", "in_force")


def readers_agreed(purpose: str) -> frozenset[tuple[int, int]]:
    """Which district's evidence another's assessors may read for a purpose today: (whose evidence, whose assessors)."""
    found: set[tuple[int, int]] = set()
    for first, second, shares, purposes in _in_force(today()):
        if purpose in purposes:
            found |= {(first, second)} if shares != SharedEvidence.SECOND else set()
            found |= {(second, first)} if shares != SharedEvidence.FIRST else set()
    return frozenset(found)


@prepared
def _in_force(
    day: date,
) -> models.QuerySet[DataSharingAgreement, tuple[int, int, str, list[str]]]:
    rows = DataSharingAgreement.objects.in_force(day).order_by("pk")
    return rows.values_list("first", "second", "shares", "purposes")
