import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar, TypeAlias

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.people import second_factor
from assay.people.name_matching import Naming


class Role(models.TextChoices):
    """A role in an organization (its capabilities are asked in each room's policy.py)."""

    LEARNER = "learner", _("Learner")
    COACH = "coach", _("Coach")
    ASSESSOR = "assessor", _("Assessor")
    LEAD_ASSESSOR = "lead-assessor", _("Lead assessor")
    SCREENER = "screener", _("Screener")
    APPROVER = "approver", _("Approver")
    AUTHOR = "author", _("Author")
    DEPARTMENT_HEAD = "department-head", _("Department head")
    COMMITTEE_MEMBER = "committee-member", _("Steering committee member")
    COMMITTEE_CHAIR = "committee-chair", _("Steering committee chair")
    PRINCIPAL = "principal", _("Principal")
    CREDIT_COORDINATOR = "credit-coordinator", _("Credit coordinator")
    PROGRAM_ADMIN = "program-admin", _("Program administrator")
    PRIVACY_OFFICER = "privacy-officer", _("Privacy officer")
    STATE_VIEWER = "state-viewer", _("State or consortium viewer")


def role_word(role: str) -> str:
    """A role in words; what is none of ours as it is written."""
    return str(Role(role).label) if role in Role else role


class OrganizationKind(models.TextChoices):
    CONSORTIUM = "consortium", _("Consortium")
    DISTRICT = "district", _("District")
    SCHOOL = "school", _("School")
    DEPARTMENT = "department", _("Department")
    PARTNER = "partner", _("Partner")


#: Organizations that run a program of their own: they may issue badges, and nobody else's roles reach into them.
PROGRAMS = (OrganizationKind.CONSORTIUM, OrganizationKind.DISTRICT, OrganizationKind.PARTNER)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def within(self, organization: "Organization") -> "OrganizationQuerySet":
        """The organization itself and everything below it."""
        return self.filter(path__startswith=organization.path)

    def current(self) -> "OrganizationQuerySet":
        """Those that have not been closed."""
        return self.filter(ended_on__isnull=True)

    def administered_by(self, person: "Person") -> "OrganizationQuerySet":
        """Where this person is program administrator, and everything below. Nothing for anybody else."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "OrganizationQuerySet":
        """Those at one of these paths, and everything below."""
        return self.filter(_below(paths, "path"))

    def workplaces(self) -> "OrganizationQuerySet":
        """Schools and departments of the program's district: where somebody who joins may say they work."""
        district = self.program_district()
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
        return self.current().within(district).filter(kind__in=kinds) if district else self.none()

    def program_district(self) -> "Organization | None":
        """The district this installation serves: whoever joins by e-mail becomes a learner there."""
        return _home.first()


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
    def lineage(self) -> list[int]:
        """The organizations above it, from the root, and itself, by primary key."""
        return [int(pk) for pk in self.path.strip("/").split("/")]

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


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> "PersonQuerySet":
        """Whom a program administrator looks after: who belongs, or belonged, to their organizations. Else nobody."""
        return self.looked_after_from(administered_paths(person))

    def looked_after_from(self, paths: Sequence[str]) -> "PersonQuerySet":
        """The same by the paths of what is administered, as a prepared question takes them."""
        within = _below(paths, "organization__path")
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
        held = Membership.objects.current().filter(_below(paths, "organization__path"))
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
        return self.filter(_below(paths, "organization__path"))

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


