"""The holder's own places in the leader pool: what is offered, and leaving it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.credentials import actions
from assay.credentials.models import OfferStatus, RoleCandidate
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest


def _own(request: SignedInRequest, pk: uuid.UUID) -> list[RoleCandidate]:
    rows = RoleCandidate.objects.filter(whole__award=pk, whole__award__person=request.user)
    found = list(rows.select_related("whole__award__version", "whole__award__issuer"))
    if not found:
        raise Http404
    return found


@login_required
@require_safe
def own_pool(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    rows = _own(request, pk)
    context = {
        "award": rows[0].whole.award,
        "places": [(row, row.last_offer) for row in rows],
    }
    return render(request, "credentials/own_pool.html", context)


@login_required
@require_POST
def own_pool_answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`do`: accept or decline what is offered, leave the pool, or return to it, in the place named by `place`."""
    place = whole_number(request.POST.get("place", ""))
    row = next((one for one in _own(request, pk) if one.pk == place), None)
    if row is None:
        raise Http404
    what = request.POST.get("do", "")
    if what in ("accept", "decline"):
        read = whole_number(request.POST.get("offer", "")) or 0  # no later one, in other words
        offer = row.offers.filter(pk=read, status=OfferStatus.OFFERED).first()
        if offer is None:
            messages.info(request, _("There is no longer an offer to answer."))
            return redirect("credentials:own_pool", pk)
        offer.candidate = row
        actions.answer_role(offer, accept=what == "accept", by=request.user)
        messages.success(
            request, _("Your answer is on record, and whoever offered it gets an e-mail.")
        )
    elif what == "leave":
        actions.leave_pool(row, by=request.user)
        messages.success(request, _("You left the pool. You can come back at any time."))
    elif what == "return":
        actions.return_to_pool(row, by=request.user)
        messages.success(request, _("You are in the pool again."))
    return redirect("credentials:own_pool", pk)
