"""A colleague's word: its learner, the colleague and the leads hear what is asked of them."""

from typing import Any

from django.urls import reverse

from assay.assessment import policy
from assay.assessment.models import Attestation, AttestationRequest, AttestationStatus
from assay.lib.wording import unlinked
from assay.notices.actions import tell
from assay.notices.assessors.staff import leads_of
from assay.notices.letters import send_to
from assay.record.delivery import on
from assay.record.models import Event

_SUBMISSION = "evaluation__submission"
_FACTS = (
    f"{_SUBMISSION}__start__person",
    f"{_SUBMISSION}__version__micro_credential__issuer",
    f"{_SUBMISSION}__version__micro_credential__owner",
)


@on("assessment.attestation_opened", "assessment.attestation_asked_again")
def ask_to_name_a_colleague(event: Event) -> None:
    row = _open(event.subject_id)
    if row is not None and row.status == AttestationStatus.NAMING:
        _tell_learner("to_name_colleague", row, event)


@on("assessment.attestation_asked")
def ask_the_colleague(event: Event) -> None:
    _tell_colleague(int(event.subject_id), event)


@on("assessment.attestation_reminded")
def remind_of_a_word(event: Event) -> None:
    """The colleague, or while nobody is named the learner."""
    row = _open(event.subject_id)
    if row is None:
        return
    waiting = row.requests.filter(ended_at__isnull=True).first()
    if waiting is not None:
        _tell_colleague(waiting.pk, event)
    elif row.status == AttestationStatus.NAMING:
        _tell_learner("to_name_colleague", row, event)


@on("assessment.attestation_run_out")
def tell_that_nobody_answered(event: Event) -> None:
    """The learner, who may name somebody else, and each lead of the version."""
    row = _open(event.subject_id)
    if row is not None and row.status == AttestationStatus.RUN_OUT:
        _tell_learner("confirmation_late", row, event)
        _tell_leads(row, event)


@on("assessment.attestation_answered")
def tell_that_it_is_not_confirmed(event: Event) -> None:
    """Each lead, where somebody could not say or said no; by number and not by name."""
    row = _open(event.particulars["attestation"])
    if row is not None and row.status == AttestationStatus.DOUBTED:
        _tell_leads(row, event)


def _open(pk: str | int) -> Attestation | None:
    return Attestation.objects.open().select_related(*_FACTS).filter(pk=pk).first()


def _tell_learner(name: str, row: Attestation, event: Event) -> None:
    submission = row.evaluation.submission
    path = reverse("assessment:confirmation", args=[submission.pk])
    facts = {"number": submission.public_id, "version": submission.version, "row": row}
    tell(name, submission.start.person, event, path=path, **facts)


def _tell_colleague(pk: int, event: Event) -> None:
    rows = AttestationRequest.objects.open().select_related("colleague", "attestation")
    request = rows.filter(pk=pk).first()
    row = _open(request.attestation_id) if request is not None else None
    if request is None or row is None:
        return
    submission = row.evaluation.submission
    learner = submission.start.person
    facts: dict[str, Any] = {
        "version": submission.version,
        "row": row,
        "learner": unlinked(learner.display_name),
    }
    if request.colleague is not None:
        path = reverse("assessment:asked", args=[request.pk])
        tell("to_confirm", request.colleague, event, path=path, **facts)
    elif request.address:
        # Whoever is named knows the learner; the learner's language is the best guess at theirs.
        path = reverse("assessment:asked_by_link", args=[request.pk, request.token])
        send_to(
            "confirm_by_link", request.address, event, locale=learner.locale, path=path, **facts
        )


def _tell_leads(row: Attestation, event: Event) -> None:
    number, version = row.evaluation.public_id, row.evaluation.submission.version
    path = reverse("assessment:confirmation_case", args=[number])
    for person in leads_of(row.evaluation):
        if policy.can_waive_attestation(person, row):
            tell("not_confirmed", person, event, path=path, number=number, version=version)
