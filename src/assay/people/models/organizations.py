"""Organizations in a tree, and which of them make up a program."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models.roles import Role


class OrganizationKind(models.TextChoices):
    CONSORTIUM = "consortium", _("Consortium")
    DISTRICT = "district", _("District")
    SCHOOL = "school", _("School")
    DEPARTMENT = "department", _("Department")
    PARTNER = "partner", _("Partner")


#: Organizations that run a program of their own: they may issue badges, and nobody else's roles reach into them.
PROGRAMS = (OrganizationKind.CONSORTIUM, OrganizationKind.DISTRICT, OrganizationKind.PARTNER)


class HoldsRoles(Protocol):
    """A person, as far as it matters here."""

    def organizations_as(self, *roles: str) -> list["Organization"]: ...


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def within(self, organization: "Organization") -> "OrganizationQuerySet":
        """The organization itself and everything below it."""
        return self.filter(path__startswith=organization.path)

    def current(self) -> "OrganizationQuerySet":
        """Those that have not been closed."""
        return self.filter(ended_on__isnull=True)

    def issuing(self) -> "OrganizationQuerySet":
        """Open districts and consortia, and partners that are vetted today."""
        programs = Q(kind__in=(OrganizationKind.DISTRICT, OrganizationKind.CONSORTIUM))
        runs = Q(vetted_until=None) | Q(vetted_until__gte=today())
        vetted = Q(kind=OrganizationKind.PARTNER, vetted_on__isnull=False) & runs
        return self.current().filter(programs | vetted)

    def administered_by(self, person: HoldsRoles) -> "OrganizationQuerySet":
        """Where this person is program administrator, and everything below. Nothing for anybody else."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "OrganizationQuerySet":
        """Those at one of these paths, and everything below."""
        return self.filter(below(paths, "path"))

    def districts(self) -> "OrganizationQuerySet":
        """Open districts: whoever makes an account becomes a learner of one of them."""
        return self.current().filter(kind=OrganizationKind.DISTRICT)

    def workplaces(self) -> "OrganizationQuerySet":
        """Schools and departments of districts: where somebody may say they work, in their own."""
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
        place = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        above = Organization.objects.districts().annotate(place=place)
        in_district = models.Exists(above.filter(place__startswith=F("path")))
        return self.current().filter(in_district, kind__in=kinds)

    def program_district(self) -> "Organization | None":
        """The first district: its people set what holds for every program here."""
        return _home.first()


def lineage_of(path: str) -> list[int]:
    """The organizations on a path ("/1/4/"), from the root, by primary key."""
    return [int(pk) for pk in path.strip("/").split("/")]


class Organization(models.Model):
    """A consortium, district, school, department or partner, in a tree."""

    ident = models.SlugField(max_length=80, unique=True)  # stable: "tamarack-bay-ps"
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganizationKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(
        max_length=400, blank=True, db_index=True
    )  # "/1/4/": ancestors and itself
    letters = models.CharField(max_length=3, blank=True)  # on the hallmark
    url = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    description = models.TextField(blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    vetted_on = models.DateField(null=True, blank=True)  # partners that may issue
    vetted_until = models.DateField(null=True, blank=True)  # the last day; null: no day was set
    particulars = models.JSONField(
        default=dict, blank=True
    )  # grades, teachers, head: figures for display only
    ended_on = models.DateField(null=True, blank=True)  # closed: keeps its past, takes nobody new

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_vetted(self) -> bool:
        """Whether a partner's vetting is in force today."""
        over = self.vetted_until is not None and self.vetted_until < today()
        return self.vetted_on is not None and not over

    @property
    def lineage(self) -> list[int]:
        """The organizations above it, from the root, and itself, by primary key."""
        return lineage_of(self.path)

    @cached_property
    def program_above(self) -> "Organization | None":
        """The nearest program, itself included, with schools or departments between."""
        if self.kind in PROGRAMS:
            return self
        return self.parent.program_above if self.parent else None

    @cached_property
    def program(self) -> "Organization | None":
        """The program it is part of: itself, or the one above it with nothing but departments between.

        None for a school and its offices: what judges and rules is not held there.
        """
        if self.kind in PROGRAMS:
            return self
        if self.kind != OrganizationKind.DEPARTMENT or self.parent is None:
            return None
        return self.parent.program

    def is_consortium_of(self, program: "Organization") -> bool:
        return self.kind == OrganizationKind.CONSORTIUM and program.path.startswith(self.path)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            Organization.objects.filter(pk=self.pk).update(path=path)


class PastName(models.Model):
    """What an organization was called until somebody renamed it: badges and decisions of that time say so."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="past_names"
    )
    name = models.CharField(max_length=200)
    until_on = models.DateField()
    changed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["PastName"]] = models.Manager()

    class Meta:
        ordering = ("-until_on", "-pk")


def pools_of(programs: "list[Organization]") -> list[int]:
    """Where a role in the pool of one of these programs is held: there, its departments, a consortium above it."""
    found = set()
    for program in programs:
        for place in _around(program.path, program.lineage):
            if place.kind == OrganizationKind.CONSORTIUM or place.program == program:
                found.add(place.pk)
    return sorted(found | {program.pk for program in programs})


@prepared
def _around(path: str, above: Sequence[int]) -> models.QuerySet[Organization]:
    """The departments below a program, and the consortia above it."""
    below = Q(path__startswith=path, kind=OrganizationKind.DEPARTMENT)
    rows = Organization.objects.filter(below | Q(pk__in=above, kind=OrganizationKind.CONSORTIUM))
    return rows.select_related("parent").only("kind", "parent__kind", "parent__parent")


def administered_paths(person: HoldsRoles) -> list[str]:
    """The paths of the organizations whose program administrator this person is."""
    return [organization.path for organization in person.organizations_as(Role.PROGRAM_ADMIN)]


def below(paths: Sequence[str], field: str) -> Q:
    """A condition on a path: at one of these, or below it. False for none."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


@prepared
def _home() -> models.QuerySet[Organization]:
    rows = Organization.objects.current().filter(kind=OrganizationKind.DISTRICT)
    return rows.order_by("pk")[:1]
