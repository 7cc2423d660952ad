"""A department asks the pool for readers, and who was asked says whether they can."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from assay.assessment.models.evaluations import Assignment, AssignmentStatus
from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person


class ReaderRequestQuerySet(models.QuerySet["ReaderRequest"]):
    def asked_from(self, paths: Sequence[str]) -> "ReaderRequestQuerySet":
        """Those of organizations at one of these paths, or below."""
        reach = Q(pk__in=())
        for path in paths:
            reach |= Q(place__path__startswith=path)
        return self.filter(reach)

    def open(self) -> "ReaderRequestQuerySet":
        return self.filter(ended_at__isnull=True)

    def with_counts(self) -> "ReaderRequestQuerySet":
        """Each with `given_now` (as `ReaderRequest.given`), `asked` and `said_yes`, in the same query."""
        asked = ReaderInvitation.objects.filter(request=OuterRef("pk"))
        given = Assignment.objects.filter(
            status=AssignmentStatus.SCORED,
            assessor__reader_invitations__request=OuterRef("pk"),
            assessor__reader_invitations__answer=ReaderInvitation.YES,
            evaluation__submission__version__micro_credential__reader_requests=OuterRef("pk"),
            ended_at__gte=OuterRef("asked_at"),
        )
        return self.annotate(
            given_now=_counted(given),
            asked=_counted(asked),
            said_yes=_counted(asked.filter(answer=ReaderInvitation.YES)),
        )

    def run_out(self, day: date) -> "ReaderRequestQuerySet":
        """Open, and past their last day."""
        return self.open().filter(until_on__lt=day)


def _counted(rows: "models.QuerySet[Any]") -> Coalesce:
    """How many these are, beside each row that they point at."""
    all_of_them = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(all_of_them.annotate(n=Count("pk")).values("n")), 0)


class ReaderRequest(models.Model):
    """So many readings of some micro-credentials that a department's own assessors cannot give, asked of the pool."""

    DONE, TAKEN_BACK, RAN_OUT = "done", "taken_back", "ran_out"

    place = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    micro_credentials = models.ManyToManyField(MicroCredential, related_name="reader_requests")
    readings = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list)  # codes of those to be read beside the versions' own
    until_on = models.DateField()  # the last day on which help is wanted
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    how_ended = models.CharField(max_length=12, blank=True)

    objects = ReaderRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place",),
                condition=Q(ended_at__isnull=True),
                name="reader_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, how_ended="")
                | (Q(ended_at__isnull=False) & ~Q(how_ended="")),
                name="reader_request_ended_has_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.readings} for {self.place_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def given(self) -> int:
        """Readings handed over since by those who said yes. One query."""
        rows = Assignment.objects.filter(
            status=AssignmentStatus.SCORED,
            assessor__in=self.invitations.filter(answer=ReaderInvitation.YES).values("person"),
            evaluation__submission__version__micro_credential__in=self.micro_credentials.values(
                "pk"
            ),
            ended_at__gte=self.asked_at,
        )
        return rows.count()


class ReaderInvitationQuerySet(models.QuerySet["ReaderInvitation"]):
    def open_for(self, person: Person) -> "ReaderInvitationQuerySet":
        """Theirs, of requests that have not ended."""
        return self.filter(person=person, request__ended_at__isnull=True)


class ReaderInvitation(models.Model):
    """An assessor of the pool who was asked, and their answer."""

    YES, NO = "yes", "no"

    request = models.ForeignKey(ReaderRequest, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reader_invitations")
    answer = models.CharField(max_length=3, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReaderInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("request", "person"), name="reader_invited_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="reader_invitation_answered_has_when",
            ),
        )
