"""Known work on which assessors show that they read it as experts do, and how far each has come with it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.evidence.models import StoredFile, Submission
from assay.lib.ids import submission_id
from assay.people.models import Person, Role


class Origin(models.TextChoices):
    CATALOG = "catalog", _("Written for training")
    RELEASED = "released", _("From released work, with permission")
    PACKAGE = "package", _("From another program, in a package")


class AnchorPermission(models.Model):
    """A learner's answer to one question: may assessors be trained on a copy of this work, without your name?"""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="anchor_permissions"
    )
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    # Whether a copy may go to other programs, too. What they have received stays there.
    is_beyond = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)  # declined, or taken back

    objects: ClassVar[models.Manager["AnchorPermission"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("submission",),
                condition=Q(ended_at__isnull=True),
                name="anchor_permission_once",
            ),
        )

    @property
    def stands(self) -> bool:
        return self.given_at is not None and self.ended_at is None


class AnchorQuerySet(models.QuerySet["Anchor"]):
    def usable(self) -> "AnchorQuerySet":
        """In use: finished by whoever made it, and not retired."""
        return self.filter(usable_at__isnull=False, retired_at__isnull=True)

    def of(self, micro_credential: int, major: str) -> "AnchorQuerySet":
        return self.filter(version__micro_credential=micro_credential, major=major)

    def new_to(self, person: Person, since: datetime) -> "AnchorQuerySet":
        """Those this person may be given: not their own work, judgment or making, and not read by them since a day."""
        read = AnchorReading.objects.filter(person=person).exclude(
            handed_over_at__isnull=False, handed_over_at__lt=since
        )
        left = {"handed_over_at__isnull": True, "calibration__isnull": True, "saved_at__lt": since}
        read = read.exclude(**left)
        rows = self.exclude(pk__in=read.values("anchor")).exclude(made_by=person)
        rows = rows.exclude(permission__submission__start__person=person)
        judged = Q(permission__submission__evaluation__assignments__assessor=person)
        return rows.exclude(pk__in=Anchor.objects.filter(judged).values("pk"))

    def visible_to(self, person: Person) -> "AnchorQuerySet":
        """Anchors of versions whose owner or issuer a lead's role reaches."""
        led = MicroCredential.objects.all().reached_from(
            person.organizations_as(Role.LEAD_ASSESSOR)
        )
        return self.filter(version__micro_credential__in=led)


class Anchor(models.Model):
    """A copy of evidence with an expert's levels: judged by many, decided for nobody.

    It points at no submission's evidence: what was handed in stays as it is, is counted as it was, and names can be
    taken out of a copy (docs/decisions/0021).
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="anchors")
    major = models.CharField(max_length=10)  # scoring version, as with assessors: "2"
    public_id = models.CharField(max_length=12, unique=True, default=submission_id)
    origin = models.CharField(max_length=10, choices=Origin)
    permission = models.ForeignKey(
        AnchorPermission, on_delete=models.PROTECT, null=True, blank=True, related_name="anchors"
    )
    setting = models.CharField(max_length=120, blank=True)  # "Grade 11 social studies"
    language = models.CharField(max_length=20, default="en")  # of the evidence
    minutes = models.PositiveSmallIntegerField(default=35)  # that a reading takes
    responses = models.JSONField(default=dict)  # prompt id -> text
    declared_ai = models.TextField(blank=True)
    levels = models.JSONField(default=dict)  # criterion id -> the expert's level
    reasons = models.JSONField(default=dict)  # criterion id -> why
    moments = models.JSONField(
        default=dict
    )  # criterion id -> {"step", "at" seconds or None, "words"}
    lesson = models.TextField(blank=True)  # what this one teaches; shown after it was scored
    set_aside = models.JSONField(default=dict)  # criterion id -> why it counts for nobody for now
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    usable_at = models.DateTimeField(null=True, blank=True)  # until then its maker edits the copy
    retired_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(
        null=True, blank=True
    )  # a safety report is open: nobody new is given it, nobody hands it over

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("version", "major"), name="anchor_of_version"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(origin__in=("catalog", "package"), permission__isnull=True)
                | Q(origin="released", permission__isnull=False),
                name="released_anchor_has_permission",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_usable(self) -> bool:
        return self.usable_at is not None and self.retired_at is None


class AnchorFile(StoredFile):
    """One file or link of an anchor: a copy of its own, under a name that says nothing of whose it was."""

    anchor = models.ForeignKey(Anchor, on_delete=models.CASCADE, related_name="files")
    notes = models.JSONField(default=list)  # [{"at": seconds or None, "text": str}]

    objects: ClassVar[models.Manager["AnchorFile"]] = models.Manager()

    class Meta:
        ordering = ("order", "pk")
        verbose_name = "anchor file"


class Occasion(models.TextChoices):
    CERTIFICATION = "certification", _("To be certified")
    RENEWAL = "renewal", _("To be certified for another year")
    AFTER_PAUSE = "after_pause", _("To end a pause")
    ON_DRIFT = "on_drift", _("Because levels have moved away from others’")


class Result(models.TextChoices):
    PASSED = "passed", _("Certified")
    BELOW = "below", _("Below what is needed")
    ENDED = "ended", _("Ended")


class CalibrationQuerySet(models.QuerySet["Calibration"]):
    def open(self) -> "CalibrationQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person) -> "CalibrationQuerySet":
        """One's own, and those a lead of the micro-credential looks after."""
        led = MicroCredential.objects.all().reached_from(
            person.organizations_as(Role.LEAD_ASSESSOR)
        )
        return self.filter(Q(person=person) | Q(micro_credential__in=led))


