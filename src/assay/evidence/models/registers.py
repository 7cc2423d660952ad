"""A class and its signed permission forms: counted once, used by every artifact. Counts and days, never a student."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assay.people.models import Person


class Scope(models.TextChoices):
    """How far the permissions for an artifact reach."""

    ASSESSMENT = "assessment", _("The assessment only")
    TRAINING = "training", _("The training of assessors")
    PUBLIC = "public", _("Showing it to the public")


#: Each form also allows what is narrower than what it says.
ALLOWING: dict[str, tuple[str, ...]] = {
    Scope.ASSESSMENT: (Scope.ASSESSMENT, Scope.TRAINING, Scope.PUBLIC),
    Scope.TRAINING: (Scope.TRAINING, Scope.PUBLIC),
    Scope.PUBLIC: (Scope.PUBLIC,),
}


#: The month in which a school year begins, wherever in the country it is.
FIRST_MONTH = 7


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def last_day_of(school_year: int) -> date:
    """What a printed form names as its last day where it holds for one school year."""
    return date(school_year + 1, FIRST_MONTH, 1) - timedelta(days=1)


def year_said(school_year: int) -> str:
    return f"{school_year}–{(school_year + 1) % 100:02}"


class RegisterQuerySet(models.QuerySet["PermissionRegister"]):
    def visible_to(self, person: Person) -> "RegisterQuerySet":
        """A learner's own: nobody else reads how many families said no."""
        return self.filter(person=person)

    def open(self) -> "RegisterQuerySet":
        return self.filter(closed_at__isnull=True)


class PermissionRegister(models.Model):
    """The permission forms of one class of one learner in one school year."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registers")
    name = models.CharField(max_length=60)  # as its teacher calls the class: "Period 3, biology"
    school_year = models.PositiveSmallIntegerField()  # the one that begins then: 2026 is 2026–27
    students = models.PositiveSmallIntegerField()  # in the class
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # no new artifact takes its numbers

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ("-school_year", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "school_year", "name"), name="register_of_a_class_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"

    @property
    def year(self) -> str:
        return year_said(self.school_year)

    def forms_for(self, scope: str, day: date) -> int:
        """How many forms that stand on this day reach so far. One query, or none where the entries are at hand."""
        return sum(entry.left for entry in self._standing(scope, day))

    def expires_on(self, scope: str, day: date) -> date | None:
        """The last day on which all of these still stand."""
        ends = [entry.expires_on for entry in self._standing(scope, day) if entry.expires_on]
        return min(ends, default=None)

    def _standing(self, scope: str, day: date) -> Iterable["RegisterEntry"]:
        return [
            entry
            for entry in self.entries.all()
            if entry.scope in ALLOWING[scope] and entry.left and not entry.has_expired(day)
        ]


class RegisterEntry(models.Model):
    """Forms of one reach that came back on one day. What families took back since is counted beside them."""

    register = models.ForeignKey(
        PermissionRegister, on_delete=models.CASCADE, related_name="entries"
    )
    scope = models.CharField(max_length=20, choices=Scope)
    forms = models.PositiveSmallIntegerField()
    taken_back = models.PositiveSmallIntegerField(default=0)
    received_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)  # the last day on which they hold
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["RegisterEntry"]] = models.Manager()

    class Meta:
        ordering = ("received_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_back__lte=F("forms")), name="taken_back_of_those_received"
            ),
        )

    @property
    def left(self) -> int:
        return self.forms - self.taken_back

    def has_expired(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day
