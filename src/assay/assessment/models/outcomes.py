"""What decisions have come to, counted now and then so that no page counts them."""

from collections.abc import Sequence

from django.db import models

from assay.catalog.models import MicroCredential


class OutcomeFiguresQuerySet(models.QuerySet["OutcomeFigures"]):
    def under(self, paths: Sequence[str]) -> "OutcomeFiguresQuerySet":
        """Of what is owned or issued at one of these paths, or below."""
        reach = MicroCredential.objects.all().under(paths).order_by().values("pk")
        return self.filter(micro_credential__in=reach)


class OutcomeFigures(models.Model):
    """The counts of one scoring version's decisions: how many learners, attempts, days, weeks, and what it cost.

    Counts alone (`monitoring/outcome_counts.py` says in what shape), never a word, never a learner.
    """

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="outcome_figures"
    )
    major = models.CharField(max_length=10)  # scoring version, as with assessors: "2"
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = OutcomeFiguresQuerySet.as_manager()

    class Meta:
        ordering = ("micro_credential", "major")
        constraints = (
            models.UniqueConstraint(
                fields=("micro_credential", "major"), name="outcomes_of_version_once"
            ),
        )
