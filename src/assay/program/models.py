import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import today
from assay.people.models import Organization, Person, administered_paths

_WORD = re.compile(r"[^\W\d_]+")


def _reaching(place: Any) -> Q:
    """What has no organization, has this one (or its key), or one above it."""
    above = Organization.objects.filter(pk=place, path__startswith=OuterRef("organization__path"))
    return Q(organization=None) | Q(Exists(above))


class PolicyQuerySet(models.QuerySet["Policy"]):
    def of(self, organization: Organization | None) -> "PolicyQuerySet":
        """Those that one program set itself; with None those that hold for every program here."""
        return self.filter(organization=organization)

    def reaching(self, place: Any) -> "PolicyQuerySet":
        """What was set for every program here, by this organization (or its key) and by those above it."""
        return self.filter(_reaching(place))


class Policy(models.Model):
    """One version of one group of rules ("assessment", "submission" …), in force from a day until the next version.

    Of no organization it holds for every program here, and `data` has the shape of the dataclasses of that kind in
    `program/policies.py`. Of a program it lies over what holds above it: `data` has what that program sets itself, and
    all else is inherited.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    data = models.JSONField()
    effective_from = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True)
    set_at = models.DateTimeField()
    reason = models.TextField(blank=True)  # why it changed, for all who read the rules
    decision = models.CharField(max_length=200, blank=True)  # of the committee: when, and how

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "number"),
                condition=Q(organization=None),
                name="policy_numbered",
            ),
            models.UniqueConstraint(
                fields=("organization", "kind", "number"), name="policy_of_program_numbered"
            ),
        )
        ordering = ("kind", "-number")


def _asked_in(places: Iterable[Organization]) -> Q:
    above = {pk for place in places for pk in place.lineage}
    return Q(Q(organization=None) | Q(organization__in=above), ended_at=None)


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def of(self, organization: Organization | None) -> "ChecklistItemQuerySet":
        """Those that one program or department added; with None those that hold for every program here."""
        return self.filter(organization=organization)

    def holding_for(self, *places: Organization) -> "ChecklistItemQuerySet":
        """What is asked today of drafts owned there: what holds for every program here, then what was added from the
        top of the tree down to that place. Of several places, what is asked in any of them."""
        return self.filter(_asked_in(places))._in_order()

    def answered_in(self, keys: Iterable[int], *places: Organization) -> "ChecklistItemQuerySet":
        """The same, with those of these keys: what ended since stays beside the answers it was given."""
        return self.filter(_asked_in(places) | Q(pk__in=set(keys)))._in_order()

    def by_code(self, code: str) -> "ChecklistItemQuerySet":
        """The one of this code, ended or not: for its own page, which says whose it is."""
        return self.filter(code=code)

    def ended_in(self, *places: Organization) -> "ChecklistItemQuerySet":
        """What these asked until they ended it, latest first."""
        rows = self.filter(organization__in=places, ended_at__isnull=False)
        return rows.select_related("organization").order_by("-ended_at", "-pk")

    def _in_order(self) -> "ChecklistItemQuerySet":
        rows = self.select_related("organization")
        return rows.order_by(F("organization__path").asc(nulls_first=True), "order", "pk")


class ChecklistItem(models.Model):
    """One item of the program's design standard (B8: programs and departments may add items, never remove one of those
    above). Of no organization it is asked in every program here; of one, there and below it, until that one ends it.
    """

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checklist_items",
    )
    code = models.CharField(
        max_length=10, unique=True
    )  # "q01"; "a01" where an organization added it
    section = models.CharField(max_length=40)
    section_title = models.CharField(max_length=120)
    text = models.TextField()
    required = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)  # from then on nobody is asked

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(organization__isnull=False),
                name="item_of_all_never_ends",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def added_by(self) -> str:
        """The program or department that added it; "" where it holds for every program here."""
        return self.organization.name if self.organization else ""

    def holds_for(self, place: Organization) -> bool:
        """Whether drafts owned there are held to it today. No query."""
        reaches = self.organization_id is None or self.organization_id in place.lineage
        return self.ended_at is None and reaches


class ClosedPeriodQuerySet(models.QuerySet["ClosedPeriod"]):
    def of(self, organization: Organization | None) -> "ClosedPeriodQuerySet":
        """Those that one program closed itself; with None those of every program here."""
        return self.filter(organization=organization)

    def reaching(self, place: Any) -> "ClosedPeriodQuerySet":
        """Those of every program here, of this organization (or its key) and of those above it."""
        return self.filter(_reaching(place))


class ClosedPeriod(models.Model):
    """Days, both included, on which no service level runs (holidays): of every program here, or of one and below it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_periods"
    )
    first_on = models.DateField()
    last_on = models.DateField()
    set_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    objects = ClosedPeriodQuerySet.as_manager()

    class Meta:
        ordering = ("first_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="closed_in_order"
            ),
            models.UniqueConstraint(
                fields=("first_on", "last_on"),
                condition=Q(organization=None),
                name="closed_once",
            ),
            models.UniqueConstraint(
                fields=("organization", "first_on", "last_on"), name="closed_once_by_program"
            ),
        )


