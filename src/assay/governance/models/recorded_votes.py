"""Votes that are recorded by name: on more people in a pilot, and on what a department adds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.governance.models.decisions import PilotWidened
from assay.people.models import Person
from assay.program.models import ExtensionDecision


class RecordedChoice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")
    RECUSED = "recused", _("Took no part")


class RecordedVote(models.Model):
    """How one member voted on one of them, as whoever presides put it on record; what was decided before there were
    any has its totals alone. Never changed."""

    widening = models.ForeignKey(
        PilotWidened, on_delete=models.PROTECT, null=True, blank=True, related_name="votes"
    )
    extension_decision = models.ForeignKey(
        ExtensionDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="votes"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=RecordedChoice)

    objects: ClassVar[models.Manager["RecordedVote"]] = models.Manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("widening", "person"), name="widening_vote_once"),
            models.UniqueConstraint(
                fields=("extension_decision", "person"), name="extension_vote_once"
            ),
            models.CheckConstraint(
                condition=Q(widening=None, extension_decision__isnull=False)
                | Q(widening__isnull=False, extension_decision=None),
                name="recorded_vote_on_one",
            ),
        )
