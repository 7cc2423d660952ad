"""Nouns of a stack's own badge: by which track it was completed, and which badges counted."""

from typing import ClassVar

from django.db import models

from assay.catalog.models import Stack
from assay.credentials.models.awards import Award


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
