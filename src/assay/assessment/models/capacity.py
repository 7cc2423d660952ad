"""How much an assessor takes on: what they and a lead agreed, and what they themselves say."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assay.lib.clock import today
from assay.people.models import Person


class CapacityQuerySet(models.QuerySet["Capacity"]):
    def in_force(self, day: date | None = None) -> "CapacityQuerySet":
        """Of a day, today by default."""
        day = day or today()
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)


class Capacity(models.Model):
    """So many submissions a week, agreed with a lead, from a day on; `until_on` is the first day it no longer counts.

    Who has no row has the share of the policy.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="capacities")
    per_week = models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(40)]
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    objects = CapacityQuerySet.as_manager()

    class Meta:
        ordering = ("-from_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(until_on__isnull=True), name="capacity_once"
            ),
            models.CheckConstraint(condition=Q(per_week__range=(0, 40)), name="capacity_in_bounds"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="capacity_ends_after_it_begins",
            ),
        )


def agreed(people: Iterable[int]) -> dict[int, Decimal]:
    """What each of these people agreed on for today, a week; nothing for those who have the policy's share."""
    rows = Capacity.objects.in_force().filter(person__in=list(people))
    return dict(rows.order_by("from_on", "pk").values_list("person", "per_week"))


class Availability(models.Model):
    """What an assessor says of themselves: languages they read, whether offers may come unasked, and until when not.

    `languages` are beside those of what they are certified for. `takes_offers` is None where the policy decides.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="availability")
    languages = models.JSONField(default=list, blank=True)
    takes_offers = models.BooleanField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)  # the first day on which they are back
    said_at = models.DateTimeField()
