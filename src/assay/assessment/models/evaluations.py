"""One judging of a submission handed in, where it is, and the leases of those who read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.evidence.models import Submission
from assay.people.models import Person, Role


class Status(models.TextChoices):
    SCREENING = "screening", _("Checking that it is complete")
    INCOMPLETE = "incomplete", _("Something is missing")
    QUEUED = "queued", _("Waiting for an assessor")
    SCORING = "scoring", _("With an assessor")
    SECOND_SCORING = "second_scoring", _("With a second assessor")
    ADJUDICATION = "adjudication", _("With the lead assessor")
    AWAITING_RELEASE = "awaiting_release", _("Waiting for release")
    RELEASED = "released", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: States of work that is in the program's hands.
IN_WORK = (
    Status.SCREENING,
    Status.QUEUED,
    Status.SCORING,
    Status.SECOND_SCORING,
    Status.ADJUDICATION,
    Status.AWAITING_RELEASE,
)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def led_by(self, person: Person) -> "EvaluationQuerySet":
        """Of versions whose owner or issuer a lead's role reaches; never their own work."""
        paths = [place.path for place in person.organizations_as(Role.LEAD_ASSESSOR)]
        return self.led_from(paths, person)

    def led_from(self, paths: Sequence[str], person: Person) -> "EvaluationQuerySet":
        """The same by the paths of the organizations where that role is held, as a prepared question takes them."""
        rows = self.filter(submission__version__in=_versions_under(paths))
        return rows.exclude(submission__start__person=person)

    def checked_by(self, person: Person) -> "EvaluationQuerySet":
        """Rows that the duty to screen reaches, and those a lead looks after; never their own work."""
        places = person.organizations_as(Role.SCREENER, Role.LEAD_ASSESSOR)
        return self.led_from([place.path for place in places], person)

    def released_by(self, person: Person) -> "EvaluationQuerySet":
        """For issuers that an approver's role reaches; never their own work."""
        paths = [place.path for place in person.organizations_as(Role.APPROVER)]
        return self.released_from(paths, person)

    def released_from(self, paths: Sequence[str], person: Person) -> "EvaluationQuerySet":
        """The same by the paths of the organizations where that role is held, as a prepared question takes them."""
        reach = Q(pk__in=[])
        for path in paths:
            reach |= Q(micro_credential__issuer__path__startswith=path)
        versions = Version.objects.filter(reach).order_by().values("pk").distinct()
        rows = self.filter(submission__version__in=versions)
        return rows.exclude(submission__start__person=person)

    def with_version(self) -> "EvaluationQuerySet":
        return self.select_related(
            "submission__version__micro_credential__issuer", "submission__start"
        )

    def waiting_for_a_scorer(self) -> "EvaluationQuerySet":
        """Queued, or scored once; with nobody on the scoring that is to come, nor offered it; not while paused."""
        live = Assignment.objects.filter(evaluation=models.OuterRef("pk"), status__in=LIVE)
        first = models.Exists(live.filter(slot=Slot.FIRST))
        both = first & models.Exists(live.filter(slot=Slot.SECOND))
        queued = Q(status=Status.QUEUED) & ~first
        waiting = queued | (Q(status=Status.SECOND_SCORING) & ~both)
        return self.filter(waiting, paused_at__isnull=True)

    def open(self) -> "EvaluationQuerySet":
        return self.filter(status__in=(*IN_WORK, Status.INCOMPLETE))

    def in_work(self) -> "EvaluationQuerySet":
        """In the program's hands."""
        return self.filter(status__in=IN_WORK)

    def check_late(self, day: date) -> "EvaluationQuerySet":
        """Still to be checked for completeness, past the day by which that was to be done."""
        return self.filter(status=Status.SCREENING, check_due_on__lt=day)

    def late(self, day: date) -> "EvaluationQuerySet":
        """Past the day promised, and still in the program's hands."""
        return self.in_work().filter(due_on__lt=day)

    def idle(self) -> "EvaluationQuerySet":
        """With somebody who was reminded of it, at half of the idle time, and has not worked on it since."""
        reminded = Assignment.objects.open().filter(
            reminded_at__isnull=False, reminded_at__gte=models.F("touched_at")
        )
        return self.filter(pk__in=reminded.order_by().values("evaluation"))


