from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.evidence.models import Submission
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Membership, Organization, OrganizationKind, Person, Role


class Basis(models.TextChoices):
    EXPERT = "expert", _("Expert")
    HOLDER = "holder", _("Holds it")


def _in_the_pool(day: date) -> models.QuerySet[Membership]:
    """For an attestation: its person's roles in the program that issues, as `Person.serves_program` counts them."""
    issuer = models.OuterRef("micro_credential__issuer__path")
    path = {"issuer": models.ExpressionWrapper(issuer, output_field=models.CharField())}
    between = (  # of a department: a school or another program that it belongs to
        Organization.objects.exclude(kind=OrganizationKind.DEPARTMENT)
        .alias(
            issuer=models.ExpressionWrapper(
                models.OuterRef("issuer"), output_field=models.CharField()
            ),
            below=models.ExpressionWrapper(
                models.OuterRef("organization__path"), output_field=models.CharField()
            ),
        )
        .filter(path__startswith=models.F("issuer"), below__startswith=models.F("path"))
        .exclude(path=models.F("issuer"))
    )
    here = Q(organization__path=models.F("issuer"))
    department = Q(
        organization__kind=OrganizationKind.DEPARTMENT,
        organization__path__startswith=models.F("issuer"),
    )
    consortium = Q(
        organization__kind=OrganizationKind.CONSORTIUM,
        issuer__startswith=models.F("organization__path"),
    )
    held = Membership.objects.current(day).filter(
        person=models.OuterRef("person"), role__in=(Role.ASSESSOR, Role.LEAD_ASSESSOR)
    )
    return held.annotate(**path).filter(here | consortium | (department & ~models.Exists(between)))


class AssessorQuerySet(models.QuerySet["Assessor"]):
    def current(self) -> "AssessorQuerySet":
        return self.filter(ended_at__isnull=True)

    def at_work(self, day: date | None = None) -> "AssessorQuerySet":
        """Certified, with an open account and on a day (today) the role in the pool of the issuer."""
        pool = models.Exists(_in_the_pool(day or today()))
        return self.current().filter(pool, person__is_active=True)

    def enough_for(self, version: Version) -> bool:
        """True if a submission would find as many readers as it needs: two, or one once somebody is calibrated."""
        rows = _readers(version.micro_credential_id, version.major, today())
        return len(rows) == 2 or any(rows)

    def visible_to(self, person: Person) -> "AssessorQuerySet":
        """Attestations for versions whose owner or issuer a lead's role reaches."""
        led = MicroCredential.objects.all().reached_from(
            person.organizations_as(Role.LEAD_ASSESSOR)
        )
        return self.filter(micro_credential__in=led)


@prepared
def _readers(
    micro_credential: int, major: str, day: date
) -> models.QuerySet["Assessor", datetime | None]:
    """Of the first two who may judge it on a day: since when they are calibrated."""
    rows = Assessor.objects.at_work(day).filter(micro_credential=micro_credential, major=major)
    return rows.order_by().values_list("calibrated_at", flat=True)[:2]


class Assessor(models.Model):
    """A person's certification for one scoring version of one micro-credential (D10: expert, or peer who holds it).

    Until calibration exists a lead attests it, and everything they score is scored twice.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessor_for")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="assessors"
    )
    major = models.CharField(max_length=10)  # scoring version: "2"
    basis = models.CharField(max_length=10, choices=Basis)
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    statement = models.TextField(blank=True)  # why they are fit: training, experience
    calibrated_at = models.DateTimeField(
        null=True, blank=True
    )  # agreed with the anchors; until then scored twice
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssessorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential", "major"),
                condition=Q(ended_at__isnull=True),
                name="assessor_once",
            ),
        )


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, person: Person, programs: list[Organization]) -> "ConflictQuerySet":
        """The rows a lead of these programs looks after: both belong there, or are in a pool of theirs."""
        roles = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
        everybody = Person.objects.get_queryset()
        known = Q(pk__in=everybody.within(programs).values("pk"))
        known |= Q(pk__in=everybody.serving(programs, *roles).values("pk"))
        people = everybody.filter(known).values("pk")
        return self.filter(person__in=people, other__in=people)


class Conflict(models.Model):
    """A declared relation that bars one person from judging another's work (family, co-author, supervisor …)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_declared")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_named")
    ground = models.CharField(max_length=40)
    declared_at = models.DateTimeField()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "other", "ground"), name="conflict_once"),
        )


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

    def checked_by(
        self, person: Person, scored: "frozenset[tuple[int, str]]"
    ) -> "EvaluationQuerySet":
        """Rows a lead looks after, and those this person may score (micro-credential, major)."""
        reach = _led(person)
        for major in {major for _pk, major in scored}:
            of_major = [pk for pk, m in scored if m == major]
            number = Q(submission__version__number=major) | Q(
                submission__version__number__startswith=f"{major}."
            )
            reach |= Q(submission__version__micro_credential__in=of_major) & number
        return self.filter(reach).exclude(submission__start__person=person)

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
        """Queued, or scored once with nobody on the other scoring."""
        live = Assignment.objects.filter(evaluation=models.OuterRef("pk"), status__in=LIVE)
        both = models.Exists(live.filter(slot=Slot.FIRST)) & models.Exists(
            live.filter(slot=Slot.SECOND)
        )
        return self.filter(Q(status=Status.QUEUED) | (Q(status=Status.SECOND_SCORING) & ~both))

    def open(self) -> "EvaluationQuerySet":
        return self.filter(status__in=(*IN_WORK, Status.INCOMPLETE))

    def in_work(self) -> "EvaluationQuerySet":
        """In the program's hands."""
        return self.filter(status__in=IN_WORK)

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
    scorings_needed = models.PositiveSmallIntegerField(
        default=1
    )  # 2 where policy asks for double scoring
    why_double = models.CharField(
        max_length=40, blank=True
    )  # first_n | high_stakes | random | attested_only
    released_at = models.DateTimeField(null=True, blank=True)

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
    def public_id(self) -> str:
        """The number by which everybody but the learner knows the submission."""
        return self.submission.public_id


