"""Alarms: an assessor's levels have begun to differ from others' more than they did."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.assessors import Assessor
from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person, Role


class AlarmAnswer(models.TextChoices):
    PAUSED = "paused", _("Paused")
    GOES_ON = "goes_on", _("Goes on as before")
    RECALIBRATED = "recalibrated", _("Scored anchors again")


class DriftAlarmQuerySet(models.QuerySet["DriftAlarm"]):
    def open(self) -> "DriftAlarmQuerySet":
        return self.filter(answered_at__isnull=True)

    def visible_to(self, person: Person) -> "DriftAlarmQuerySet":
        """Of people attested for what a lead looks after; never one's own."""
        return self.led_from(
            [place.path for place in person.organizations_as(Role.LEAD_ASSESSOR)], person
        )

    def led_from(self, paths: Sequence[str], person: Person) -> "DriftAlarmQuerySet":
        """The same by the paths of the organizations where the role is held, as a prepared question takes them."""
        led = MicroCredential.objects.all().under(paths).order_by().values("pk")
        attested = Assessor.objects.filter(
            person=models.OuterRef("person"),
            micro_credential__in=led,
            micro_credential__issuer=models.OuterRef("issuer"),
        )
        return self.filter(models.Exists(attested)).exclude(person=person)


class DriftAlarm(models.Model):
    """What the checks of one person in the pool of one issuer came to, until a lead has answered it.

    It decides nothing. Where exact agreement lies under the policy's line it proposes a pause.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drift_alarms")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    proposes_pause = models.BooleanField(default=False)
    checks = models.PositiveSmallIntegerField()  # the latest ones that the figures are of
    agreeing = models.PositiveSmallIntegerField()  # criteria with the same level
    asked = models.PositiveSmallIntegerField()
    expected_percent = models.PositiveSmallIntegerField()  # of somebody steady
    answer = models.CharField(max_length=20, choices=AlarmAnswer, blank=True)
    answer_words = models.TextField(blank=True)  # the lead's reason
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DriftAlarmQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "issuer"),
                condition=Q(answered_at__isnull=True),
                name="one_drift_alarm_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_drift_alarm_says_what",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def percent(self) -> int:
        """Exact agreement of these checks, in whole percent."""
        return 100 * self.agreeing // self.asked if self.asked else 0
