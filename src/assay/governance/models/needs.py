"""Which needs a proposal serves: the way from what somebody missed to what is made of it, and back."""

from typing import ClassVar

from django.db import models

from assay.governance.models.proposals import Proposal
from assay.people.models import Person
from assay.program.models import Need


class ServedNeed(models.Model):
    """One need that one proposal is made for."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="served")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="served_by")
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    objects: ClassVar[models.Manager["ServedNeed"]] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("proposal", "need"), name="served_once"),)