class Screening(models.Model):
    """One completeness check (not a judgment, not an attempt): complete, or incomplete with reasons."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="screenings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    complete = models.BooleanField()
    reasons = models.JSONField(default=list)  # [{"code": "...", "step": "p2a", "line": "..."}]
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Screening"]] = models.Manager()

    class Meta:
        ordering = ("-at",)


class ScreeningDutyQuerySet(models.QuerySet["ScreeningDuty"]):
    def open(self) -> "ScreeningDutyQuerySet":
        return self.filter(ended_at__isnull=True)


class ScreeningDuty(models.Model):
    """One person's turn to screen a submission: taken with one press, ended by the check or when it lies idle."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="duties")
    screener = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScreeningDutyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(ended_at__isnull=True),
                name="one_screener_at_a_time",
            ),
        )


class Inspection(models.Model):
    """Evidence opened by somebody on whose desk it is not: who, in which role, why, and for how long."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="inspections")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Inspection"]] = models.Manager()

    class Meta:
        ordering = ("-opened_at",)


class AssignmentStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    SCORED = "scored", _("Scored")
    RECUSED = "recused", _("Recused")
    LAPSED = "lapsed", _("Lapsed")


class Slot(models.IntegerChoices):
    FIRST = 1, _("First scoring")
    SECOND = 2, _("Second scoring")
    ADJUDICATION = 3, _("Adjudication")


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
            AssignmentStatus.RECUSED,
            AssignmentStatus.LAPSED,
        },
        # Returned by the approver: a scoring is taken up again, an adjudication is made anew. Withdrawn: it lapses.
        AssignmentStatus.SCORED: {AssignmentStatus.ACCEPTED, AssignmentStatus.LAPSED},
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
    def is_open(self) -> bool:
        return self.status in (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED)


class ScoreSheet(models.Model):
    """One assessor's levels and feedback, criterion by criterion; read-only once handed over."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    levels = models.JSONField(default=dict)  # criterion id -> demonstrated | almost | not_yet
    feedback = models.JSONField(default=dict)  # criterion id -> {"strength": str, "next": str}
    summary = models.TextField(blank=True)
    note_to_approver = models.TextField(blank=True)
    notes = models.JSONField(
        default=list
    )  # assessor's own notes: [{"artifact": id, "at": seconds, "text": str}]
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=10, blank=True
    )  # what the rule makes of the levels when handed over
    reason = models.TextField(blank=True)  # of a third judgment: why it was settled so; for staff
    earlier = models.JSONField(
        default=list
    )  # the sheet as handed over before a return, oldest first

    objects: ClassVar[models.Manager["ScoreSheet"]] = models.Manager()


class LateSheet(models.Model):
    """Words written after an assessor's time had run out: kept beside the sheet that ended, for its writer alone.

    It judges nothing and is shown to nobody else. It goes when its writer says so, when they take the submission up
    again with it, and when the submission is decided or withdrawn.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="late_sheets")
    origin = models.CharField(
        max_length=40, blank=True
    )  # the tab it came from: two never overwrite each other
    levels = models.JSONField(default=dict)
    feedback = models.JSONField(default=dict)
    summary = models.TextField(blank=True)
    note_to_approver = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LateSheet"]] = models.Manager()

    class Meta:
        ordering = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(fields=("assignment", "origin"), name="late_sheet_once_a_tab"),
        )


class Decision(models.Model):
    """The outcome of the score sheets by the passing rule; recommended until the approver releases it."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(
        max_length=10, choices=[("earned", _("Earned")), ("not_yet", _("Not yet"))]
    )
    levels = models.JSONField()  # criterion id -> level, carried ones included
    feedback = models.JSONField()  # criterion id -> {"strength": str, "next": str}
    summary = models.TextField(blank=True)
    settled_by = models.CharField(max_length=20)  # single | agreement | adjudication
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()


class Release(models.Model):
    """The approver's act: the decision goes to the learner; or a return to the assessor with a private note."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    released = models.BooleanField()  # False: returned to scoring
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Release"]] = models.Manager()

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",), condition=Q(released=True), name="released_once"
            ),
        )


class Stem(models.Model):
    """A sentence an assessor keeps for feedback at one level, to begin from."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stems")
    level = models.CharField(max_length=20)  # demonstrated | almost | not_yet
    text = models.CharField(max_length=400)
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Stem"]] = models.Manager()

    class Meta:
        ordering = ("level", "text")
        constraints = (
            models.UniqueConstraint(fields=("person", "level", "text"), name="stem_once"),
        )


_ISSUER = "submission__version__micro_credential__issuer__path"
_OWNER = "submission__version__micro_credential__owner__path"


def _versions_under(paths: Sequence[str]) -> models.QuerySet[Version, Any]:
    """Versions whose owner or issuer is one of these organizations or below it: few, so they are asked for first.

    Distinct, though they are: PostgreSQL then plans this by itself, and not as four more tables to be joined.
    """
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    return Version.objects.filter(micro_credential__in=led).order_by().values("pk").distinct()


def _led(person: Person) -> Q:
    reach = Q(pk__in=[])
    for place in person.organizations_as(Role.LEAD_ASSESSOR):
        reach |= Q(**{f"{_ISSUER}__startswith": place.path}) | Q(
            **{f"{_OWNER}__startswith": place.path}
        )
    return reach
