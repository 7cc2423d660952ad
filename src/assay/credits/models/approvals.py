"""What a state or district has approved, so that an award counts toward a license."""

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person


class Approved(models.TextChoices):
    """What an approval is of, as rules of credit name it."""

    PROGRAM = "program", _("Program with a number")
    COMPONENT = "component", _("Component of a district's catalog")
    PROVIDER = "provider", _("Provider")
    CATEGORY = "category", _("Category it counts in")
    PART = "part", _("Part of a program that counts as a whole")


class CreditApprovalQuerySet(models.QuerySet["CreditApproval"]):
    def visible_to(
        self, person: Person, places: Sequence[Organization]
    ) -> "CreditApprovalQuerySet":
        """Those of the programs whose credit somebody looks after."""
        return self.under([place.path for place in places])

    def under(self, paths: Sequence[str]) -> "CreditApprovalQuerySet":
        """The same by the paths of these programs, as a prepared question takes them."""
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(organization__path__startswith=path)
        return self.filter(wanted)

    def current(self) -> "CreditApprovalQuerySet":
        return self.filter(ended_at=None)

    def in_force(self, day: date) -> "CreditApprovalQuerySet":
        return self.current().filter(first__lte=day, last__gte=day)

    def naming(self, words: str) -> "CreditApprovalQuerySet":
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(number__icontains=word)
                | Q(rule__icontains=word)
                | Q(micro_credential__current__title__icontains=word)
            )
        return rows


class CreditApproval(models.Model):
    """What somebody outside approved, under one rule: a program with its hours, a component, or the provider itself.

    Without it a rule that asks for one counts nothing. An approval of the provider names no micro-credential and holds
    for all that the organization issues. Where a rule asks for none, a row may still say the category.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    what = models.CharField(max_length=10, choices=Approved)
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField(max_length=60)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    category = models.CharField(max_length=60, blank=True)
    #: Which part: a group of the rule's program, or its capstone.
    part = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField()
    first = models.DateField()
    last = models.DateField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CreditApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("-last", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="credit_approval_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(what="program")
                | Q(hours__isnull=False, micro_credential__isnull=False),
                name="credit_approval_of_a_program",
            ),
            models.CheckConstraint(
                condition=Q(~Q(what="part"), part="")
                | Q(Q(what="part", micro_credential__isnull=False), ~Q(part="")),
                name="credit_approval_of_a_part",
            ),
        )
        indexes = (
            models.Index(
                fields=("rule", "organization"),
                condition=Q(ended_at=None),
                name="credit_approval_kept",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.number}"
