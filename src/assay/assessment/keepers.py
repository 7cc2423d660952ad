"""What the assessment still needs of evidence whose time is over: appeals, questions that are open, safety reports."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assay.assessment.models import (
    Appeal,
    AppealStatus,
    IntegrityHold,
    SafetyReport,
)
from assay.assessment.models.appeals import OPEN_APPEALS
from assay.evidence.models import Artifact, Outcome
from assay.lib.clock import today
from assay.program.policies import AppealPolicy, Everywhere


def still_needed(artifacts: Sequence[Artifact]) -> Mapping[int, str]:
    """By artifact, the weightiest reason of each submission. Five queries, whatever the number."""
    found: dict[int, str] = {}
    submissions = {artifact.submission_id for artifact in artifacts}
    here = Q(evaluation__submission__in=submissions)
    windows = _Windows()
    for artifact in artifacts:
        submission = artifact.submission
        if submission.outcome == Outcome.NOT_YET and submission.closed_at is not None:
            last = localtime(submission.closed_at).date() + windows.of(artifact)
            if last >= today():
                found[submission.pk] = _("It can still be appealed.")
    decided = Appeal.objects.filter(here, status=AppealStatus.DECIDED, decided_at__isnull=False)
    by_submission = {artifact.submission_id: artifact for artifact in artifacts}
    for pk, at in decided.values_list("evaluation__submission", "decided_at"):
        if localtime(at).date() + windows.of(by_submission[pk]) >= today():
            found[pk] = _("The chair can still be asked about an appeal.")
    questions = (
        (Appeal.objects.filter(here, status__in=OPEN_APPEALS), _("An appeal is open.")),
        (IntegrityHold.objects.open().filter(here), _("A question about it is open.")),
        (SafetyReport.objects.open().filter(here), _("A safety report is open.")),
    )
    for rows, why in questions:
        for pk in rows.order_by().values_list("evaluation__submission", flat=True):
            found[pk] = why
    return {
        artifact.pk: found[artifact.submission_id]
        for artifact in artifacts
        if artifact.submission_id in found
    }


class _Windows:
    """How long one may appeal, by the program that issues the badge."""

    def __init__(self) -> None:
        self.rules = Everywhere(AppealPolicy)

    def of(self, artifact: Artifact) -> timedelta:
        issuer = artifact.submission.version.micro_credential.issuer_id
        return timedelta(days=self.rules.of(AppealPolicy, issuer).window_days)
