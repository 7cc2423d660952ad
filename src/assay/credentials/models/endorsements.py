"""Nouns of endorsing: another party's signed word about a micro-credential, an issuer or one earner's badge."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assay.catalog.models import Version
from assay.lib.clock import now
from assay.lib.vault import mark
from assay.people.models import Organization, Person

if TYPE_CHECKING:
    from assay.credentials.models.awards import Award


class Guest(models.Model):
    """Somebody outside the program whom an earner asked for their word, known by one address of e-mail.

    Not an account: nobody signs in as a guest. Whoever comes through a letter sent to the address has confirmed it.
    The address is forgotten where nothing waits and nothing they signed is in force; the mark stays, so that they are
    not written to more often than they may be.
    """

    address_mark = models.CharField(
        max_length=64, unique=True
    )  # of the address, keyed: it cannot be read back
    address = models.EmailField(blank=True)  # shown to nobody but the earner who typed it
    domain = models.CharField(
        max_length=253
    )  # "elm.example": this much the world is told of a guest who signed
    confirmed_at = models.DateTimeField(null=True, blank=True)
    silent_at = models.DateTimeField(
        null=True, blank=True
    )  # they wish no more letters, whoever asks

    objects: ClassVar[models.Manager["Guest"]] = models.Manager()

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @staticmethod
    def mark_of(address: str) -> str:
        return mark("guest", address.lower())


class PersonKey(models.Model):
    """The key with which a person signs what they say; made on first need, sealed, never shown to anybody."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="signing_key"
    )
    guest = models.OneToOneField(
        Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="signing_key"
    )
    multikey = models.CharField(
        max_length=120, unique=True
    )  # public: "z6Mk…"; their name in the world is its did:key
    sealed = models.BinaryField()  # private key, sealed by lib.vault
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["PersonKey"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest__isnull=True)
                | Q(person__isnull=True, guest__isnull=False),
                name="key_of_one_signer",
            ),
        )

    def __str__(self) -> str:
        return self.multikey

    @property
    def did(self) -> str:
        return f"did:key:{self.multikey}"


class EndorsementStatus(models.TextChoices):
    OFFERED = "offered", _("Waiting for the earner")
    STANDING = "standing", _("Shown")
    ASIDE = "aside", _("Not shown")
    WITHDRAWN = "withdrawn", pgettext_lazy("endorsement", "Withdrawn")


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def standing(self) -> "EndorsementQuerySet":
        """Those on show, the newest first."""
        return self.filter(status=EndorsementStatus.STANDING).order_by("-signed_at", "-pk")

    def about(self, award: "Award") -> "EndorsementQuerySet":
        """Of a badge, of what was earned, and of its issuer."""
        return self.about_any(award.pk, award.version_id, award.issuer_id)

    def about_any(self, award: uuid.UUID, version: int, issuer: int) -> "EndorsementQuerySet":
        """The same, by their keys."""
        return self.filter(Q(award=award) | Q(version=version) | Q(organization=issuer))

    def signed_by(self, person: Person, organizations: list[Organization]) -> "EndorsementQuerySet":
        """One's own word, and that of the organizations one may sign for."""
        return self.filter(
            Q(by=person, by_organization=None) | Q(by_organization__in=organizations)
        )

    def in_hand(self) -> "EndorsementQuerySet":
        """Those that their endorser has not taken back."""
        return self.exclude(status=EndorsementStatus.WITHDRAWN)

    def concerning(self, organizations: list[Organization]) -> "EndorsementQuerySet":
        """Made in the name of one of these, or about what one of them or one below it issues."""
        wanted = Q(by_organization__in=organizations)
        for organization in organizations:
            for path in ("version__micro_credential__issuer", "organization", "award__issuer"):
                wanted |= Q(**{f"{path}__path__startswith": organization.path})
        return self.filter(wanted)

    def found(self, words: str) -> "EndorsementQuerySet":
        """Whose endorser, or what they endorse, holds every word."""
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(Q(name_as_signed__icontains=word) | Q(about__icontains=word))
        return rows

    def for_show(self) -> "EndorsementQuerySet":
        """With what a list of them shows, in one query."""
        return self.select_related(
            "by_organization",
            "organization",
            "version__micro_credential",
            "award__version__micro_credential",
        ).defer("body", "version__data", "award__version__data")


