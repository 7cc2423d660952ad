"""Vetting: who asks to become an issuer, what was looked at, and what was decided until when."""

import secrets
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.governance.models.committees import READERS
from assay.governance.models.decisions import Choice
from assay.lib.clock import today
from assay.people.models import Organization, Person


class VettingItem(models.TextChoices):
    """What is looked at before an organization may issue (field guide, section 9)."""

    LEGAL_NAME = "legal_name", _("Legal name")
    DOMAIN = "domain", _("Domain")
    EXPERTISE = "expertise", _("Expertise")
    ASSESSOR_POLICY = "assessor_policy", _("Who assesses, and how")
    PRIVACY = "privacy_agreement", _("Privacy agreement")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    SUNSET = "sunset_plan", _("Plan for the end")


class VettingStatus(models.TextChoices):
    ASKED = "asked", _("Being looked at")
    VETTED = "vetted", _("Vetted")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class VettingQuerySet(models.QuerySet["Vetting"]):
    def visible_to(self, person: Person) -> "VettingQuerySet":
        """Those asked of programs in which somebody sits on the committee or administers."""
        found = Q(pk__in=())
        for place in person.organizations_as(*READERS):
            found |= Q(program__path__startswith=place.path)
        return self.filter(found)

    def asked(self) -> "VettingQuerySet":
        return self.filter(status=VettingStatus.ASKED)

    def in_force(self) -> "VettingQuerySet":
        return self.filter(status=VettingStatus.VETTED, until_on__gte=today())

    def over(self) -> "VettingQuerySet":
        ran_out = Q(status=VettingStatus.VETTED, until_on__lt=today())
        return self.filter(ran_out | Q(status__in=(VettingStatus.DECLINED, VettingStatus.ENDED)))


class Vetting(models.Model):
    """One organization's wish to issue badges here, with its own words on each item and what came of it.

    `link_hash`: of the secret address under which who asked follows it, without an account. `code`: what their domain
    has to show.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        VettingStatus.ASKED: {VettingStatus.VETTED, VettingStatus.DECLINED},
        VettingStatus.VETTED: {VettingStatus.ENDED},
        VettingStatus.DECLINED: set(),
        VettingStatus.ENDED: set(),
    }

    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")  # asked
    organization = models.ForeignKey(  # once vetted
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="vettings"
    )
    legal_name = models.CharField(max_length=200)
    domain = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    locale = models.CharField(max_length=10, default="en")  # in which the contact is written to
    expertise = models.TextField()
    assessor_policy = models.TextField()
    privacy_agreement = models.TextField()
    accessibility = models.TextField()
    sunset_plan = models.TextField()
    code = models.CharField(max_length=40)
    link_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=10, choices=VettingStatus, default=VettingStatus.ASKED)
    asked_at = models.DateTimeField()
    reason = models.TextField(blank=True)  # of the decision
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)  # where a committee sat
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)  # the last day
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    ending = models.TextField(blank=True)  # what happens to its micro-credentials
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VettingQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "domain"),
                condition=Q(status="asked"),
                name="vetting_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(status="asked")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="vetting_decided_has_who",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("vetted", "ended"))
                | Q(organization__isnull=False, until_on__isnull=False),
                name="vetting_vetted_has_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended")
                | Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ending=""),
                name="vetting_ended_has_who",
            ),
        )

    def __str__(self) -> str:
        return self.legal_name

    @staticmethod
    def hash_of(link: str) -> str:
        return sha256(link.encode()).hexdigest()

    @staticmethod
    def fresh_secret() -> str:
        return secrets.token_urlsafe(24)

    @property
    def state(self) -> str:
        """asked, vetted, ran_out, declined or ended."""
        over = self.until_on is not None and self.until_on < today()
        return "ran_out" if self.status == VettingStatus.VETTED and over else self.status

    @property
    def state_text(self) -> str:
        if self.state == "ran_out":
            return str(_("Its last day is over"))
        return str(VettingStatus(self.status).label)


class VettingLook(models.Model):
    """What somebody found on one item; the latest counts, and none is written over. Nobody: the machine looked."""

    vetting = models.ForeignKey(Vetting, on_delete=models.CASCADE, related_name="looks")
    item = models.CharField(max_length=20, choices=VettingItem)
    is_met = models.BooleanField()
    remark = models.TextField(blank=True)
    looked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ("looked_at", "pk")


class VettingVote(models.Model):
    """What one member of the committee holds of it; the last word before the decision counts."""

    vetting = models.ForeignKey(Vetting, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ("cast_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("vetting", "person"), name="vetting_voted_once"),
        )
