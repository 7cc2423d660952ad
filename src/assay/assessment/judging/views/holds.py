"""For leads: what is on hold and was; placing a hold, and lifting it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.actions.holds import LEAST, MOST
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import IN_WORK, Evaluation, HoldGround, HoldOutcome, IntegrityHold
from assay.lib.counts import Listed, counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "placed": ("placed_at", "pk"),
    "submission": ("evaluation__submission__public_id", "pk"),
    "ended": ("lifted_at", "pk"),
}


@only_for(policy.is_lead)
@require_safe
def holds(request: SignedInRequest) -> HttpResponseBase:
    """All, or those that last (?show=open); as a file, too. By a submission's number one gets to its page."""
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    number = request.GET.get("submission", "").strip().upper()[:20]
    led = Evaluation.objects.all().led_from(paths, request.user)
    if number and led.filter(submission__public_id=number).exists():
        return redirect("assessment:hold", number)
    is_open = request.GET.get("show") == "open"
    sorting = sorting_of(request.GET, tuple(ORDERS), "-placed")
    order = tuple(sorting.fields(ORDERS))
    columns = [
        (_("Submission"), "submission"),
        (_("Question"), ""),
        (_("On hold since"), "placed"),
        (_("Ended"), "ended"),
    ]
    if request.GET.get("file") == "csv":
        labels = [*(label for label, _name in columns), _("Lead assessor"), _("How it ended")]
        rows = _list_of(paths, request.user, is_open=is_open).order_by(*order)
        return spreadsheet("holds", labels, (_line(row) for row in in_parts(rows, lambda _p: None)))
    context = {
        "page": page_of(Listed(_in_order(order, is_open), paths, request.user), request),
        "open_count": counted(Listed(_in_order(order, True), paths, request.user)),
        "number": number,
        "is_open": is_open,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/holds.html", context)


def _list_of(
    paths: Sequence[str], person: Person, *, is_open: bool
) -> QuerySet[IntegrityHold, IntegrityHold]:
    rows = IntegrityHold.objects.all().led_from(paths, person)
    rows = rows.select_related("evaluation__submission__version", "placed_by")
    rows = rows.defer("evaluation__submission__version__data", "evaluation__submission__manifest")
    return rows.open() if is_open else rows


@cache
def _in_order(fields: tuple[str, ...], is_open: bool) -> Prepared[..., IntegrityHold]:
    @prepared
    def ordered(paths: Sequence[str], person: Person) -> QuerySet[IntegrityHold, IntegrityHold]:
        return _list_of(paths, person, is_open=is_open).order_by(*fields)

    return ordered


@only_for(policy.is_lead)
def hold(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One submission: its hold with the form to lift it, or the form to place one; earlier ones below."""
    evaluation = evaluation_for(Evaluation.objects.all().led_by(request.user), public_id)
    open_ = evaluation.integrity_holds.open().select_related("placed_by").first()
    names = ("outcome", "found") if open_ else ("ground", "reason", "asked")
    sent = {name: request.POST.get(name, "") for name in names}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if open_ is None:
                actions.hold_for_integrity(evaluation, **sent, by=request.user)
                messages.success(request, _("It is on hold. The learner is told."))
            else:
                actions.lift_hold(open_, **sent, by=request.user)
                messages.success(request, _said(evaluation))
            return redirect("assessment:hold", public_id)
        except Refusal as e:
            refusal = e
    context: dict[str, Any] = {
        "submission": evaluation.submission,
        "version": evaluation.submission.version,
        "hold": open_,
        "earlier": evaluation.integrity_holds.exclude(lifted_at=None).select_related("placed_by"),
        "may": policy.can_hold(request.user, evaluation),
        "grounds": HoldGround.choices,
        "outcomes": HoldOutcome.choices,
        "sent": sent,
        "refusal": refusal,
        "least": LEAST,
        "most": MOST,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/hold.html", context, status=status)


def _said(evaluation: Evaluation) -> str:
    if evaluation.status in IN_WORK:
        return _("It goes on where it was. The learner is told.")
    return _("The hold is lifted. Nothing goes on: it was taken back.")


def _line(row: IntegrityHold) -> list[object]:
    return [
        row.evaluation.public_id,
        row.get_ground_display(),
        local_date(row.placed_at).isoformat(),
        local_date(row.lifted_at).isoformat() if row.lifted_at else "",
        row.placed_by.display_name,
        row.get_outcome_display() if row.outcome else "",
    ]
