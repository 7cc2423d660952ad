"""Links by which somebody without an account sees a learner's badges and credit, until a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.lib.clock import today
from assay.lib.ids import token
from assay.people.models import Person


class CreditLinkQuerySet(models.QuerySet["CreditLink"]):
    def visible_to(self, person: Person) -> "CreditLinkQuerySet":
        """One's own."""
        return self.filter(person=person)

    def working(self) -> "CreditLinkQuerySet":
        """Links that still open: not ended, their last day not over."""
        return self.filter(Q(ended_at=None), until_on__gte=today(), person__is_active=True)


class CreditLink(models.Model):
    """A link that its learner gave to one office; it opens until its last day, or until it is ended."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credit_links")
    token = models.CharField(max_length=64, unique=True, default=token)
    label = models.CharField(max_length=120)  # for its learner: "HR office"
    #: What it shows of credit: for these licenses of its learner's, and whether for pay.
    licenses = models.JSONField(default=list)
    pay = models.BooleanField(default=False)
    #: Which badges, by the ids of their awards; None: all in force, whenever it is opened.
    badges = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CreditLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.label

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.until_on >= today()


class LinkOpening(models.Model):
    """That a link was opened, and when. Nothing is kept of who it was."""

    link = models.ForeignKey(CreditLink, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["LinkOpening"]] = models.Manager()

    class Meta:
        ordering = ("-at", "-pk")
