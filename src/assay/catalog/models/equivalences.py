"""That a badge of one micro-credential counts as another's, from a day on, as a committee decided."""

from django.db import models
from django.db.models import F, Q

from assay.catalog.models.micro_credentials import MicroCredential
from assay.lib.clock import today
from assay.people.models import Organization, Person


class EquivalenceQuerySet(models.QuerySet["Equivalence"]):
    def in_force(self) -> "EquivalenceQuerySet":
        """Begun, and not ended; the day on which it ends included."""
        day = today()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), first_on__lte=day)

    def of_programs(self, programs: list[Organization]) -> "EquivalenceQuerySet":
        """Those by which something counts as what these programs keep."""
        found = Q(pk__in=())
        for program in programs:
            found |= Q(target__issuer__path__startswith=program.path)
            found |= Q(target__owner__path__startswith=program.path)
        return self.filter(found)


class Equivalence(models.Model):
    """A badge of `source` counts as one of `target` in stacks. Two rows where it goes both ways.

    `in_favor`, `against`: of the committee; none where an administrator decided, since none sits.
    """

    source = models.ForeignKey(MicroCredential, on_delete=models.PROTECT, related_name="counts_as")
    target = models.ForeignKey(MicroCredential, on_delete=models.PROTECT, related_name="counted_by")
    first_on = models.DateField()
    reason = models.TextField()
    dissent = models.TextField(blank=True)
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)  # the last day
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EquivalenceQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "target"), condition=Q(ended_on=None), name="equated_once"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="equated_are_two"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="equated_ended_has_who",
            ),
        )

    @property
    def never_began(self) -> bool:
        """Ended before its first day."""
        return self.ended_on is not None and self.ended_on < self.first_on
