"""What readings made twice have come to, counted now and then so that no page counts them."""

from typing import ClassVar

from django.db import models

from assay.catalog.models import MicroCredential
from assay.people.models import Organization


class Figures(models.Model):
    """The counts of one scoring version, and when they were made: all figures of agreement are worked out from these.

    Counts alone: of levels given by two (`monitoring/counts.py` says in what shape), never a word, never a learner.
    """

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="figures"
    )
    major = models.CharField(max_length=10)  # scoring version, as with assessors: "2"
    counts = models.JSONField(default=dict)
    people = models.JSONField(default=dict)  # the same by assessor
    title = models.CharField(max_length=200)  # of the newest version that was read
    language = models.CharField(max_length=20, default="en")  # of these titles
    criteria = models.JSONField(default=dict)  # criterion id -> its title there
    counted_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Figures"]] = models.Manager()

    class Meta:
        ordering = ("micro_credential", "major")
        constraints = (
            models.UniqueConstraint(
                fields=("micro_credential", "major"), name="figures_of_version_once"
            ),
        )


class Severity(models.Model):
    """How severe the assessors of a program are by the many-facet Rasch model, or why that cannot be told."""

    program = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="severity")
    measures = models.JSONField(
        default=dict
    )  # person -> [ratings, logits, standard error, infit, outfit]
    reason = models.CharField(max_length=20, blank=True)  # CannotEstimate's, where it was refused
    estimated_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Severity"]] = models.Manager()
