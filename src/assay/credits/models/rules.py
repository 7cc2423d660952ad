"""Rules of a program's own: the text of each record, dated, and never changed."""

from collections.abc import Sequence

from django.db import models

from assay.people.models import Organization, Person


class ProgramRuleQuerySet(models.QuerySet["ProgramRule"]):
    def kept_at(self, places: Sequence[Organization]) -> "ProgramRuleQuerySet":
        """Those of the programs that somebody looks after."""
        wanted = models.Q(pk__in=[])
        for place in places:
            wanted |= models.Q(organization__path__startswith=place.path)
        return self.filter(wanted)


class ProgramRule(models.Model):
    """One record of a rule, as a program wrote it down: a file with one rule and its worked cases.

    A later record of the same name takes its place from its own first day; of two with the same day the one written
    later stands.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)  # its id, in one program only
    purpose = models.CharField(max_length=20)
    since = models.DateField()
    text = models.TextField()  # mc-credit-rules/2
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ProgramRuleQuerySet.as_manager()

    class Meta:
        ordering = ("rule", "since", "pk")
        indexes = (models.Index(fields=("rule", "since"), name="program_rule_record"),)

    def __str__(self) -> str:
        return f"{self.rule} from {self.since}"
