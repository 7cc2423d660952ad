"""Appeals: what a learner brings against a decision, who looks again, and what comes of it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.evaluations import (
    APPEAL_SLOTS,
    Assignment,
    AssignmentStatus,
    Evaluation,
    among,
)
from assay.lib.clock import today
from assay.people.models import Membership, Person, Role


class AppealGround(models.TextChoices):
    PROCEDURE = "procedure", _("The rules were not followed")
    EVIDENCE_OVERLOOKED = "evidence_overlooked", _("Something I showed was overlooked")
    BIAS_OR_CONFLICT = (
        "bias_or_conflict",
        _("The reading was biased, or there was a conflict of interest"),
    )


class AppealStatus(models.TextChoices):
    FILED = "filed", _("Waiting for a lead assessor")
    IN_REVIEW = "in_review", _("Being read again")
    DECIDED = "decided", _("Answered")
    WITH_CHAIR = "with_chair", _("With the chair")
    FINAL = "final", _("Answered for good")
    WITHDRAWN = "withdrawn", _("Taken back")


class AppealOutcome(models.TextChoices):
    STANDS = "decision_stands", _("The decision stays as it was")
    RESCORED = "rescored", _("Levels were changed")
    RETURNED = "returned_with_correction", _("Given back: this attempt does not count")


#: States in which somebody of the program has something to do.
OPEN_APPEALS = (AppealStatus.FILED, AppealStatus.IN_REVIEW, AppealStatus.WITH_CHAIR)


def _has_chair(day: date) -> models.Exists:
    """For an evaluation: whether somebody is chair of its issuer or above on a day."""
    path = models.OuterRef("submission__version__micro_credential__issuer__path")
    issuer = models.ExpressionWrapper(path, output_field=models.CharField())
    chairs = Membership.objects.current(day).filter(
        role=Role.COMMITTEE_CHAIR, person__is_active=True
    )
    return models.Exists(
        chairs.alias(issuer=issuer).filter(issuer__startswith=models.F("organization__path"))
    )


class AppealQuerySet(models.QuerySet["Appeal"]):
    def led_from(self, paths: Sequence[str], person: Person) -> "AppealQuerySet":
        """Of evaluations a lead looks after (`EvaluationQuerySet.led_from`); never one's own."""
        return self.filter(among(Evaluation.objects.all().led_from(paths, person)))

    def heard_from(
        self,
        chairs: Sequence[str],
        administrators: Sequence[str],
        person: Person,
        day: date | None = None,
    ) -> "AppealQuerySet":
        """What issuers under these paths decided, for whoever speaks last of it; never one's own.

        A chair does; an administrator only where on that day (today) nobody is chair of the issuer or above, or every
        chair had a part in it.
        """
        decided = Evaluation.objects.all()
        as_chair = decided.released_from(chairs, person)
        instead = decided.released_from(administrators, person)
        without = instead.exclude(_has_chair(day or today()))
        barred = models.Q(among(instead)) & models.Q(chair_barred=True)
        return self.filter(models.Q(among(as_chair)) | models.Q(among(without)) | barred)

    def open(self) -> "AppealQuerySet":
        return self.filter(status__in=OPEN_APPEALS)


class Appeal(models.Model):
    """One learner's objection to a released *not yet* (A14): two who were not involved read the work again.

    Its outcome never takes away what was demonstrated. After it the learner may ask the chair once, who speaks last.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {
        AppealStatus.FILED: {AppealStatus.IN_REVIEW, AppealStatus.WITHDRAWN},
        AppealStatus.IN_REVIEW: {
            AppealStatus.DECIDED,
            AppealStatus.FINAL,
            AppealStatus.WITHDRAWN,
        },
        AppealStatus.DECIDED: {AppealStatus.WITH_CHAIR},
        AppealStatus.WITH_CHAIR: {AppealStatus.FINAL, AppealStatus.FILED},
        AppealStatus.FINAL: set(),
        AppealStatus.WITHDRAWN: set(),
    }

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="appeals")
    status = models.CharField(max_length=20, choices=AppealStatus, default=AppealStatus.FILED)
    ground = models.CharField(max_length=40, choices=AppealGround)
    words = models.TextField()
    filed_at = models.DateTimeField()
    due_on = models.DateField()  # promised to the learner
    round = models.PositiveSmallIntegerField(
        default=1
    )  # 2 once the chair asked for another reading
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals_led"
    )
    outcome = models.CharField(max_length=30, choices=AppealOutcome, blank=True)
    reason = models.TextField(blank=True)  # to the learner, in the lead's words
    decided_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict)  # the decision as it was when levels were changed
    chair_words = models.TextField(blank=True)  # why the learner asked the chair
    chair_barred = models.BooleanField(default=False)  # every chair had a part in it by then
    chair = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals_ended"
    )
    chair_reason = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation",), condition=~Q(status="withdrawn"), name="appealed_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="appeal_outcome_has_when",
            ),
        )
        indexes = (models.Index(fields=("status", "due_on"), name="appeal_queue"),)

    @property
    def has_both_readings(self) -> bool:
        """Whether the two readings of this round are handed over."""
        slots = APPEAL_SLOTS[self.round]
        scored = Assignment.objects.filter(evaluation=self.evaluation_id, slot__in=slots)
        return scored.filter(status=AssignmentStatus.SCORED).count() == len(slots)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_APPEALS
