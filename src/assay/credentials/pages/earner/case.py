"""The earner's page of a case about their badge: what is said, until when they answer, what came of it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credentials import actions, grounds
from assay.credentials.awarding.actions.cases import MOST_WORDS
from assay.credentials.models import CaseStatus, RevocationCase
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_case(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest case about one's own badge, and the answer to it."""
    row, refusal = _own(request, pk), None
    if request.method == "POST":
        try:
            actions.answer_case(row, request.POST.get("answer", ""), by=request.user)
            messages.success(request, _("Your answer is sent. The panel reads it as it is."))
            return redirect("credentials:own_case", pk)
        except Refusal as e:
            refusal = e
    return _page(request, row, refusal)


@require_POST
@login_required
def case_appeal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own(request, pk)
    try:
        actions.appeal_case(row, request.POST.get("words", ""), by=request.user)
    except Refusal as e:
        return _page(request, row, e)
    messages.success(request, _("The chair has it now. Your badge stays valid until the answer."))
    return redirect("credentials:own_case", pk)


def _own(request: SignedInRequest, pk: uuid.UUID) -> RevocationCase:
    rows = RevocationCase.objects.filter(award=pk, award__person=request.user)
    rows = rows.select_related("award__version__micro_credential", "award__issuer")
    found = rows.order_by("-opened_at", "-pk").first()
    return found or get_object_or_404(rows, pk=0)


def _page(request: SignedInRequest, row: RevocationCase, refusal: Refusal | None) -> HttpResponse:
    open_ = row.status == CaseStatus.HEARING
    voting = row.seats.exclude(vote="").exists()
    context = {
        "case": row,
        "award": row.award,
        "version": row.award.version,
        "ground": grounds.word(row.ground),
        "answering": open_ and row.answered_at is None and not voting,
        "appealing": row.status == CaseStatus.DECIDED
        and row.appeal_until is not None
        and today() <= row.appeal_until,
        "votes": [] if open_ else list(row.seats.exclude(vote="")),
        "late": row.respond_until < today(),
        "most": MOST_WORDS,
        "sent": request.POST,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/own_case.html", context, status=status)
