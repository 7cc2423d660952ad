"""Listeners: submissions that arrive, and those taken back; checks of how assessors judge."""

from assay.assessment.actions import (
    compare_evidence,
    end_done_requests,
    give_back_crossing,
    open_evaluation,
    promise_waiting,
    withdraw_evaluation,
)
from assay.assessment.models import (
    AnchorReading,
    Assessor,
    Assignment,
    AssignmentStatus,
    Availability,
    Slot,
)
from assay.assessment.monitoring.drift import look_for_drift
from assay.assessment.readings import UNCHOSEN
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


@on("evidence.submitted")
def look_for_similar_evidence(event: Event) -> None:
    submission = Submission.objects.select_related("version", "start").get(pk=event.subject_id)
    if submission.status == "submitted":
        compare_evidence(submission)


@on("evidence.withdrawn")
def stop_judging(event: Event) -> None:
    withdraw_evaluation(Submission.objects.get(pk=event.subject_id))


@on("assessment.scored")
def end_requests_that_are_done(event: Event) -> None:
    rows = Assignment.objects.select_related("evaluation__submission__version")
    end_done_requests(rows.get(pk=event.subject_id).evaluation)


@on("people.data_sharing_ended")
def give_back_what_is_not_covered(event: Event) -> None:
    rows = DataSharingAgreement.objects.select_related("first", "second")
    give_back_crossing(rows.get(pk=event.subject_id))


@on("assessment.attested")
def promise_what_waits(event: Event) -> None:
    promise_waiting(Assessor.objects.get(pk=event.subject_id))


@on("assessment.availability_said")
def promise_what_waits_in_their_languages(event: Event) -> None:
    """Perhaps enough read it now."""
    said = Availability.objects.get(pk=event.subject_id)
    if said.languages:
        for assessor in Assessor.objects.current().filter(person=said.person_id):
            promise_waiting(assessor)


@on("assessment.scored")
def compare_both_readings(event: Event) -> None:
    """Once both are there: a check of each of the two readers."""
    rows = Assignment.objects.filter(
        evaluation__assignments=int(event.subject_id),
        slot__in=(Slot.FIRST, Slot.SECOND),
        status=AssignmentStatus.SCORED,
        evaluation__why_double__in=UNCHOSEN,
    )
    of_issuer = "evaluation__submission__version__micro_credential__issuer"
    both = list(rows.select_related("assessor", of_issuer).order_by("assessor"))
    if len(both) == 2:
        for row in both:
            micro_credential = row.evaluation.submission.version.micro_credential
            look_for_drift(row.assessor, micro_credential.issuer)


@on("assessment.anchor_scored")
def compare_with_the_expert(event: Event) -> None:
    """An anchor in the queue is a check; those of a calibration come to a result of their own."""
    row = AnchorReading.objects.select_related(
        "person", "anchor__version__micro_credential__issuer"
    ).get(pk=event.subject_id)
    if row.calibration_id is None:
        look_for_drift(row.person, row.anchor.version.micro_credential.issuer)
