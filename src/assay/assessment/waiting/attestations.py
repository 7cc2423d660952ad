"""A colleague's word: for whoever is asked for it, and for leads where it was not given."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Attestation, AttestationRequest, AttestationStatus
from assay.assessment.waiting.submissions import named_through
from assay.catalog.models import version_columns
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces


def to_confirm(person: Person) -> WorkKind:
    return WorkKind(
        desk="",
        label=_("Colleagues’ work to confirm"),
        note=_("They named you"),
        url=reverse("home"),
        rows=Listed(asked_of, person),
        call=CallWords(
            heading=_("Did %(name)s do this work?"),
            text=_(
                "%(title)s. Say whether they did it in their role. You see none of the evidence."
            ),
            page="assessment:asked",
            button=_("Answer"),
        ),
        order=22,
        quiet=True,
    )


@prepared
def asked_of(person: Person) -> QuerySet[AttestationRequest, Any]:
    rows = AttestationRequest.objects.open().filter(colleague=person)
    submission = "attestation__evaluation__submission"
    return pieces(
        rows.order_by("attestation__due_on", "pk"),
        **version_columns(f"{submission}__version"),
        key="pk",
        name=f"{submission}__start__person__display_name",
        since="asked_at",
        due="attestation__due_on",
    )


@prepared
def open_words(person: Person) -> QuerySet[Any, Any]:
    """What a learner is asked for: a word on colleagues' work, and the name of a colleague for their own (`naming`)."""
    request, mine = "attestation__evaluation__submission", "evaluation__submission"
    asked = pieces(
        AttestationRequest.objects.open().filter(colleague=person).order_by(),
        **version_columns(f"{request}__version"),
        key="pk",
        name=f"{request}__start__person__display_name",
        state="attestation__status",
    )
    rows = Attestation.objects.open().filter(status=AttestationStatus.NAMING)
    naming = pieces(
        rows.filter(evaluation__submission__start__person=person).order_by(),
        **version_columns(f"{mine}__version"),
        key=mine,
        state="status",
    )
    return asked.union(naming, all=True)


def not_confirmed(person: Person, led: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="confirmations",
        label=_("Not confirmed by a colleague"),
        note=_("It decides nothing, and is not released"),
        url=reverse("assessment:confirmations"),
        rows=Listed(_for_leads, led, person),
        call=CallWords(
            heading=_("%(name)s is not confirmed"),
            text=_("%(title)s. Ask another colleague, go on without it, or put it on hold."),
            page="assessment:confirmation_case",
            button=_("Look at it"),
        ),
        order=16,
        quiet=True,
    )


@prepared
def _for_leads(paths: Sequence[str], person: Person) -> QuerySet[Attestation, Any]:
    rows = Attestation.objects.for_leads().led_from(paths, person).order_by("due_on", "pk")
    own = {"key": "evaluation__submission__public_id", "since": "opened_at", "due": "due_on"}
    return pieces(rows, **named_through("evaluation") | own)
