"""Licenses of people: one cycle each, seen by their holder alone."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from assay.people.models import Person


class LicenseQuerySet(models.QuerySet["License"]):
    def visible_to(self, person: Person) -> "LicenseQuerySet":
        """A license is its holder's own: no supervisor sees it and no administrator.

        Name and number of one that credit was taken for are read by the coordinator of that credit, and nobody else.
        """
        return self.filter(person=person)

    def kept(self) -> "LicenseQuerySet":
        return self.filter(ended_at=None)

    def overlapping(self, rule: str, first: date, last: date) -> "LicenseQuerySet":
        return self.filter(rule=rule, first__lte=last, last__gte=first)


class License(models.Model):
    """One cycle of one license: from its issue to its expiry, both days included (requirement D7).

    `rule` is the id of a rule of credit, `kind` one of the kinds that the rule asks different things of. The name on
    the license is kept apart from the name a person is shown by.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="licenses")
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    name_on_license = models.CharField(max_length=120)
    identifier = models.CharField(max_length=40, blank=True)
    #: Its holder's own word that the employer approved their plan of learning, where a rule asks for one.
    has_plan = models.BooleanField(default=False)
    first = models.DateField()
    last = models.DateField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LicenseQuerySet.as_manager()

    class Meta:
        ordering = ("last", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="license_in_order"),
        )
        indexes = (
            models.Index(
                fields=("person", "last"), condition=Q(ended_at=None), name="license_kept"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}, {self.first} to {self.last}"