class Evaluation(models.Model):
    """One judging of a submission handed in, from screening to release."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.SCREENING: {Status.INCOMPLETE, Status.QUEUED, Status.WITHDRAWN},
        Status.INCOMPLETE: {Status.SCREENING, Status.WITHDRAWN},
        Status.QUEUED: {Status.SCORING, Status.WITHDRAWN},
        Status.SCORING: {
            Status.QUEUED,
            Status.SECOND_SCORING,
            Status.ADJUDICATION,
            Status.AWAITING_RELEASE,
            Status.WITHDRAWN,
        },
        Status.SECOND_SCORING: {Status.AWAITING_RELEASE, Status.ADJUDICATION, Status.WITHDRAWN},
        Status.ADJUDICATION: {Status.AWAITING_RELEASE, Status.WITHDRAWN},
        Status.AWAITING_RELEASE: {
            Status.RELEASED,
            Status.SCORING,
            Status.SECOND_SCORING,
            Status.ADJUDICATION,
            Status.WITHDRAWN,
        },
        Status.RELEASED: set(),
        Status.WITHDRAWN: set(),
    }

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="evaluation"
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.SCREENING)
    opened_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()  # promised to the learner
    check_due_on = models.DateField(null=True, blank=True)  # by when it is checked for completeness
    paused_at = models.DateTimeField(
        null=True, blank=True
    )  # a safety report or a hold is open: nothing goes on
    unconfirmed_at = models.DateTimeField(
        null=True, blank=True
    )  # a colleague's word is asked and has not come: not released
    check_reminded_at = models.DateTimeField(null=True, blank=True)  # that day has passed
    scorings_needed = models.PositiveSmallIntegerField(
        default=1
    )  # 2 where policy asks for double scoring
    why_double = models.CharField(
        max_length=40, blank=True
    )  # first_n | high_stakes | pilot | random | attested_only | worth_it; for leads, never for who reads it
    draw = models.FloatField(null=True, blank=True)  # 0 to 1, under a key, when it opened
    asked_again = models.JSONField(default=list)  # criteria the second reader is asked; none: all
    second_percent = models.PositiveSmallIntegerField(
        default=100
    )  # of a whole reading's time that the second one takes
    released_at = models.DateTimeField(null=True, blank=True)
    reopened = models.JSONField(default=list)  # criteria kept from earlier that are asked again

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=("status", "due_on"), name="evaluation_queue"),
            models.Index(fields=("released_at",), name="evaluation_released"),
            # Of what is in work most is not late: PostgreSQL does not expect that, and needs it in order of its days.
            models.Index(
                fields=("due_on", "id"), condition=Q(status__in=IN_WORK), name="evaluation_in_work"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status="released", released_at__isnull=False)
                | (~Q(status="released") & Q(released_at__isnull=True)),
                name="released_has_when",
            ),
        )

    def __str__(self) -> str:
        return f"evaluation of {self.submission_id}"

    @property
    def carried(self) -> dict[str, str]:
        """Criterion id -> level, of what is kept from an earlier attempt and not asked again here."""
        kept: dict[str, str] = self.submission.carried
        return {ident: level for ident, level in kept.items() if ident not in self.reopened}

    @property
    def public_id(self) -> str:
        """The number by which everybody but the learner knows the submission."""
        return self.submission.public_id


class AssignmentStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    SCORED = "scored", _("Scored")
    SET_ASIDE = "set_aside", _("Set aside")  # sent by somebody who had a tie by then: never counted
    RECUSED = "recused", _("Recused")
    LAPSED = "lapsed", _("Lapsed")


class Slot(models.IntegerChoices):
    FIRST = 1, _("First scoring")
    SECOND = 2, _("Second scoring")
    ADJUDICATION = 3, _("Adjudication")
    APPEAL_FIRST = 4, _("New reading after an appeal")
    APPEAL_SECOND = 5, _("New reading after an appeal")
    LAST_FIRST = 6, _("New reading that the chair asked for")
    LAST_SECOND = 7, _("New reading that the chair asked for")


#: The scorings a decision is made of.
JUDGING = (Slot.FIRST, Slot.SECOND, Slot.ADJUDICATION)
#: Which two scorings an appeal asks for, in its first and its last round.
APPEAL_SLOTS = {
    1: (Slot.APPEAL_FIRST, Slot.APPEAL_SECOND),
    2: (Slot.LAST_FIRST, Slot.LAST_SECOND),
}
#: The later of two scorings that know nothing of each other.
LATER_OF_TWO = (Slot.SECOND, Slot.APPEAL_SECOND, Slot.LAST_SECOND)

#: Handed over by their assessor, who cannot tell one from the other.
SENT = (AssignmentStatus.SCORED, AssignmentStatus.SET_ASIDE)

LIVE = (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED, AssignmentStatus.SCORED)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, person: Person) -> "AssignmentQuerySet":
        """An assessor sees only their own assignments, and so only the submissions they were given."""
        return self.filter(assessor=person)

    def led_from(self, paths: Sequence[str], person: Person) -> "AssignmentQuerySet":
        """Of evaluations a lead looks after (`EvaluationQuerySet.led_from`)."""
        rows = self.filter(evaluation__submission__version__in=_versions_under(paths))
        return rows.exclude(evaluation__submission__start__person=person)

    def open(self) -> "AssignmentQuerySet":
        return self.filter(status__in=(AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED))

    def unanswered(self) -> "AssignmentQuerySet":
        """Offers that wait for their assessor's word."""
        return self.filter(status=AssignmentStatus.OFFERED)

    def run_out(self) -> "AssignmentQuerySet":
        """Offers that ended unopened: by time, or given back without a tie."""
        return self.filter(status=AssignmentStatus.LAPSED, accepted_at__isnull=True)

    def barring(self) -> "AssignmentQuerySet":
        """Those whose assessor is not given the same submission once more: all but offers that ran out."""
        return self.exclude(status=AssignmentStatus.LAPSED, accepted_at__isnull=True)

    def taken_since(self, moment: datetime) -> "AssignmentQuerySet":
        """Accepted since then and not given back."""
        return self.filter(status__in=(AssignmentStatus.ACCEPTED, *SENT), accepted_at__gte=moment)

    def sent(self) -> "AssignmentQuerySet":
        """Handed over, whether it counts or not: to its assessor both look the same."""
        return self.filter(status__in=SENT)