class StrategicGoalQuerySet(models.QuerySet["StrategicGoal"]):
    def open(self, day: date | None = None) -> "StrategicGoalQuerySet":
        """Those that hold on a day (today), and that nobody has ended: a goal can be tied to them."""
        day = day or today()
        begun = Q(first_on=None) | Q(first_on__lte=day)
        return self.filter(begun, Q(until_on=None) | Q(until_on__gte=day), ended_on=None)


class StrategicGoal(models.Model):
    """An aim of a program or of a school of it; learners there may tie a goal of theirs to it (B5, E5)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="strategic_goals"
    )
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    first_on = models.DateField(null=True, blank=True)  # None: always
    until_on = models.DateField(null=True, blank=True)  # the last day it was meant for, if any
    ended_on = models.DateField(null=True, blank=True)  # from then on nobody ties a goal to it

    objects = StrategicGoalQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "code"), name="strategic_goal_once"),
            models.CheckConstraint(
                condition=Q(first_on=None)
                | Q(until_on=None)
                | Q(until_on__gte=models.F("first_on")),
                name="strategic_goal_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Ended by somebody, or past its last day."""
        return self.ended_on is not None or (self.until_on is not None and self.until_on < today())

    @property
    def is_to_come(self) -> bool:
        return not self.is_over and self.first_on is not None and self.first_on > today()


class AppearanceSet(models.Model):
    """How the program shows itself from a moment on: the newest row counts, and none ever changes."""

    name = models.CharField(max_length=60, blank=True)  # "": as the installation is named
    color = models.CharField(max_length=7, blank=True)  # "#2f6f94"; "": our own
    logo = models.BinaryField(default=bytes)  # PNG or SVG, cleaned
    logo_type = models.CharField(max_length=20, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)  # in CSS pixels, 28 high
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects: ClassVar[models.Manager["AppearanceSet"]] = models.Manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"appearance {self.pk}"


class PastWording(models.Model):
    """What an item of the standard or a strategic goal said before somebody reworded it."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    text = models.TextField()
    replaced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField()

    objects: ClassVar[models.Manager["PastWording"]] = models.Manager()

    class Meta:
        ordering = ("-replaced_at", "-pk")
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="wording_subject"),)


class Mandate(models.Model):
    """Leave for one act on one subject: by whom, when, on what conditions. Used once."""

    act = models.CharField(max_length=40)  # "publish", "retire"
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_given")
    given_at = models.DateTimeField()
    conditions = models.TextField(blank=True)
    decision = models.CharField(max_length=40, blank=True)  # of a committee: its number there
    most_starts = models.PositiveSmallIntegerField(null=True, blank=True)  # where it is for so many
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Mandate"]] = models.Manager()

    class Meta:
        indexes = (
            models.Index(fields=("act", "subject_kind", "subject_id"), name="mandate_subject"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("act", "subject_kind", "subject_id"),
                condition=Q(used_at__isnull=True),
                name="mandate_open_once",
            ),
        )


class SittingCommittee(models.Model):
    """A program whose committee sits from a day on: leave for what is among its acts comes of its decisions alone."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="+")
    sits_from = models.DateField()

    objects: ClassVar[models.Manager["SittingCommittee"]] = models.Manager()


