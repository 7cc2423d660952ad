"""A cohort, who is in it, and its days. Its dates never lock or end anything."""

from datetime import date, datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Stack
from assay.coaching.models import reach_of
from assay.lib.clock import today
from assay.people.models import (
    Membership,
    Organization,
    Person,
    Role,
    administered_paths,
    below,
)
from assay.program.models import StrategicGoal

#: Who convenes by their role: administrators, heads of schools and departments, coaches.
CONVENERS = (Role.PROGRAM_ADMIN, Role.PRINCIPAL, Role.DEPARTMENT_HEAD, Role.COACH)


class CohortKind(models.TextChoices):
    COHORT = "cohort", _("Cohort")
    PLC = "plc", _("PLC of a school")


class CohortStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Ended")


def belonging_to(person: Person) -> Q:
    """Cohorts of the places where somebody belongs today, and of what lies above them."""
    held = person.current_memberships
    above = {pk for membership in held for pk in membership.organization.lineage}
    return Q(organization__in=sorted(above))


def convening_paths(person: Person) -> list[str]:
    """Where somebody convenes by their role: there and below; from an office, where the office belongs."""
    return [reach_of(place).path for place in person.organizations_as(*CONVENERS)]


def _reached(person: Person) -> Q:
    return belonging_to(person) | below(convening_paths(person), "organization__path")


def is_member(person: Person) -> Q:
    """Cohorts that somebody is in, or convenes."""
    in_it = CohortMember.objects.joined().filter(person=person)
    return Q(pk__in=in_it.values("cohort")) | Q(conveners=person)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, person: Person) -> "CohortQuerySet":
        """Open ones of one’s own places; one’s own also when they have ended; and all that one looks after."""
        theirs = _reached(person) & (Q(status=CohortStatus.OPEN) | is_member(person))
        looked_after = below(administered_paths(person), "organization__path")
        return self.filter(pk__in=Cohort.objects.filter(theirs | looked_after).values("pk"))

    def mine(self, person: Person) -> "CohortQuerySet":
        """Those somebody is in or convenes, while its place is one of theirs."""
        rows = Cohort.objects.filter(_reached(person) & is_member(person))
        return self.filter(pk__in=rows.values("pk"))

    def open(self) -> "CohortQuerySet":
        return self.filter(status=CohortStatus.OPEN)


class Cohort(models.Model):
    """Educators who take up the same micro-credentials in the same months. Whoever belongs to its place joins and
    leaves as they like.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        CohortStatus.OPEN: {CohortStatus.CLOSED},
        CohortStatus.CLOSED: {CohortStatus.OPEN},
    }

    kind = models.CharField(max_length=20, choices=CohortKind, default=CohortKind.COHORT)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=500)
    micro_credentials = models.ManyToManyField(MicroCredential, related_name="cohorts", blank=True)
    stack = models.ForeignKey(
        Stack, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    strategic_goal = models.ForeignKey(
        StrategicGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    conveners = models.ManyToManyField(Person, related_name="convenes")
    first_on = models.DateField(null=True, blank=True)  # as it is meant; locks nothing
    until_on = models.DateField(null=True, blank=True)  # as it is meant; ends nothing
    status = models.CharField(max_length=20, choices=CohortStatus, default=CohortStatus.OPEN)
    convened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "name"),
                condition=Q(status="open"),
                name="cohort_open_name_once",
            ),
            models.CheckConstraint(
                condition=Q(first_on=None) | Q(until_on=None) | Q(until_on__gte=F("first_on")),
                name="cohort_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None)
                | Q(status="closed", ended_at__isnull=False),
                name="cohort_ended",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == CohortStatus.OPEN

    @property
    def is_plc(self) -> bool:
        return self.kind == CohortKind.PLC


class CohortMemberQuerySet(models.QuerySet["CohortMember"]):
    def joined(self) -> "CohortMemberQuerySet":
        """Who has not left."""
        return self.filter(left_at=None)

    def current(self) -> "CohortMemberQuerySet":
        """Of these, who belongs to its place today and has an account in use."""
        held = Membership.objects.current().filter(
            person=OuterRef("person"),
            organization__path__startswith=OuterRef("cohort__organization__path"),
        )
        return self.joined().filter(Exists(held), person__is_active=True)

    def with_place(self, cohort: Cohort) -> "CohortMemberQuerySet":
        """With the person, and `place`: the name of their school or office within the cohort’s own place."""
        held = Membership.objects.current().workplaces().filter(person=OuterRef("person"))
        held = held.filter(organization__path__startswith=cohort.organization.path)
        names = held.order_by("-organization__kind", "pk").values("organization__name")
        return self.select_related("person").annotate(place=Subquery(names[:1]))

    def telling(self) -> "CohortMemberQuerySet":
        """Who agreed that their steps are counted."""
        return self.current().filter(tells_steps=True)


class CohortMember(models.Model):
    """Somebody is in a cohort, by their own press; one row, also where they come back."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cohort_memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    tells_steps = models.BooleanField(default=False)  # counted in what the group has done
    wants_nudges = models.BooleanField(default=False)  # by e-mail, once a week at most
    nudged_on = models.DateField(null=True, blank=True)  # the last one

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        ordering = ("person__display_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("cohort", "person"), name="cohort_member_once"),
        )


class CohortDayKind(models.TextChoices):
    KICK_OFF = "kick_off", _("Kick-off")
    DROP_IN = "drop_in", _("Drop-in time")
    AIM = "aim", _("We mean to have submitted")


class CohortDayQuerySet(models.QuerySet["CohortDay"]):
    def standing(self) -> "CohortDayQuerySet":
        """Those that were not called off."""
        return self.filter(called_off_at=None)

    def to_come(self, day: date | None = None) -> "CohortDayQuerySet":
        """From a day (today) on."""
        return self.standing().filter(day__gte=day or today())


class CohortDay(models.Model):
    """A day of a cohort: its kick-off, a drop-in time, or the soft day by which the group means to have submitted."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="days")
    kind = models.CharField(max_length=20, choices=CohortDayKind)
    day = models.DateField()
    time = models.TimeField(null=True, blank=True)  # None: the whole day
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=400, blank=True)  # where it is held online
    words = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = CohortDayQuerySet.as_manager()

    class Meta:
        ordering = ("day", F("time").asc(nulls_first=True), "pk")

    @property
    def begins(self) -> datetime | None:
        """The moment, where a time was said."""
        return None if self.time is None else timezone.make_aware(at_time(self.day, self.time))

    @property
    def is_aim(self) -> bool:
        return self.kind == CohortDayKind.AIM

    @property
    def is_over(self) -> bool:
        return self.day < today()


def at_time(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment)
