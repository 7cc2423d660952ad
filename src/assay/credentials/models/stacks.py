"""Nouns of a stack's own badge: its track, which badges counted, and what is asked once one of them is withdrawn."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Stack
from assay.credentials.models.awards import Award, AwardStatus
from assay.people.models import Person


class StackAward(models.Model):
    """What the award of a stack rests on: complete facts instead of a decision. Its parts never change."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="of_stack")
    stack = models.ForeignKey(Stack, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=60, blank=True)  # its id; "" where the stack has none
    track_title = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager["StackAward"]] = models.Manager()


class StackPart(models.Model):
    """A badge that counted, as it stood when the stack was completed."""

    whole = models.ForeignKey(StackAward, on_delete=models.PROTECT, related_name="parts")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="part_of")

    objects: ClassVar[models.Manager["StackPart"]] = models.Manager()

    class Meta:
        ordering = ("award__earned_on", "award__issued_at", "pk")
        constraints = (models.UniqueConstraint(fields=("whole", "award"), name="stack_part_once"),)


class StackOutcome(models.TextChoices):
    KEEP = "keep", _("The badge of the stack stays")
    WITHDRAW = "withdraw", _("Ask for its withdrawal")


class StackReviewQuerySet(models.QuerySet["StackReview"]):
    def under(self, paths: Sequence[str], person: Person) -> "StackReviewQuerySet":
        """Of badges that issuers under these paths issued; never one's own."""
        reach = Q(pk__in=[])
        for path in paths:
            reach |= Q(whole__award__issuer__path__startswith=path)
        return self.filter(reach).exclude(whole__award__person=person)

    def open(self) -> "StackReviewQuerySet":
        """Still asked: a badge that was withdrawn for another reason asks nothing more.

        Looked up by their keys: there are few, and a database that began with the badges would read all of them.
        """
        asked = StackReview.objects.filter(outcome="").order_by()
        return self.filter(pk__in=asked.values("pk"), whole__award__status=AwardStatus.ISSUED)


class StackReview(models.Model):
    """A badge inside that of a stack was withdrawn; a person says whether the whole stays."""

    whole = models.ForeignKey(StackAward, on_delete=models.PROTECT, related_name="reviews")
    part = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")  # the first one
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=StackOutcome, blank=True)
    reason = models.TextField(blank=True)  # the earner reads it
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StackReviewQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("whole",), condition=Q(outcome=""), name="one_open_review_per_stack"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, by__isnull=True)
                | (~Q(outcome="") & Q(ended_at__isnull=False, by__isnull=False)),
                name="stack_review_has_who",
            ),
        )
