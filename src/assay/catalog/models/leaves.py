"""Leave to use a name: who may put it on their micro-credentials, as issuer or as designer, from a day until a day."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assay.catalog.models.micro_credentials import MicroCredential, Version
from assay.lib.clock import running, today
from assay.people.models import Organization, Person


class LeaveStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class NamePart(models.TextChoices):
    """As what an organization is named."""

    ISSUER = "issuer", _("As the issuer")
    DESIGNER = "designer", _("As who designed it with you")


class NameLeaveQuerySet(models.QuerySet["NameLeave"]):
    def for_paths(self, asking: Sequence[str], named: Sequence[int]) -> "NameLeaveQuerySet":
        """Those for organizations at one of these paths or below, and those to use one of these names."""
        mine = Q(named__pk__in=named)
        for path in asking:
            mine |= Q(organization__path__startswith=path)
        return self.filter(mine)

    def with_titles(self) -> "NameLeaveQuerySet":
        """Each with the title and language of the latest version of what it is about, as columns."""
        latest = Version.objects.filter(micro_credential=OuterRef("micro_credential")).order_by(
            "-pk"
        )
        columns = {name: Subquery(latest.values(name)[:1]) for name in ("title", "language")}
        return self.annotate(**columns)

    def naming(self, words: str) -> "NameLeaveQuerySet":
        """Those in which the name itself or that of who asked contains these words."""
        return self.filter(Q(named__name__icontains=words) | Q(organization__name__icontains=words))

    def asked(self) -> "NameLeaveQuerySet":
        return self.filter(status=LeaveStatus.ASKED)

    def in_force(self, day: date | None = None) -> "NameLeaveQuerySet":
        """Given, and running on a day, today by default; the first and the last day included."""
        day = day or today()
        runs = Q(last_on=None) | Q(last_on__gte=day)
        return self.filter(runs, status=LeaveStatus.GIVEN, first_on__lte=day)

    def over(self) -> "NameLeaveQuerySet":
        """Declined, ended, or past the last day."""
        ran_out = Q(status=LeaveStatus.GIVEN, last_on__lt=today())
        return self.filter(ran_out | Q(status__in=(LeaveStatus.DECLINED, LeaveStatus.ENDED)))

    def covering(
        self,
        named: Organization,
        owner: Organization,
        micro_credential: int | None,
        part: str = NamePart.ISSUER,
    ) -> "NameLeaveQuerySet":
        """Those that let an owner name this organization so today: on all that is theirs, or on this one."""
        about = Q(micro_credential=None)
        if micro_credential is not None:
            about |= Q(micro_credential=micro_credential)
        about &= Q(part=part, named=named)
        return self.in_force().filter(about, organization__pk__in=owner.lineage)


class NameLeave(models.Model):
    """What one organization lets another do with its name: on one micro-credential, or on all of theirs.

    Authors of the other ask, its own people give; either side ends it. What was published and awarded while it was in
    force stays as it is. A content partner without an administrator here cannot answer: an administrator of the
    program puts on record by which document it agreed outside (docs/decisions/0038).
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        LeaveStatus.ASKED: {LeaveStatus.GIVEN, LeaveStatus.DECLINED, LeaveStatus.ENDED},
        LeaveStatus.GIVEN: {LeaveStatus.ENDED},
        LeaveStatus.DECLINED: set(),
        LeaveStatus.ENDED: set(),
    }

    named = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=NamePart, default=NamePart.ISSUER)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    # Null for all that the organization owns, also what it will own.
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="leaves"
    )
    status = models.CharField(max_length=10, choices=LeaveStatus, default=LeaveStatus.ASKED)
    why = models.TextField()
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)  # null: until somebody ends it
    # Of an agreement made outside: the document, who signed it and where it is kept; and its day.
    agreement = models.TextField(blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    #: The latest version of what it is about, where it was asked for (`with_titles`).
    title: str | None
    language: str | None

    objects = NameLeaveQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("named", "part", "organization", "micro_credential"),
                condition=Q(status="asked"),
                name="leave_asked_once",
            ),
            models.UniqueConstraint(
                fields=("named", "part", "organization"),
                condition=Q(status="asked", micro_credential=None),
                name="leave_for_all_asked_once",
            ),
            models.CheckConstraint(condition=~Q(named=F("organization")), name="leave_between_two"),
            models.CheckConstraint(
                condition=~Q(status__in=("given", "declined"))
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="leave_answered_has_who",
            ),
            models.CheckConstraint(
                condition=~Q(status="given") | Q(first_on__isnull=False),
                name="leave_given_has_day",
            ),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")), name="leave_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_by__isnull=False, ended_at__isnull=False)
                | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="leave_ended_has_who",
            ),
            models.CheckConstraint(
                condition=Q(agreement="", agreed_on=None)
                | (Q(part="designer", agreed_on__isnull=False) & ~Q(agreement="")),
                name="leave_agreed_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.named_id} for {self.organization_id}"

    @property
    def names_designer(self) -> bool:
        return self.part == NamePart.DESIGNER

    @property
    def state(self) -> str:
        """asked, to_come, in_force, ran_out, declined or ended."""
        if self.status != LeaveStatus.GIVEN or self.first_on is None:
            return self.status
        return running(self.first_on, self.last_on)

    @property
    def state_text(self) -> str:
        words = {
            "asked": _("Waiting for an answer"),
            "to_come": _("Begins later"),
            "in_force": _("In force"),
            "ran_out": _("Its last day is over"),
            "declined": _("Declined"),
            "ended": _("Ended"),
        }
        return str(words[self.state])

    @property
    def is_open(self) -> bool:
        """Asked, in force, or to be: what somebody may still end."""
        return self.state in ("asked", "to_come", "in_force")
