"""The ledger of credit: what one award comes to for a license or for pay, and each move as an entry that never changes.

What a credit comes to is the sum of its entries; a withdrawal takes off what was written, and nothing is crossed out.
The status is where the last entry left it, so that desks find what waits; a test replays entries and holds the two
against each other.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assay.credentials.models import Award
from assay.credits.models.licenses import License
from assay.credits.rules.nouns import OF_EMPLOYERS, Approver
from assay.people.models import Organization, Person


class CreditStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for your yes")
    DECLINED = "declined", _("Declined")
    CLAIMED = "claimed", _("Waits for the coordinator")
    APPROVED = "approved", _("Approved")
    EXPORTED = "exported", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Sent back")
    REVERSED = "reversed", _("Taken back")


class EntryKind(models.TextChoices):
    """What an entry says: a move into a status, that the amount is another, or that its holder reported it."""

    PROPOSED = "proposed", _("Proposed")
    DECLINED = "declined", _("Declined")
    CLAIMED = "claimed", _("Taken")
    APPROVED = "approved", _("Approved")
    EXPORTED = "exported", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Sent back")
    REVERSED = "reversed", _("Taken back")
    CORRECTED = "corrected", _("Corrected")
    REPORTED = "reported", _("Entered with the state")


#: Entries that move nothing.
STAYS = (EntryKind.CORRECTED, EntryKind.REPORTED)


#: Its learner said yes: of one purpose an award is in one of these once.
TAKEN = (
    CreditStatus.CLAIMED,
    CreditStatus.APPROVED,
    CreditStatus.EXPORTED,
    CreditStatus.ACCEPTED,
    CreditStatus.REJECTED,
)
ZERO = Decimal(0)


class CreditQuerySet(models.QuerySet["Credit"]):
    def visible_to(self, person: Person) -> "CreditQuerySet":
        """One's own."""
        return self.filter(person=person)

    def kept_at(self, places: Sequence[Organization]) -> "CreditQuerySet":
        """What its learner took, and somebody at one of these programs looks after; no proposal, nothing declined."""
        return self.of_programs(places).filter(status__in=TAKEN)

    def of_programs(self, places: Sequence[Organization]) -> "CreditQuerySet":
        """What was ever taken at these programs, and what became of it. What educators report themselves is theirs."""
        return self.under([place.path for place in places])

    def under(self, paths: Sequence[str]) -> "CreditQuerySet":
        """The same by the paths of these programs, as a prepared question takes them."""
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(organization__path__startswith=path)
        ever = CreditEntry.objects.filter(kind=EntryKind.CLAIMED).values("credit")
        return self.filter(wanted, Q(status__in=TAKEN) | Q(pk__in=ever)).exclude(
            approver=Approver.SELF
        )

    def standing(self) -> "CreditQuerySet":
        """Neither declined nor taken back."""
        return self.exclude(status__in=(CreditStatus.DECLINED, CreditStatus.REVERSED))

    def for_checks(self) -> "CreditQuerySet":
        """With everything that a check or a file reads: two queries in all."""
        rows = self.select_related(
            "person", "license", "organization", "award__version", "award__issuer"
        )
        return rows.defer("award__version__data").prefetch_related("entries")

    def with_amounts(self) -> "CreditQuerySet":
        """Each with what it comes to, summed by the database as `total`."""
        total = Coalesce(Sum("entries__amount"), Value(ZERO), output_field=_amount())
        return self.annotate(total=total)