@prepared
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


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, person: Person) -> "InvitationQuerySet":
        """Those into organizations this person administers."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "InvitationQuerySet":
        """Those into organizations at one of these paths, and below."""
        return self.filter(_below(paths, "organization__path"))

    def run_out(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor withdrawn, and past their day."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=at)

    def pending(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn nor run out."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
        )

    def accepted(self) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=False)

    def withdrawn(self) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=False)

    def expired(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn, and too late now."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=now()
        )

    def behind(self, token: str) -> "Invitation | None":
        """The invitation a link belongs to, whatever its state."""
        return (
            self.filter(token_hash=Invitation.hash_of(token))
            .select_related("organization", "invited_by")
            .first()
        )


class Invitation(models.Model):
    """A way in for somebody who has no account yet: one link, for one address, with the role waiting behind it."""

    email = models.EmailField()
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    role = models.CharField(max_length=30, choices=Role, default=Role.LEARNER)
    locale = models.CharField(
        max_length=10, default="en"
    )  # of its e-mail, chosen by whoever invites
    token_hash = models.CharField(
        max_length=64, unique=True
    )  # SHA-256; the token itself is only in the e-mail
    invited_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "organization", "role"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organization}"

    @property
    def state(self) -> str:
        """accepted, withdrawn, expired or pending."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= now() else "pending"

    @property
    def token(self) -> str:
        """The secret of its link: made again from the row and the installation's key, and stored nowhere.

        Sending again changes `invited_at`, and so the token: the earlier link stops working.
        """
        facts = f"{self.email}|{self.organization_id}|{self.role}|{self.invited_at.astimezone(UTC).isoformat()}"
        mac = hmac.digest(
            settings.SECRET_KEY.encode(), b"assay invitation\0" + facts.encode(), "sha256"
        )
        return base64.urlsafe_b64encode(mac[:24]).decode()

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class RefusedAttempt(models.Model):
    """How often somebody was refused lately, in one window: no row for each try, since an attacker tries a lot.

    Once the window is over it becomes one event of the record and is deleted (`actions.security`).
    """

    reason = models.CharField(max_length=20)  # `actions.security.REASONS`
    who = models.CharField(
        max_length=40, blank=True
    )  # a keyed mark of the address that was typed, or "#12"
    network = models.CharField(max_length=50)  # a coarse one: 203.0.113.0/24
    place = models.CharField(max_length=120, blank=True)  # name of the address that was denied
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="+"
    )  # whose account, if any
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["RefusedAttempt"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reason", "who", "network", "place"), name="refused_attempt_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} ×{self.times}"


class SharedEvidence(models.TextChoices):
    """Whose learners' evidence crosses to whose assessors, of the two districts of an agreement."""

    BOTH = "both", _("Each district’s, read by the other’s assessors")
    FIRST = "first", _("The proposing district’s, read by the other’s assessors")
    SECOND = "second", _("The other district’s, read by the proposing district’s assessors")


class ReadingPurpose(models.TextChoices):
    """What evidence is read for under an agreement."""

    SCORING = "scoring", _("Scoring submissions")
    APPEALS = "appeals", _("Reading again after an appeal")


class DataSharingStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for the other district")
    ACCEPTED = "accepted", _("Accepted")
    ENDED = "ended", _("Ended")


class DataSharingAgreementQuerySet(models.QuerySet["DataSharingAgreement"]):
    def visible_to(self, person: Person) -> "DataSharingAgreementQuerySet":
        """Those of a district this person administers, on either side."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "DataSharingAgreementQuerySet":
        """Those of districts at one of these paths, or below."""
        return self.filter(_below(paths, "first__path") | _below(paths, "second__path"))

    def naming(self, words: str) -> "DataSharingAgreementQuerySet":
        """Those in which a district's name, or the place of the paper, contains these words."""
        names = Q(first__name__icontains=words) | Q(second__name__icontains=words)
        return self.filter(names | Q(reference__icontains=words))

    def proposed(self) -> "DataSharingAgreementQuerySet":
        return self.filter(status=DataSharingStatus.PROPOSED)

    def accepted(self) -> "DataSharingAgreementQuerySet":
        """Accepted and not ended by anybody, whatever their days."""
        return self.filter(status=DataSharingStatus.ACCEPTED)

    def between(self, one: Organization, other: Organization) -> "DataSharingAgreementQuerySet":
        """Those of these two, whichever proposed it."""
        return self.filter(Q(first=one, second=other) | Q(first=other, second=one))

    def in_force(self, day: date | None = None) -> "DataSharingAgreementQuerySet":
        """Accepted, and running on a day, today by default; the first and the last day included."""
        day = day or today()
        return self.filter(status=DataSharingStatus.ACCEPTED, first_on__lte=day, last_on__gte=day)

    def to_come(self) -> "DataSharingAgreementQuerySet":
        return self.filter(status=DataSharingStatus.ACCEPTED, first_on__gt=today())

    def over(self) -> "DataSharingAgreementQuerySet":
        """Ended by somebody, or past its last day."""
        ran_out = Q(status=DataSharingStatus.ACCEPTED, last_on__lt=today())
        return self.filter(ran_out | Q(status=DataSharingStatus.ENDED))


