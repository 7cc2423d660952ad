"""Listeners: submissions that arrive, and those taken back."""

from assay.assessment.actions import (
    give_back_crossing,
    open_evaluation,
    promise_waiting,
    withdraw_evaluation,
)
from assay.assessment.models import Assessor
from assay.evidence.models import Submission
from assay.people.models import DataSharingAgreement
from assay.record.delivery import on
from assay.record.models import Event


@on("evidence.submitted")
def open_for_judging(event: Event) -> None:
    submission = Submission.objects.select_related("version__micro_credential").get(
        pk=event.subject_id
    )
    if submission.status == "submitted":
        open_evaluation(submission)


@on("evidence.withdrawn")
def stop_judging(event: Event) -> None:
    withdraw_evaluation(Submission.objects.get(pk=event.subject_id))


@on("people.data_sharing_ended")
def give_back_what_is_not_covered(event: Event) -> None:
    rows = DataSharingAgreement.objects.select_related("first", "second")
    give_back_crossing(rows.get(pk=event.subject_id))


@on("assessment.attested")
def promise_what_waits(event: Event) -> None:
    promise_waiting(Assessor.objects.get(pk=event.subject_id))