class StandardExceptionQuerySet(models.QuerySet["StandardException"]):
    def in_force(self, day: date | None = None) -> "StandardExceptionQuerySet":
        """Those whose last day is not over, or that were granted without one."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day or today()))

    def undated(self) -> "StandardExceptionQuerySet":
        """Granted before exceptions had a last day, and not given one since."""
        return self.filter(until_on=None)

    def ran_out(self) -> "StandardExceptionQuerySet":
        return self.filter(until_on__lt=today())

    def of(self, subjects: models.QuerySet[Any]) -> "StandardExceptionQuerySet":
        """Those of rows of another room, given as a question for them."""
        kind = subjects.model._meta.label_lower
        keys = subjects.order_by().annotate(key=Cast("pk", models.CharField())).values("key")
        return self.filter(subject_kind=kind, subject_id__in=keys)


class ExtensionKind(models.TextChoices):
    """What a department adds: a field of its own, by what is written in it, or a criterion of the rubric."""

    SHORT_TEXT = "short_text", _("A field for a line")
    LONG_TEXT = "long_text", _("A field for a paragraph")
    CHOICE = "choice", _("A field with a choice")
    CRITERION = "criterion", _("A criterion")


class ExtensionStatus(models.TextChoices):
    PROPOSED = "proposed", _("To be decided")
    IN_FORCE = "in_force", _("In force")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, person: Person) -> "ExtensionQuerySet":
        """Those of every department of one's own programs."""
        found = Q(pk__in=())
        for program in programs_of(person):
            found |= Q(department__path__startswith=program.path)
        return self.filter(found)

    def in_force(self) -> "ExtensionQuerySet":
        return self.filter(status=ExtensionStatus.IN_FORCE)

    def of_departments(self, departments: Sequence[int]) -> "ExtensionQuerySet":
        """Those in force for these departments, each department's together."""
        rows = self.in_force().filter(department__in=departments).select_related("department")
        return rows.order_by("department__name", "name", "pk")

    def held_by(self, begun_at: datetime | None) -> "ExtensionQuerySet":
        """Those that hold for what was begun then: in force, or ended later. None: begun before there were any."""
        later = Q() if begun_at is None else Q(ended_at__gt=begun_at)
        ended = Q(status=ExtensionStatus.ENDED) & later
        return self.filter(Q(status=ExtensionStatus.IN_FORCE) | ended)

    def fields(self) -> "ExtensionQuerySet":
        return self.exclude(kind=ExtensionKind.CRITERION)


class Extension(models.Model):
    """What a department's micro-credentials carry beyond the one template, by leave of the committee (B8, B9): a field
    of its own, or a criterion. Once it holds it is never changed: it is ended, for new drafts, and another is proposed.
    """

    code = models.SlugField(max_length=20, unique=True)  # names it in contents and packages
    department = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="extensions"
    )
    kind = models.CharField(max_length=20, choices=ExtensionKind)
    name = models.CharField(max_length=200)  # the label of a field, the title of a criterion
    help = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True)  # of a choice
    descriptors = models.JSONField(default=dict, blank=True)  # of a criterion, by level
    is_required = models.BooleanField(default=False)  # of a field; a criterion always is
    status = models.CharField(
        max_length=20, choices=ExtensionStatus, default=ExtensionStatus.PROPOSED
    )
    why = models.TextField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ("department__name", "proposed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_at__isnull=False),
                name="extension_decided",
            ),
            models.UniqueConstraint(
                fields=("department", "name"),
                condition=Q(status__in=("proposed", "in_force")),
                name="extension_named_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_criterion(self) -> bool:
        return self.kind == ExtensionKind.CRITERION

    @property
    def is_binding(self) -> bool:
        """Whether nothing is published without it."""
        return self.is_required or self.is_criterion


class ExtensionDecision(models.Model):
    """What was decided of an extension: that it hold, that it do not, that it end. Never changed."""

    extension = models.ForeignKey(Extension, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=ExtensionStatus)
    reason = models.TextField()
    dissent = models.TextField(blank=True)
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)  # of a committee that sits
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects: ClassVar[models.Manager["ExtensionDecision"]] = models.Manager()

    class Meta:
        ordering = ("decided_at", "pk")


