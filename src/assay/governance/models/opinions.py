"""What learners say of a version while it is in pilot, heard before it is decided."""

from typing import ClassVar

from django.db import models

from assay.catalog.models import Version
from assay.people.models import Person


class Opinion(models.Model):
    """One learner's on one version in pilot, in their own words; read without their name, and theirs to change."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Opinion"]] = models.Manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (models.UniqueConstraint(fields=("version", "person"), name="opinion_once"),)
