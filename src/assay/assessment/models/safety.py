"""What staff met in evidence that may harm a child: told to a named person, read by nobody else."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from assay.assessment.models.evaluations import Evaluation
from assay.people.models import Organization, Person, Role


class SafetyReportQuerySet(models.QuerySet["SafetyReport"]):
    def open(self) -> "SafetyReportQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person) -> "SafetyReportQuerySet":
        """Those told in a role this person holds in the learner's program or above it; never of their own work."""
        held = [(m.role, m.organization.path) for m in person.awake_memberships]
        return self.told_to([role for role, _path in held], [path for _role, path in held], person)

    def told_to(
        self, roles: Sequence[str], paths: Sequence[str], person: Person
    ) -> "SafetyReportQuerySet":
        """The same by roles, and the paths of where each is held, as a prepared question takes them."""
        reach = Q(pk__in=())
        for role, path in zip(roles, paths, strict=True):
            reach |= Q(told_role=role, program__path__startswith=path)
        return self.filter(reach).exclude(evaluation__submission__start__person=person)


class SafetyReport(models.Model):
    """Somebody saw in evidence what may be harm to a child. Scoring pauses until the named person has looked."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="safety_reports"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seen = models.TextField()  # what was seen, in their words
    told_role = models.CharField(max_length=30, choices=Role)  # whoever holds it is told
    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    done = models.TextField(blank=True)  # what the named person did
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SafetyReportQuerySet.as_manager()

    class Meta:
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "by"),
                condition=Q(ended_at__isnull=True),
                name="safety_report_open_once",
            ),
        )
