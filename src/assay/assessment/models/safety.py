"""What staff met in evidence that may harm a child: told to a named person, read by nobody else."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from assay.assessment.models.anchors import Anchor
from assay.assessment.models.evaluations import Evaluation
from assay.people.models import Organization, Person, Role

#: How long a report may wait for somebody to take it, before those who are told hear of it again, and administrators.
UNTAKEN = timedelta(days=1)


class SafetyReportQuerySet(models.QuerySet["SafetyReport"]):
    def open(self) -> "SafetyReportQuerySet":
        return self.filter(ended_at__isnull=True)

    def untaken(self, since: datetime) -> "SafetyReportQuerySet":
        """Reported before that moment, and nobody looks after it."""
        return self.filter(taken_by__isnull=True, reported_at__lt=since)

    def in_programs(self, paths: Sequence[str]) -> "SafetyReportQuerySet":
        """Of programs at these paths or below."""
        reach = Q(pk__in=())
        for path in paths:
            reach |= Q(program__path__startswith=path)
        return self.filter(reach)

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
        return self.filter(reach).not_of(person)

    def not_of(self, person: Person) -> "SafetyReportQuerySet":
        """Not about work of theirs, nor about a copy of it."""
        rows = self.exclude(evaluation__submission__start__person=person)
        return rows.exclude(anchor__permission__submission__start__person=person)


class SafetyReport(models.Model):
    """Somebody saw in evidence what may be harm to a child. Scoring pauses until the named person has looked.

    In a submission's, or in an anchor's, which whoever reads it may take for one: exactly one of the two is set.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="safety_reports"
    )
    anchor = models.ForeignKey(
        Anchor, on_delete=models.PROTECT, null=True, blank=True, related_name="safety_reports"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seen = models.TextField()  # what was seen, in their words
    told_role = models.CharField(max_length=30, choices=Role)  # whoever holds it is told
    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)  # of one that nobody has taken
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
            models.UniqueConstraint(
                fields=("anchor", "by"),
                condition=Q(ended_at__isnull=True),
                name="safety_report_of_anchor_open_once",
            ),
            models.CheckConstraint(
                condition=Q(evaluation__isnull=False, anchor__isnull=True)
                | Q(evaluation__isnull=True, anchor__isnull=False),
                name="safety_report_of_one_thing",
            ),
        )

    @property
    def subject(self) -> Evaluation | Anchor:
        """What its evidence belongs to."""
        found = self.evaluation or self.anchor
        assert found is not None  # the constraint
        return found

    @property
    def number(self) -> str:
        """By which whoever reported it knows the work."""
        return self.subject.public_id