class Calibration(models.Model):
    """One person's turn at the anchors of a scoring version, in an order fixed when it begins."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calibrations")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="calibrations"
    )
    major = models.CharField(max_length=10)
    occasion = models.CharField(max_length=20, choices=Occasion)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )  # the turn that came out below: this one has fewer anchors, and counts with it
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    again_on = models.DateField(null=True, blank=True)  # after a result below: not before this day

    objects = CalibrationQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential", "major"),
                condition=Q(ended_at__isnull=True),
                name="one_calibration_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="")
                | (Q(ended_at__isnull=False) & ~Q(result="")),
                name="ended_calibration_has_result",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class AnchorReadingQuerySet(models.QuerySet["AnchorReading"]):
    def to_come(self, person: Person) -> "AnchorReadingQuerySet":
        """Those this person has yet to score: of a calibration, or a check that is open."""
        rows = self.filter(person=person, handed_over_at__isnull=True)
        return rows.exclude(drift_check__status__in=("lapsed", "recused"))


class AnchorReading(models.Model):
    """One person's sheet about an anchor. Until it is handed over its reader sees nothing of the expert's."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="anchor_readings")
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="readings")
    calibration = models.ForeignKey(
        Calibration, on_delete=models.PROTECT, null=True, blank=True, related_name="readings"
    )
    place = models.PositiveSmallIntegerField(default=1)  # in the calibration's order
    levels = models.JSONField(default=dict)
    feedback = models.JSONField(default=dict)
    summary = models.TextField(blank=True)
    note_to_approver = models.TextField(blank=True)  # its sheet is a sheet like any other
    notes = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)

    objects = AnchorReadingQuerySet.as_manager()

    class Meta:
        ordering = ("place", "pk")
        indexes = (models.Index(fields=("person", "anchor"), name="anchor_read_by"),)
        constraints = (
            models.UniqueConstraint(fields=("calibration", "anchor"), name="anchor_once_a_turn"),
            models.UniqueConstraint(fields=("calibration", "place"), name="anchor_place_once"),
        )


class Answer(models.TextChoices):
    STAYS = "stays", _("The expert’s level stays")
    CORRECTED = "corrected", _("The expert’s level was wrong and is corrected")
    SET_ASIDE = "set_aside", _("The words are unclear: this criterion counts for no one for now")


class Objection(models.Model):
    """One message to the lead about one criterion of an anchor read otherwise than by the expert; answered once."""

    reading = models.ForeignKey(AnchorReading, on_delete=models.PROTECT, related_name="objections")
    criterion = models.CharField(max_length=40)
    words = models.TextField()
    sent_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Objection"]] = models.Manager()

    class Meta:
        ordering = ("sent_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("reading",),
                condition=Q(answered_at__isnull=True),
                name="one_open_objection_a_reading",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_objection_says_what",
            ),
        )


class TrainingRead(models.Model):
    """That somebody confirmed having read one page of the assessors' training, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="training_read")
    page = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["TrainingRead"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "page"), name="training_page_once"),
        )


class AssessorOffer(models.Model):
    """A holder's word that they would assess what they earned, until a lead grants it or either says no."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assessor_offers")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="assessor_offers"
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["AssessorOffer"]] = models.Manager()

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential"),
                condition=Q(ended_at__isnull=True),
                name="assessor_offer_once",
            ),
        )
