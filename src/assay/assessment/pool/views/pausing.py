"""Pauses: a lead gives somebody no work for a while, and ends that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Assessor, Assignment, Pause, Slot
from assay.assessment.pool import actions
from assay.assessment.pool.actions.pausing import MAX_WORDS
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest, only_for


@only_for(policy.is_lead)
def pausing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why somebody gets nothing for a while, after reading what follows from it."""
    mine = Assessor.objects.current().visible_to(request.user).exclude(person=request.user)
    rows = mine.select_related("person", "micro_credential__issuer")
    row, refusal = get_object_or_404(rows, pk=pk), None
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            actions.pause(row.person, row.micro_credential.issuer, reason, by=request.user)
            messages.success(
                request, _("%(name)s is paused and was told.") % {"name": row.person.display_name}
            )
            return redirect("assessment:certification", pk)
        except BadInput as e:
            refusal = e
    here = {
        "evaluation__submission__version__micro_credential__issuer": row.micro_credential.issuer
    }
    leases = Assignment.objects.open().filter(assessor=row.person, **here)
    context = {
        "assessor": row,
        "open_leases": leases.exclude(slot=Slot.ADJUDICATION).count(),
        "refusal": refusal,
        "sent": request.POST,
        "most": MAX_WORDS,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/pausing.html", context, status=status)


@only_for(policy.is_lead)
def pause_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a pause by a lead's word."""
    mine = Pause.objects.open().visible_to(request.user).exclude(person=request.user)
    row, refusal = get_object_or_404(mine.select_related("person", "issuer", "by"), pk=pk), None
    if request.method == "POST":
        try:
            actions.end_pause(row, request.POST.get("reason", ""), by=request.user)
            messages.success(
                request,
                _("The pause of %(name)s has ended.") % {"name": row.person.display_name},
            )
            return redirect("assessment:assessors")
        except BadInput as e:
            refusal = e
    context = {"pause": row, "refusal": refusal, "sent": request.POST, "most": MAX_WORDS}
    status = refusal.status if refusal else 200
    return render(request, "assessment/pause_ending.html", context, status=status)
