"""Badges earned under earlier criteria: brought in by a program, claimed by who earned them, never assessed here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.people.models import Organization, Person


class ListStatus(models.TextChoices):
    READ = "read", _("To look at")
    BROUGHT = "brought", _("Brought in")
    DISCARDED = "discarded", _("Discarded")
    TAKEN_BACK = "taken_back", _("Taken back")


class EarlierList(models.Model):
    """One file, or some pictures, that a program took in. Until somebody presses, its rows are nowhere else."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        ListStatus.READ: {ListStatus.BROUGHT, ListStatus.DISCARDED},
        ListStatus.BROUGHT: {ListStatus.TAKEN_BACK},
        ListStatus.DISCARDED: set(),
        ListStatus.TAKEN_BACK: set(),
    }

    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=ListStatus, default=ListStatus.READ)
    rows = models.JSONField(default=list)  # as read; emptied once it is brought in or discarded
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["EarlierList"]] = models.Manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.name


class EarlierStatus(models.TextChoices):
    OFFERED = "offered", _("Waiting for who earned it")
    ACCEPTED = "accepted", _("Claimed")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")


class EarlierBadgeQuerySet(models.QuerySet["EarlierBadge"]):
    def of_person(self, person: Person) -> "EarlierBadgeQuerySet":
        """Theirs, and those in their address that nobody has been matched with."""
        return self.filter(Q(person=person) | Q(person=None, email=person.email))

    def under(self, paths: list[str]) -> "EarlierBadgeQuerySet":
        """Those that programs at these paths or below brought in."""
        found = Q(pk__in=())
        for path in paths:
            found |= Q(program__path__startswith=path)
        return self.filter(found)

    def on_show(self) -> "EarlierBadgeQuerySet":
        """Those that their earner lists on the public page."""
        return self.filter(status=EarlierStatus.ACCEPTED, is_public=True)


class EarlierBadge(models.Model):
    """A badge that somebody earned elsewhere, or here before these criteria. It is no award, and stays none.

    `verdict`: what the check of a signed one said when it came in (`badgecore.verify`), "" where nothing was signed.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        EarlierStatus.OFFERED: {
            EarlierStatus.ACCEPTED,
            EarlierStatus.DECLINED,
            EarlierStatus.TAKEN_BACK,
        },
        EarlierStatus.ACCEPTED: {EarlierStatus.DECLINED},
        EarlierStatus.DECLINED: set(),
        EarlierStatus.TAKEN_BACK: set(),
    }

    list = models.ForeignKey(EarlierList, on_delete=models.PROTECT, related_name="badges")
    program = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="earlier_badges"
    )
    title = models.CharField(max_length=200)
    issuer_name = models.CharField(max_length=200)
    earned_on = models.DateField()
    criteria_url = models.URLField(max_length=600, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=EarlierStatus, default=EarlierStatus.OFFERED)
    is_public = models.BooleanField(default=False)
    brought_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EarlierBadgeQuerySet.as_manager()

    class Meta:
        ordering = ("-earned_on", "pk")
        indexes = (
            models.Index(fields=("email",), name="earlier_badge_email"),
            models.Index(fields=("program", "-brought_at"), name="earlier_badge_newest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("program", "email", "title", "issuer_name", "earned_on"),
                condition=Q(status__in=("offered", "accepted")),
                name="earlier_badge_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("accepted", "declined"))
                | Q(person__isnull=False, answered_at__isnull=False),
                name="earlier_badge_answered_has_who",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(status="accepted"),
                name="earlier_badge_shown_is_claimed",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def checked_text(self) -> str:
        """What is known of its signature, in words."""
        if self.verdict == "valid":
            return str(_("Checked: its signature holds"))
        if self.verdict == "unvouched":
            return str(_("Its signature holds, and no one vouches for who signed"))
        return str(_("Not checked: as the program says"))
