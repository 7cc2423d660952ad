"""The privacy officer's desk of examples: what waits, what is shown, and each with everybody's permission."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.community import actions, policy
from assay.community.actions.exemplars import last_day, why_broken
from assay.community.exemplar_forms import ApproveForm, WordsForm
from assay.community.models import EndedBecause, Exemplar, ExemplarPiece, ExemplarStatus
from assay.community.models.exemplars import ExemplarQuerySet
from assay.community.views.exemplars import page_context, pieces_of, streamed
from assay.evidence.identifying_words import look, vocabulary
from assay.evidence.models import Scope
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.fields import show_refusal

#: What the list may be narrowed to.
STATES = (
    ExemplarStatus.AGREED,
    ExemplarStatus.APPROVED,
    ExemplarStatus.DECLINED,
    ExemplarStatus.WITHDRAWN,
)


@only_for(policy.decides_on_exemplars)
@require_safe
def deciding(request: SignedInRequest) -> HttpResponse:
    """Those that wait first, or those of one state."""
    state = _state(request)
    context = {
        "page_obj": page_of(_rows(request, state), request),
        "state": state,
        "download": reverse("community:exemplars_csv") + (f"?state={state}" if state else ""),
        "states": [(value, ExemplarStatus(value).label) for value in STATES],
    }
    return render(request, "community/exemplars_to_decide.html", context)


@only_for(policy.decides_on_exemplars)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Example"),
        _("Micro-credential"),
        _("Learner"),
        _("State"),
        _("Who may see it"),
        _("Agreed"),
        _("Shown from"),
        _("Last day"),
        _("Why it ended"),
    )
    return spreadsheet("exemplars", headings, _lines(_rows(request, _state(request))))


@only_for(policy.decides_on_exemplars)
@require_safe
def deciding_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that would be shown, and for each piece who can be recognized and what they agreed to."""
    return _page(request, _guarded(request, pk))


@only_for(policy.decides_on_exemplars)
@require_safe
def file(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """A file the officer decides on, while it waits or is shown; the look stands in the record."""
    row = get_object_or_404(_open(request), pk=pk)
    pieces = pieces_of(row)
    return streamed(request, row, [p for p in pieces if _is_free(p)], number)


@only_for(policy.decides_on_exemplars)
@require_POST
def approval(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _guarded(request, pk)
    form, status = ApproveForm(request.POST), 422
    if form.is_valid():
        try:
            actions.approve_exemplar(row, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Approved. Its learner is told."))
            return redirect("community:exemplars_to_decide")
    return _page(request, row, approve=form, status=status)


@only_for(policy.decides_on_exemplars)
@require_POST
def refusing(request: SignedInRequest, pk: int) -> HttpResponse:
    """No, with a word for its learner; of one that is shown, taken back with a word."""
    row = _guarded(request, pk)
    form, status = WordsForm(request.POST), 422
    verb = (
        actions.withdraw_exemplar
        if row.status == ExemplarStatus.APPROVED
        else actions.decline_exemplar
    )
    if form.is_valid():
        try:
            verb(row, form.cleaned_data["words"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Done. Its learner is told why."))
            return redirect("community:exemplars_to_decide")
    return _page(request, row, refuse=form, status=status)


def _page(
    request: SignedInRequest,
    row: Exemplar,
    *,
    approve: forms.Form | None = None,
    refuse: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    first = today()
    pieces = pieces_of(row) if row.is_open else []
    context: dict[str, Any] = page_context(row, pieces)
    known = vocabulary(row.version.content.data)
    for one in context["shown"]:
        one["looked"] = look(one["text"], known=known) if one["text"] else None
        one["strength"] = look(one["piece"].strength, known=known)
        consent = getattr(one["piece"].artifact, "consent", None)
        if consent is not None:
            consent.reach = Scope(consent.scope).label
        one["consent"] = consent
    broken = why_broken(row) if row.is_open else ""
    context |= {
        "approve": approve or ApproveForm(initial={"starts_on": first, "ends_on": last_day(first)}),
        "refuse": refuse or WordsForm(),
        "broken": EndedBecause(broken).label if broken else "",
        "last": last_day(first),
    }
    return render(request, "community/exemplar_to_decide.html", context, status=status)


def _is_free(piece: ExemplarPiece) -> bool:
    """What lies on hold is open to nobody here either."""
    artifact = piece.artifact
    if artifact is None or artifact.removed_at is not None:
        return False
    return all(hold.lifted_at is not None for hold in artifact.holds.all())


def _guarded(request: SignedInRequest, pk: int) -> Exemplar:
    rows = (
        Exemplar.objects.all()
        .guarded_by(request.user)
        .select_related(
            "submission__start__person", "submission__version__micro_credential__issuer", "program"
        )
    )
    return get_object_or_404(rows, pk=pk)


def _open(request: SignedInRequest) -> ExemplarQuerySet:
    rows = Exemplar.objects.all().open().guarded_by(request.user)
    return rows.with_work()


def _state(request: SignedInRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in STATES else ""


def _rows(request: SignedInRequest, state: str) -> ExemplarQuerySet:
    rows = Exemplar.objects.all().guarded_by(request.user)
    rows = rows.filter(status=state) if state else rows
    order = ("status", "agreed_at", "pk") if not state else ("-agreed_at", "-pk")
    return rows.order_by(*order).with_work()


def _lines(rows: ExemplarQuerySet) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator():
        yield (
            row.title,
            row.version.title,
            row.learner.display_name,
            row.get_status_display(),
            row.get_audience_display(),
            row.agreed_at,
            row.starts_on,
            row.ends_on,
            row.why_ended or row.words,
        )