class Endorsement(models.Model):
    """One party's signed word about one thing: the bytes as signed, who signed, and whether it is on show.

    Of a badge it is shown once its earner accepts it; of a micro-credential or an issuer at once. Whoever it is about
    may put it aside; whoever signed may withdraw it, for good.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        EndorsementStatus.OFFERED: {
            EndorsementStatus.STANDING,
            EndorsementStatus.ASIDE,
            EndorsementStatus.WITHDRAWN,
        },
        EndorsementStatus.STANDING: {EndorsementStatus.ASIDE, EndorsementStatus.WITHDRAWN},
        EndorsementStatus.ASIDE: {EndorsementStatus.STANDING, EndorsementStatus.WITHDRAWN},
        EndorsementStatus.WITHDRAWN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # What it is about: one of three.
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="endorsements"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="endorsements"
    )
    award = models.ForeignKey(
        "credentials.Award",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsements",
    )
    about = models.CharField(
        max_length=200
    )  # its name when signed: the title, or the issuer's name
    # Whose word it is: an organization's, or a person's own.
    by_organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsements_given",
    )
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="endorsements_signed"
    )  # who pressed
    guest = models.ForeignKey(
        Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="endorsements"
    )  # or who came through a letter
    name_as_signed = models.CharField(max_length=200)
    capacity = models.CharField(
        max_length=200, blank=True
    )  # of a person: "Principal, Pine Ridge Elementary"
    # Of a guest: where they proved to read mail. Their name and capacity are then their own statement.
    confirmed_domain = models.CharField(max_length=253, blank=True)
    comment = models.CharField(max_length=600)
    did = models.CharField(max_length=300, db_index=True)  # who signed, as the world knows them
    body = models.BinaryField()  # UTF-8 JSON with its proof
    sha256 = models.CharField(max_length=64)
    status_index = (
        models.PositiveIntegerField()
    )  # its place in the list of what its signer withdrew
    status = models.CharField(max_length=20, choices=EndorsementStatus)
    signed_at = models.DateTimeField()
    # On show since then, or until it was withdrawn; empty while nobody sees it.
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ("-signed_at", "-pk")
        indexes = (models.Index(fields=("status", "-signed_at"), name="endorsement_status"),)
        constraints = (
            models.UniqueConstraint(fields=("did", "status_index"), name="endorsement_place_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, organization__isnull=True, award__isnull=True)
                | Q(version__isnull=True, organization__isnull=False, award__isnull=True)
                | Q(version__isnull=True, organization__isnull=True, award__isnull=False),
                name="endorsement_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="endorsement_withdrawn_at",
            ),
            # A badge is a person's to speak for, what is on offer an organization's.
            models.CheckConstraint(
                condition=Q(award__isnull=False, by_organization__isnull=True)
                | Q(award__isnull=True, by_organization__isnull=False),
                name="endorsement_by_whom_it_may_be",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False, guest__isnull=True, confirmed_domain="")
                | (
                    Q(by__isnull=True, guest__isnull=False, award__isnull=False)
                    & ~Q(confirmed_domain="")
                ),
                name="endorsement_signed_by_one",
            ),
            *(
                models.UniqueConstraint(
                    fields=(subject, endorser),
                    condition=~Q(status="withdrawn"),
                    name=f"one_word_on_{subject}",
                )
                for subject, endorser in (
                    ("version", "by_organization"),
                    ("organization", "by_organization"),
                    ("award", "by"),
                )
            ),
            models.UniqueConstraint(
                fields=("award", "guest"),
                condition=~Q(status="withdrawn"),
                name="one_word_of_a_guest",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def in_sight(self) -> bool:
        """Whether anybody may open its page: it is on show, or was until it was withdrawn, and so is its subject."""
        return self.accepted_at is not None and (self.award is None or self.award.open_to_anyone)

    @property
    def standing(self) -> bool:
        return self.status == EndorsementStatus.STANDING

    @property
    def withdrawn(self) -> bool:
        return self.status == EndorsementStatus.WITHDRAWN

    @property
    def token(self) -> str:
        """The secret of the address that a guest keeps, to withdraw: made again from the row, and stored nowhere."""
        return mark("endorsement given", f"{self.pk}|{self.sha256}")


class EndorsementAskQuerySet(models.QuerySet["EndorsementAsk"]):
    def open(self, at: datetime | None = None) -> "EndorsementAskQuerySet":
        """Neither answered nor declined nor taken back nor run out, now or at another moment."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at or now()), ended_at__isnull=True
        )

    def run_out(self) -> "EndorsementAskQuerySet":
        """Letters that nobody answered in time, and that have not been closed for it yet."""
        return self.filter(expires_at__lte=now(), ended_at__isnull=True)


class EndorsementAsk(models.Model):
    """An earner asks somebody for their word about one badge: a person of the program, or a guest by letter."""

    award = models.ForeignKey("credentials.Award", on_delete=models.CASCADE, related_name="asks")
    asked = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="endorsement_asks"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="asks"
    )
    words = models.CharField(max_length=400, blank=True)  # to the one who is asked
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)  # of a letter to a guest
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=20, blank=True)  # answered, declined, taken_back, ran_out

    objects = EndorsementAskQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("award", "asked"), condition=Q(ended_at__isnull=True), name="one_open_ask"
            ),
            models.UniqueConstraint(
                fields=("award", "guest"),
                condition=Q(ended_at__isnull=True),
                name="one_open_letter",
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=False, guest__isnull=True, expires_at__isnull=True)
                | Q(asked__isnull=True, guest__isnull=False, expires_at__isnull=False),
                name="ask_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id} {self.asked_id or self.guest}"

    @property
    def whom(self) -> str:
        """The one who is asked, as the earner knows them: a name, or the address they typed."""
        if self.asked is not None:
            return self.asked.display_name
        return self.guest.address if self.guest is not None else ""

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and (self.expires_at is None or self.expires_at > now())

    @property
    def token(self) -> str:
        """The secret of a letter's link: made again from the row, and stored nowhere."""
        address = self.guest.address_mark if self.guest is not None else ""
        return mark(
            "endorsement letter", f"{self.pk}|{self.award_id}|{address}|{self.made_at.timestamp()}"
        )
