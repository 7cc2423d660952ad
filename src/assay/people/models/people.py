"""People, and the roles they hold in organizations."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import now, today
from assay.lib.prepared import planned_once, prepared
from assay.people import second_factor
from assay.people.models.organizations import (
    Organization,
    OrganizationKind,
    administered_paths,
    below,
    pools_of,
)
from assay.people.models.roles import Role, role_word
from assay.people.name_matching import Naming


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> "PersonQuerySet":
        """Whom a program administrator looks after: who belongs, or belonged, to their organizations. Else nobody."""
        return self.looked_after_from(administered_paths(person))

    def looked_after_from(self, paths: Sequence[str]) -> "PersonQuerySet":
        """The same by the paths of what is administered, as a prepared question takes them."""
        within = below(paths, "organization__path")
        return self.filter(
            models.Exists(Membership.objects.filter(within, person=models.OuterRef("pk")))
        )

    def serving(self, programs: "list[Organization]", *roles: str) -> "PersonQuerySet":
        """People in the pool of one of these programs today, with an account in use."""
        return self.serving_in(pools_of(programs), today(), roles)

    def serving_in(
        self, places: Sequence[int], day: date, roles: Sequence[str]
    ) -> "PersonQuerySet":
        """The same by the places of the pool (`pools_of`), as a prepared question takes them."""
        held = Membership.objects.current(day)
        held = held.filter(role__in=roles, organization__pk__in=places)
        return self.filter(pk__in=held.values("person"), is_active=True)

    def within(self, organizations: "list[Organization]") -> "PersonQuerySet":
        """People who belong today to one of these organizations or to one below it."""
        paths = [organization.path for organization in organizations]
        held = Membership.objects.current().filter(below(paths, "organization__path"))
        return self.filter(models.Exists(held.filter(person=models.OuterRef("pk"))))

    def matching(self, words: str) -> "PersonQuerySet":
        """People whose shown name or address contains every word."""
        found = self
        for word in words.split():
            found = found.filter(Q(display_name__icontains=word) | Q(email__icontains=word))
        return found

    def without_workplace(self, day: date | None = None) -> "PersonQuerySet":
        """Open accounts that belong to no school or department on a day, today by default."""
        placed = Membership.objects.current(day).workplaces().filter(person=models.OuterRef("pk"))
        return self.filter(~models.Exists(placed), is_active=True)

    def at_desks(self, paths: Sequence[str], day: date) -> "PersonQuerySet":
        """People who hold more than the role of a learner on a day, in organizations at these paths or below."""
        held = Membership.objects.current(day).under(paths).exclude(role=Role.LEARNER)
        return self.filter(pk__in=held.values("person"))

    def without_second_step(
        self, paths: Sequence[str], day: date, roles: Sequence[str]
    ) -> "PersonQuerySet":
        """Open accounts that hold one of these roles on a day, there, and are opened by a password alone."""
        held = Membership.objects.current(day).under(paths).filter(role__in=roles)
        found = self.filter(pk__in=held.values("person"), is_active=True)
        return found.filter(~second_factor.held_by(models.OuterRef("pk")))

    def with_role_ending(self, paths: Sequence[str], day: date, before: date) -> "PersonQuerySet":
        """People of whom a role ends after a day and before another one, there."""
        held = Membership.objects.current(day).under(paths).filter(until_on__lt=before)
        return self.filter(pk__in=held.values("person"))

    def never_signed_in(self) -> "PersonQuerySet":
        """Open accounts into which nobody has signed in."""
        return self.filter(last_login__isnull=True, is_active=True)

    def holding(
        self, role: str = "", within: Organization | None = None, *, seen_by: "Person | None" = None
    ) -> "PersonQuerySet":
        """People who hold a role today, in an organization or below it; an empty role means any.

        `seen_by`: only roles this person may know of.
        """
        known = Membership.objects.visible_to(seen_by) if seen_by else Membership.objects.all()
        held = known.current().filter(person=models.OuterRef("pk"))
        if role:
            held = held.filter(role=role)
        if within is not None:
            held = held.filter(organization__path__startswith=within.path)
        return self.filter(models.Exists(held))


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def visible_to(self, person: "Person") -> PersonQuerySet:
        return self.get_queryset().visible_to(person)

    def without_workplace(self) -> PersonQuerySet:
        return self.get_queryset().without_workplace()

    def create_person(
        self, email: str, display_name: str, *, password: str | None = None, **fields: Any
    ) -> "Person":
        """A new account; without a password it can be entered only by invitation, e-mail link or single sign-on."""
        person = self.model(email=email.strip().lower(), display_name=display_name, **fields)
        person.set_password(password)
        person.save()
        return person

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Person":  # allauth's name for it
        return self.create_person(
            email, fields.pop("display_name", email.split("@")[0]), password=password, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """A person's account. The name shown is theirs to choose; names for license matching are kept apart from it."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    legal_given_names = models.CharField(max_length=120, blank=True)
    legal_family_names = models.CharField(max_length=120, blank=True)
    sourced_id = models.CharField(
        max_length=120, unique=True, null=True, blank=True
    )  # from a roster
    locale = models.CharField(
        max_length=10, default="en", choices=[("en", "English"), ("es", "Español")]
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    # What suggestions and filters start from; the person's own words about their work.
    job = models.CharField(max_length=60, blank=True)  # audience role: "teacher", "principal"
    subject = models.CharField(max_length=60, blank=True)
    grade_band = models.CharField(max_length=20, blank=True)
    career_stage = models.CharField(max_length=20, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    # Said when signing up, until the address is confirmed and they belong there (`join`).
    stated_workplace = models.ForeignKey(
        "Organization", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects = PersonManager()

    class Meta:
        ordering = ("display_name", "pk")
        # Lists of people by name read as many as they show; a search by name or address reads the index alone.
        indexes = (
            models.Index(fields=("display_name", "id", "email"), name="person_by_name"),
            models.Index(fields=("last_login", "id"), name="person_by_sign_in"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """How a page greets them: the first word of the name they chose."""
        return self.display_name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        return ((words[0][:1] + words[-1][:1]) if len(words) > 1 else self.display_name[:2]).upper()

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Memberships in force today, with their organizations; one query, kept for the life of this object."""
        held = _held_by(self.pk, today())
        for membership in held:
            membership.person = self
        return held

    @cached_property
    def naming(self) -> Naming:
        """How a text may call them: their names, addresses and schools, of today and earlier. Two queries, kept."""
        schools, addresses = _schools_of(self), _addresses_of(self)
        legal = f"{self.legal_given_names} {self.legal_family_names}"
        return Naming.of(
            (self.display_name, legal), addresses=(self.email, *addresses), schools=schools
        )

    #: Whether this object stands for somebody's session, which may do less than they (`people.second_factor`).
    acts_through_session = False

    @cached_property
    def awake_memberships(self) -> list["Membership"]:
        """Those in force that may be used now: in a session, some roles sleep until there is a second step."""
        held, day = self.current_memberships, today()
        if not self.acts_through_session:
            return held
        late = [m for m in held if second_factor.asks(m) and second_factor.sleeps_from(m) <= day]
        return held if not late or self.has_second_factor else [m for m in held if m not in late]

    @cached_property
    def has_second_factor(self) -> bool:
        return second_factor.is_set_up(self)

    @property
    def is_asked_for_second_factor(self) -> bool:
        return any(second_factor.asks(m) for m in self.current_memberships)

    def memberships_asking(self) -> list["Membership"]:
        """Roles in force that ask for a second step, where there is none yet; the first to sleep first."""
        asking = [m for m in self.current_memberships if second_factor.asks(m)]
        return (
            sorted(asking, key=second_factor.sleeps_from)
            if asking and not self.has_second_factor
            else []
        )

    def roles(self) -> set[str]:
        """Every role that may be used today, anywhere."""
        return {membership.role for membership in self.awake_memberships}

    def has_role(self, *roles: str, within: "Organization | None") -> bool:
        """True if one of the roles is held today in an organization or above it; never in none."""
        return within is not None and any(
            m.role in roles and within.path.startswith(m.organization.path)
            for m in self.awake_memberships
        )

    def has_role_somewhere(self, *roles: str) -> bool:
        """True if one of the roles is held today at all: opens a desk, and says nothing of any row on it."""
        return any(m.role in roles for m in self.awake_memberships)

    def serves_program(self, program: "Organization | None", *roles: str) -> bool:
        """True if one of the roles is held today in a program, in a department of it, or in a consortium above it.

        This is the program's pool: a school's role serves nobody in it, nor a partner's the district or the other way.
        """
        return program is not None and any(
            m.role in roles
            and (m.organization.program == program or m.organization.is_consortium_of(program))
            for m in self.awake_memberships
        )

    @property
    def workplace(self) -> "Membership | None":
        """The school or department where they belong as a learner today; without a query once roles are read."""
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
        found = (
            m
            for m in self.current_memberships
            if m.role == Role.LEARNER and m.organization.kind in kinds
        )
        return next(found, None)

    def organizations_as(self, *roles: str) -> list["Organization"]:
        """Where one of the roles is held today."""
        return [m.organization for m in self.awake_memberships if m.role in roles]


#: Whoever does something: a person, or the machine (`record.models.MACHINE`). A verb with `by: Actor` may be called by
#: both, one with `by: Person` by people alone.
Actor: TypeAlias = Person | None


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, person: Person) -> "MembershipQuerySet":
        """Roles, today's and earlier ones, in organizations this person administers."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "MembershipQuerySet":
        """Roles in organizations at one of these paths, and below."""
        return self.filter(below(paths, "organization__path"))

    def current(self, day: date | None = None) -> "MembershipQuerySet":
        """In force on a day, today by default: begun, and not ended."""
        day = day or today()
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day))

    def workplaces(self) -> "MembershipQuerySet":
        """Those in a school or department, as against a whole district."""
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
        return self.filter(organization__kind__in=kinds).select_related("organization")


class Membership(models.Model):
    """A role in an organization, from a day, until a day (exclusive) or open."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role)
    from_on = models.DateField(default=today)
    until_on = models.DateField(null=True, blank=True)
    is_stated = models.BooleanField(
        default=False
    )  # the person said so themselves; no administrator has looked yet

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "organization", "role"),
                condition=Q(until_on__isnull=True),
                name="membership_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="membership_in_order",
            ),
        )
        indexes = (
            models.Index(fields=("role", "organization"), name="membership_role"),
            models.Index(
                fields=("until_on",), condition=Q(until_on__isnull=False), name="membership_ending"
            ),
            # One in twenty is more than a learner's; both databases would look for them among all.
            models.Index(
                fields=("person",), condition=~Q(role="learner"), name="membership_at_desk"
            ),
        )

    def get_role_display(self) -> str:  # type: ignore[no-redef]  # in place of the one Django adds
        """As Django says it, without making a table of all roles for each row of a list."""
        return role_word(self.role)

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.organization}"


@planned_once
def _held_by(person: int, day: date) -> models.QuerySet[Membership]:
    held = Membership.objects.current(day).filter(person=person)
    return held.select_related("organization__parent")


@prepared
def _schools_of(person: Person) -> models.QuerySet[Membership, str]:
    held = Membership.objects.filter(person=person, organization__kind=OrganizationKind.SCHOOL)
    return held.values_list("organization__name", flat=True)


@prepared
def _addresses_of(person: Person) -> models.QuerySet[Any, str]:
    from allauth.account.models import EmailAddress  # its models need this one to be there

    rows: models.QuerySet[Any] = EmailAddress.objects.filter(user=person)
    return rows.values_list("email", flat=True)