class DataSharingAgreement(models.Model):
    """What two districts agreed to show each other's assessors, from a day to a day (FERPA, 34 CFR 99.31).

    One district's administrator proposes it, the other's accepts it; either ends it, before it is accepted or after.
    Without one in force, evidence of one district's students is not offered to an assessor of another. The signed
    paper lies elsewhere; `reference` says where.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        DataSharingStatus.PROPOSED: {DataSharingStatus.ACCEPTED, DataSharingStatus.ENDED},
        DataSharingStatus.ACCEPTED: {DataSharingStatus.ENDED},
        DataSharingStatus.ENDED: set(),
    }

    first = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")  # proposed
    second = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=DataSharingStatus, default=DataSharingStatus.PROPOSED
    )
    shares = models.CharField(max_length=10, choices=SharedEvidence, default=SharedEvidence.BOTH)
    purposes = models.JSONField(default=list)  # values of ReadingPurpose, at least one
    reference = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DataSharingAgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second"),
                condition=Q(status="proposed"),
                name="data_sharing_proposed_once",
            ),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="data_sharing_between_two"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="data_sharing_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="data_sharing_accepted_has_who",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_by__isnull=False, ended_at__isnull=False)
                | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="data_sharing_ended_has_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"

    @property
    def state(self) -> str:
        """proposed, to_come, in_force, ran_out or ended."""
        if self.status != DataSharingStatus.ACCEPTED:
            return self.status
        if self.first_on > today():
            return "to_come"
        return "in_force" if self.last_on >= today() else "ran_out"

    @property
    def state_text(self) -> str:
        words = {
            "proposed": _("Waiting for an answer"),
            "to_come": _("Begins later"),
            "in_force": _("In force"),
            "ran_out": _("Its last day is over"),
            "ended": _("Ended"),
        }
        return str(words[self.state])

    @property
    def purposes_text(self) -> str:
        return ", ".join(str(ReadingPurpose(purpose).label) for purpose in self.purposes)

    @property
    def crossings(self) -> list[tuple[Organization, Organization]]:
        """Whose evidence goes to whose assessors."""
        found = []
        if self.shares != SharedEvidence.SECOND:
            found.append((self.first, self.second))
        if self.shares != SharedEvidence.FIRST:
            found.append((self.second, self.first))
        return found

    @property
    def is_open(self) -> bool:
        """Proposed, in force, or to be: what somebody may still end."""
        return self.state in ("proposed", "to_come", "in_force")


def readers_agreed(purpose: str) -> frozenset[tuple[int, int]]:
    """Which district's evidence another's assessors may read for a purpose today: (whose evidence, whose assessors)."""
    found: set[tuple[int, int]] = set()
    for first, second, shares, purposes in _in_force(today()):
        if purpose in purposes:
            found |= {(first, second)} if shares != SharedEvidence.SECOND else set()
            found |= {(second, first)} if shares != SharedEvidence.FIRST else set()
    return frozenset(found)


@prepared
def _in_force(
    day: date,
) -> models.QuerySet[DataSharingAgreement, tuple[int, int, str, list[str]]]:
    rows = DataSharingAgreement.objects.in_force(day).order_by("pk")
    return rows.values_list("first", "second", "shares", "purposes")


def districts_of(people: Sequence[int]) -> dict[int, frozenset[int]]:
    """Person -> the districts they belong to today, in whatever role; none for staff of a consortium or a partner.

    One query, beside that of which organizations are districts.
    """
    districts = set(_districts())
    found: dict[int, set[int]] = {}
    for person, path in _belonging(sorted(people), today()):
        above = {int(pk) for pk in path.strip("/").split("/")} & districts
        found.setdefault(person, set()).update(above)
    return {person: frozenset(places) for person, places in found.items()}


def belongs_below(paths: Sequence[str], person: int) -> bool:
    """Whether somebody belongs today to an organization at one of these paths, or below. One query."""
    belonging = _belonging([person], today())
    return any(path.startswith(tuple(paths)) for _person, path in belonging)


@prepared
def _districts() -> models.QuerySet[Organization, int]:
    rows = Organization.objects.filter(kind=OrganizationKind.DISTRICT)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _belonging(people: Sequence[int], day: date) -> models.QuerySet[Membership, tuple[int, str]]:
    rows = Membership.objects.current(day).filter(person__pk__in=people)
    return rows.order_by().values_list("person__pk", "organization__path")


def administered_paths(person: Person) -> list[str]:
    """The paths of the organizations whose program administrator this person is."""
    return [organization.path for organization in person.organizations_as(Role.PROGRAM_ADMIN)]


def _below(paths: Sequence[str], field: str) -> Q:
    """A condition on a path: at one of these, or below it. False for none."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


@prepared
def _home() -> models.QuerySet[Organization]:
    rows = Organization.objects.current().filter(kind=OrganizationKind.DISTRICT)
    return rows.order_by("pk")[:1]