class Assignment(models.Model):
    """A lease on a submission for one scoring, with a due date; idle ones lapse and go to somebody else."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        AssignmentStatus.OFFERED: {
            AssignmentStatus.ACCEPTED,
            AssignmentStatus.RECUSED,
            AssignmentStatus.LAPSED,
        },
        AssignmentStatus.ACCEPTED: {
            AssignmentStatus.SCORED,
            AssignmentStatus.SET_ASIDE,
            AssignmentStatus.RECUSED,
            AssignmentStatus.LAPSED,
        },
        # Returned by the approver: a scoring is taken up again, an adjudication is made anew. Withdrawn: it lapses.
        AssignmentStatus.SCORED: {AssignmentStatus.ACCEPTED, AssignmentStatus.LAPSED},
        AssignmentStatus.SET_ASIDE: set(),
        AssignmentStatus.RECUSED: set(),
        AssignmentStatus.LAPSED: set(),
    }

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="assignments")
    slot = models.PositiveSmallIntegerField(choices=Slot)
    assessor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    status = models.CharField(
        max_length=20, choices=AssignmentStatus, default=AssignmentStatus.OFFERED
    )
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()  # last sign of work; idle leases lapse
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recusal_ground = models.CharField(max_length=40, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # half of the idle time has passed

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "slot"),
                condition=Q(status__in=("offered", "accepted", "scored")),
                name="one_live_assignment_per_slot",
            ),
            models.UniqueConstraint(
                fields=("evaluation", "assessor"),
                condition=Q(status__in=("offered", "accepted", "scored")),
                name="one_slot_per_assessor",
            ),
        )
        indexes = (
            models.Index(fields=("assessor", "status", "ended_at"), name="assignment_desk"),
            models.Index(fields=("evaluation", "slot", "status"), name="assignment_slot"),
            models.Index(fields=("status", "reminded_at"), name="assignment_open"),
        )

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def only(self) -> tuple[str, ...]:
        """The criteria that this reading asks, where it is a second one in part; none: all."""
        return tuple(self.evaluation.asked_again) if self.slot == Slot.SECOND else ()

    @property
    def is_open(self) -> bool:
        return self.status in (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED)


def _versions_under(paths: Sequence[str]) -> models.QuerySet[Version, Any]:
    """Versions whose owner or issuer is one of these organizations or below it: few, so they are asked for first.

    Distinct, though they are: PostgreSQL then plans this by itself, and not as four more tables to be joined.
    """
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    return Version.objects.filter(micro_credential__in=led).order_by().values("pk").distinct()


def among(evaluations: EvaluationQuerySet) -> models.Exists:
    """Whether a row's evaluation is one of these. Looked up row by row: for rows that few evaluations have.

    Asked for as `evaluation__in`, SQLite would first gather all evaluations a lead looks after.
    """
    return models.Exists(evaluations.order_by().filter(pk=models.OuterRef("evaluation")))
