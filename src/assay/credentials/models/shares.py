"""Nouns of sharing: a link to one badge, and a page of the public ones."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.credentials.models.awards import Award
from assay.lib.clock import today
from assay.lib.ids import token
from assay.people.models import Person


class ShareQuerySet(models.QuerySet["Share"]):
    def working(self) -> "ShareQuerySet":
        """Links that still open: not taken back, their last day not over."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=today()), ended_at__isnull=True
        )


class Share(models.Model):
    """A link to one award that the earner gave out; it ends on a day or when taken back."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=64, unique=True, default=token)
    label = models.CharField(max_length=120, blank=True)  # for the earner: "my principal"
    made_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    press = models.CharField(max_length=64, null=True)  # the form that made it; none for a script's

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(fields=("award", "press"), name="share_once_a_press"),
        )

    @property
    def works(self) -> bool:
        return self.ended_at is None and (self.until_on is None or self.until_on >= today())


class PublicPage(models.Model):
    """A page of an earner's public awards, opened by them; taking it away deletes the row."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="public_page")
    slug = models.SlugField(max_length=60, unique=True)  # its address: "ada-marsh"
    statement = models.CharField(max_length=400, blank=True)  # in their own words
    opened_at = models.DateTimeField()

    objects: ClassVar[models.Manager["PublicPage"]] = models.Manager()

    def __str__(self) -> str:
        return self.slug
