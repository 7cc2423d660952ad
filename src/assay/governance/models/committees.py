"""A committee with its charter, its seats, and who holds each from when until when."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.governance.quorum import quorum_among, quorum_of
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Membership, Organization, Person, Role
from assay.program.policies import CommitteePolicy, in_force

SEATED = (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
READERS = (*SEATED, Role.PROGRAM_ADMIN)


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, person: Person) -> "CommitteeQuerySet":
        """Those of programs in which somebody sits on the committee or administers."""
        return self.read_from(paths_as(person, READERS))

    def read_from(self, paths: Sequence[str]) -> "CommitteeQuerySet":
        """The same by the paths of these programs, as a prepared question takes them."""
        found = Q(pk__in=())
        for path in paths:
            found |= Q(organization__path__startswith=path)
        return self.filter(found)


def paths_as(person: Person, roles: Sequence[str]) -> list[str]:
    """Where somebody holds one of these roles today."""
    return [place.path for place in person.organizations_as(*roles)]


class Sitting(NamedTuple):
    """Who sits today, in which seat, and since when."""

    person_id: int
    kind: str  # `SeatKind`
    department_id: int | None
    first_on: date
    term_id: int


class Committee(models.Model):
    """The steering committee of one program; a program has one at most."""

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="committee"
    )
    name = models.CharField(max_length=120)
    charter = models.TextField()
    meets = models.CharField(max_length=120, blank=True)  # "monthly during the school year"
    established_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    established_at = models.DateTimeField()

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def terms(self, day: date | None = None) -> "TermQuerySet":
        """Who sits on it on a day, today by default; not who has lost the role, or whose account is closed."""
        return Term.objects.filter(seat__committee=self).current(day).serving(day)

    def sitting(self) -> "list[Sitting]":
        """The same for today, each as what rules ask of it. One query."""
        return [Sitting(*row) for row in _sitting(self.pk, today())]

    def quorum(self, filled: int, free: int | None = None) -> int:
        """How many have to vote, by the policy in force, where so many seats are filled and so many may vote."""
        percent = in_force(CommitteePolicy, within=self.organization_id).quorum_percent
        return quorum_of(filled, percent) if free is None else quorum_among(filled, free, percent)


class SeatKind(models.TextChoices):
    """For whom a seat speaks."""

    CHAIR = "chair", _("Chair")
    DEPARTMENT = "department", _("Department")
    TEACHER = "teacher", _("Teachers")
    PRINCIPAL = "principal", _("Principals")
    HUMAN_RESOURCES = "human-resources", _("Human resources")
    UNION = "union", _("Union")
    LEARNER_REPRESENTATIVE = "learner-representative", _("Learners")
    OTHER = "other", _("Other")


class Seat(models.Model):
    """One place on a committee. A seat of a department names it; there is one chair."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=30, choices=SeatKind)
    department = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)  # "elected by teachers"
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("committee", "order"), name="seat_in_order"),
            models.UniqueConstraint(
                fields=("committee",), condition=Q(kind="chair"), name="seat_one_chair"
            ),
        )

    def __str__(self) -> str:
        kind = str(SeatKind(self.kind).label)
        return f"{kind}: {self.department.name}" if self.department else kind

    @property
    def role(self) -> Role:
        """What its holder is in the committee's program."""
        chair = self.kind == SeatKind.CHAIR
        return Role.COMMITTEE_CHAIR if chair else Role.COMMITTEE_MEMBER


def _serves(day: date | None) -> Exists:
    held = Membership.objects.current(day).filter(
        person=OuterRef("person"),
        organization=OuterRef("seat__committee__organization"),
        role__in=SEATED,
    )
    return Exists(held.filter(person__is_active=True))


class TermQuerySet(models.QuerySet["Term"]):
    def current(self, day: date | None = None) -> "TermQuerySet":
        """In force on a day, today by default."""
        day = day or today()
        return self.filter(Q(first_on__lte=day), Q(until_on=None) | Q(until_on__gt=day))

    def with_service(self, day: date | None = None) -> "TermQuerySet":
        """Each with `serves`: its holder has a role of the committee on a day, and an open account."""
        return self.annotate(serves=_serves(day))

    def serving(self, day: date | None = None) -> "TermQuerySet":
        """Those whose holders can take part: a seat alone votes on nothing, and counts for no quorum."""
        return self.filter(_serves(day))

    def overlapping(self, first_on: date, until_on: date | None) -> "TermQuerySet":
        """Those that share a day with another span, which may be open."""
        found = self.filter(Q(until_on=None) | Q(until_on__gt=first_on))
        return found.filter(first_on__lt=until_on) if until_on else found


class Term(models.Model):
    """A person in a seat, from a day, until a day (exclusive) or open."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    first_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ("seat__order", "-first_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("seat",), condition=Q(until_on=None), name="term_open_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("first_on")), name="term_in_order"
            ),
        )
        indexes = (models.Index(fields=("person", "until_on"), name="term_of_person"),)


@prepared
def _sitting(
    committee: int, day: date
) -> models.QuerySet[Term, tuple[int, str, int | None, date, int]]:
    rows = Term.objects.filter(seat__committee=committee).current(day).serving(day)
    return rows.values_list("person", "seat__kind", "seat__department", "first_on", "pk")