class Credit(models.Model):
    """What one award comes to for one license, or by one rule of pay. Its amount is the sum of its entries."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        CreditStatus.PROPOSED: {
            CreditStatus.CLAIMED,
            CreditStatus.DECLINED,
            CreditStatus.REVERSED,
        },
        CreditStatus.DECLINED: {CreditStatus.PROPOSED},
        CreditStatus.CLAIMED: {
            CreditStatus.APPROVED,
            CreditStatus.DECLINED,
            CreditStatus.REVERSED,
        },
        CreditStatus.APPROVED: {CreditStatus.EXPORTED, CreditStatus.REVERSED},
        CreditStatus.EXPORTED: {
            CreditStatus.ACCEPTED,
            CreditStatus.REJECTED,
            CreditStatus.REVERSED,
        },
        CreditStatus.REJECTED: {
            CreditStatus.APPROVED,
            CreditStatus.DECLINED,
            CreditStatus.REVERSED,
        },
        CreditStatus.ACCEPTED: {CreditStatus.REVERSED},
        CreditStatus.REVERSED: {CreditStatus.PROPOSED},
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="credits")
    #: None: for pay, by a rule of the employer's.
    license = models.ForeignKey(
        License, on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    #: Whose coordinator looks after it: the learner's district, or the program that the state knows as sponsor.
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    purpose = models.CharField(max_length=20)
    unit = models.CharField(max_length=40)
    approver = models.CharField(max_length=10)
    #: Once for its purpose; false where the rule lets another license count it besides.
    exclusive = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=CreditStatus, default=CreditStatus.PROPOSED)
    moved_at = models.DateTimeField()
    #: The day on which its holder says to have entered it with the state, where that is theirs to do.
    reported_on = models.DateField(null=True, blank=True)
    #: When its learner was last written to because something stood in the way.
    asked_at = models.DateTimeField(null=True, blank=True)
    #: Its coordinator waits with it, and why; its learner reads the reason. Never while it is approved or sent.
    held_at = models.DateTimeField(null=True, blank=True)
    held_because = models.CharField(max_length=300, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ("-moved_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("award", "license"), name="credit_once_per_license"),
            models.CheckConstraint(
                condition=Q(held_at=None, held_because="")
                | Q(Q(held_at__isnull=False), ~Q(held_because="")),
                name="credit_held_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("award", "rule"),
                condition=Q(license=None),
                name="credit_once_per_rule_of_pay",
            ),
            models.CheckConstraint(
                condition=Q(license=None, purpose__in=OF_EMPLOYERS)
                | Q(~Q(purpose__in=OF_EMPLOYERS), license__isnull=False),
                name="credit_for_a_license_or_pay",
            ),
            models.UniqueConstraint(
                fields=("award", "purpose"),
                condition=Q(
                    exclusive=True,
                    status__in=("claimed", "approved", "exported", "accepted", "rejected"),
                ),
                name="credit_once_per_purpose",
            ),
        )
        indexes = (
            models.Index(fields=("license", "status"), name="credit_license"),
            models.Index(
                fields=("organization", "status", "moved_at"),
                condition=Q(status__in=("claimed", "approved", "exported", "rejected")),
                name="credit_to_look_after",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id} for {self.license_id or self.rule}"

    @property
    def name_to_send(self) -> str:
        """As it stands on the license; for pay the legal name, where somebody gave one."""
        if self.license is not None:
            return self.license.name_on_license
        legal = f"{self.person.legal_given_names} {self.person.legal_family_names}".strip()
        return legal or self.person.display_name

    @property
    def identifier(self) -> str:
        """By which whoever gets it knows the learner: the license's number, or that of the roster."""
        if self.license is not None:
            return self.license.identifier
        return self.person.sourced_id or ""

    @cached_property
    def balance(self) -> Decimal:
        """What it comes to: summed of the entries that were read."""
        return sum((entry.amount for entry in self.entries.all()), ZERO)


class CreditEntry(models.Model):
    """One move of a credit. Written once; `amount` is by how much it changed what the credit comes to.

    `explanation` is how the rule came to it, as data (`credits.explanation`); `sha256` covers all of the entry and the
    hash of the entry before, and stands in the record's event.
    """

    credit = models.ForeignKey(Credit, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … without gaps
    kind = models.CharField(max_length=10, choices=EntryKind)
    amount = models.DecimalField(max_digits=9, decimal_places=4, default=ZERO)
    reason = models.CharField(
        max_length=300, blank=True
    )  # why it was sent back, declined or taken back
    explanation = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["CreditEntry"]] = models.Manager()

    class Meta:
        ordering = ("credit", "number")
        constraints = (
            models.UniqueConstraint(fields=("credit", "number"), name="credit_entry_in_order"),
            models.CheckConstraint(condition=Q(number__gte=1), name="credit_entry_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.credit_id}.{self.number} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it. Raises TypeError for one that stands: a correction is another entry."""
        if self.pk is not None:
            raise TypeError("An entry of the ledger is written once. Write another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An entry of the ledger stays.")


def _amount() -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(max_digits=9, decimal_places=4)