class StandardException(models.Model):
    """One subject may go without one item of the standard, or a field of its department, until a day, and why: granted
    by the committee, or where none sits by an administrator (B9). A new version takes over what is in force;
    `carried_from` names where it was granted.
    """

    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    extension = models.ForeignKey(
        Extension, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    reason = models.TextField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    decision = models.CharField(max_length=40, blank=True)  # of a committee: its number there
    until_on = models.DateField(
        null=True, blank=True
    )  # the last day; none where it was made before there were any
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded_on = models.DateField(null=True, blank=True)

    objects = StandardExceptionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("subject_kind", "subject_id", "item"), name="exception_subject"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(item=None, extension__isnull=False)
                | Q(item__isnull=False, extension=None),
                name="exception_from_one",
            ),
        )

    @property
    def code(self) -> str:
        """Of what it goes without."""
        return self.item.code if self.item else self.extension.code if self.extension else ""

    @property
    def text(self) -> str:
        """What it goes without."""
        return self.item.text if self.item else str(self.extension or "")

    @property
    def is_in_force(self) -> bool:
        return self.until_on is None or self.until_on >= today()


class NeedState(models.TextChoices):
    OPEN = "open", _("Open")
    TAKEN_UP = "taken_up", _("A department works on it")
    ANSWERED = "answered", _("There is one now")


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, person: Person) -> "NeedQuerySet":
        """Those voiced where this person administers, and those that colleagues of their programs may read."""
        administered = Q(organization__in=Organization.objects.under(administered_paths(person)))
        return self.filter(administered | Q(is_shared=True, program__in=programs_of(person)))

    def wanted(self) -> "NeedQuerySet":
        """Those that somebody can still vote for."""
        return self.filter(merged_into=None).exclude(state=NeedState.ANSWERED)

    def resembling(self, text: str) -> "NeedQuerySet":
        """Those that share words of five letters or more with a text, most of them first; of twelve words at most."""
        words = list(dict.fromkeys(w for w in _WORD.findall(text.casefold()) if len(w) > 4))[:12]
        if not words:
            return self.none()
        has = [Case(When(words__icontains=word, then=1), default=0) for word in words]
        rows = self.annotate(shared_words=sum(has[1:], has[0]))
        return rows.filter(shared_words__gt=0).order_by("-shared_words", "-voiced_at", "-pk")

    def with_votes(self) -> "NeedQuerySet":
        """Each with `votes`: how many need it."""
        return self.annotate(votes=_votes())

    def most_wanted(self) -> "NeedQuerySet":
        """The same, with the most votes first."""
        return self.annotate(votes=_votes()).order_by("-votes", "pk")


def _votes() -> Coalesce:
    rows = NeedVote.objects.filter(need=OuterRef("pk")).order_by().values("need")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


class Need(models.Model):
    """What somebody looked for in the catalog and did not find, in their own words; how many need it, and whether
    something is made of it. Kept for whoever decides what is made next."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT)  # where they belong
    program = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voiced_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    voiced_at = models.DateTimeField()
    words = models.TextField()
    searched = models.CharField(max_length=200, blank=True)  # the words that found nothing
    # Whether colleagues read it, without a name: whoever voiced it was told so.
    is_shared = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=NeedState, default=NeedState.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-voiced_at", "-pk")
        indexes = (
            models.Index(fields=("voiced_at",), name="need_voiced"),
            models.Index(fields=("program", "state"), name="need_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="open"), name="need_merged_is_open"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False)
                | (~Q(state="answered") & Q(answered_at=None)),
                name="need_answered_at",
            ),
        )

    def __str__(self) -> str:
        return self.words


class NeedVote(models.Model):
    """Somebody needs it, too; whoever voiced it, from the start. It can be taken back."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="votes_cast")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["NeedVote"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("need", "person"), name="need_vote_once"),)


def goal_places(person: object) -> frozenset[int]:
    """The organizations whose strategic goals somebody is told: where they belong today, and those above. Nothing for a
    visitor."""
    held = person.current_memberships if isinstance(person, Person) else []
    return frozenset(pk for membership in held for pk in membership.organization.lineage)


def programs_of(person: Person) -> list[Organization]:
    """The programs in which somebody belongs today, each once."""
    found = {
        place.pk: place
        for held in person.current_memberships
        if (place := held.organization.program_above) is not None
    }
    return list(found.values())
