"""What readings made twice have come to, counted now and then so that no page counts them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from assay.assessment.models.evaluations import Evaluation
from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person


class Figures(models.Model):
    """The counts of one scoring version, and when they were made: all figures of agreement are worked out from these.

    Counts alone: of levels given by two (`monitoring/counts.py` says in what shape), never a word, never a learner.
    """

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="figures"
    )
    major = models.CharField(max_length=10)  # scoring version, as with assessors: "2"
    counts = models.JSONField(default=dict)
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


class ReaderFiguresQuerySet(models.QuerySet["ReaderFigures"]):
    """Questions about assessors beside others."""

    def by_reader(self, least: int) -> "models.QuerySet[ReaderFigures, Any]":
        """One row for each person, all added up: `share` is None where it would rest on fewer than `least`."""
        sums = {f"all_{name}": models.Sum(name) for name in ReaderFigures.SUMMED}
        share = models.F("all_same") * 1.0 / models.F("all_scores")
        return self.values("person").annotate(
            **sums, share=models.Case(models.When(all_scores__gte=least, then=share), default=None)
        )


class ReaderFigures(models.Model):
    """How one assessor's levels of one scoring version lay beside those of others who read the same.

    Counted with the rest of the figures, from the same pairs. `same` of `scores`: beside another reader, of what nobody
    chose; the next two beside the experts of anchors. `above` and `below`: how often the own level was, of both.
    """

    SUMMED: ClassVar = ("same", "scores", "expert_same", "expert_scores")

    figures = models.ForeignKey(Figures, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    same = models.PositiveIntegerField()
    scores = models.PositiveIntegerField()
    expert_same = models.PositiveIntegerField()
    expert_scores = models.PositiveIntegerField()
    above = models.PositiveIntegerField()
    below = models.PositiveIntegerField()
    criteria = models.JSONField(default=dict)  # criterion id -> [same, all], of both
    months = models.JSONField(default=dict)  # "2026-11" -> [same, all], of both

    objects = ReaderFiguresQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("figures", "person"), name="figures_of_reader_once_a_version"
            ),
        )
        indexes = (
            # A list of readers is added up from this index alone, person by person.
            models.Index(
                fields=("person", "figures", "same", "scores", "expert_same", "expert_scores"),
                name="figures_by_reader",
            ),
        )


class ReadingPair(models.Model):
    """Two readings of one submission as they were counted: what the list behind a number shows, and finds it by.

    Counted with the rest of the figures, from the same pairs, so that a number and its list tell of the same.
    """

    figures = models.ForeignKey(
        Figures, on_delete=models.CASCADE, related_name="pairs", db_index=False
    )
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="pairs", db_index=False
    )
    slot = models.PositiveSmallIntegerField()  # of the later one
    kind = models.CharField(max_length=20)  # `readings.Kind`
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    same = models.PositiveSmallIntegerField()  # criteria that got the same level
    asked = models.PositiveSmallIntegerField()  # criteria that both were asked
    apart = models.TextField(blank=True)  # ids of the others, each between two line ends
    is_decided_otherwise = models.BooleanField()
    is_settled = models.BooleanField()  # by a third judgment

    objects: ClassVar[models.Manager["ReadingPair"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "slot"), name="reading_pair_once"),
        )
        # Newest first, of one version and of all; what is rare has an index of its own.
        indexes = (
            models.Index(fields=("figures", "at", "id", "kind"), name="reading_pair_of_version"),
            models.Index(fields=("at", "id", "kind"), name="reading_pair_newest"),
            models.Index(
                fields=("at", "id", "kind"),
                condition=Q(is_decided_otherwise=True),
                name="reading_pair_otherwise",
            ),
            models.Index(
                fields=("at", "id", "kind"),
                condition=Q(is_settled=True),
                name="reading_pair_settled",
            ),
        )

    @staticmethod
    def marked(criterion: str) -> str:
        """How one criterion stands among those that are `apart`."""
        return f"\n{criterion}\n"


class Severity(models.Model):
    """How severe the assessors of a program are by the many-facet Rasch model, or why that cannot be told."""

    program = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="severity")
    reason = models.CharField(max_length=20, blank=True)  # CannotEstimate's, where it was refused
    estimated_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Severity"]] = models.Manager()


class SeverityMeasure(models.Model):
    """How severe one assessor is: 0 is the average, above it is stricter."""

    severity = models.ForeignKey(Severity, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ratings = models.PositiveIntegerField()  # that it rests on
    logits = models.FloatField()
    standard_error = models.FloatField()
    infit = models.FloatField()
    outfit = models.FloatField()

    objects: ClassVar[models.Manager["SeverityMeasure"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("severity", "person"), name="severity_of_reader_once"),
        )
        indexes = (
            models.Index(fields=("severity", "logits", "person"), name="severity_from_least"),
        )
