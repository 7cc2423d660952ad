"""One's own badges of earlier criteria: offered by a program, claimed or declined, shown on the public page or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.credentials import actions
from assay.credentials.models import EarlierBadge, EarlierStatus
from assay.lib.http import page_of
from assay.people.http import SignedInRequest


@require_safe
@login_required
def own_earlier(request: SignedInRequest) -> HttpResponse:
    rows = EarlierBadge.objects.of_person(request.user).select_related("program")
    offered = rows.filter(status=EarlierStatus.OFFERED)
    context = {
        "offered": list(offered[:100]),
        "page_obj": page_of(rows.filter(status=EarlierStatus.ACCEPTED), request),
    }
    return render(request, "credentials/own_earlier.html", context)


@require_POST
@login_required
def claiming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Claim one, decline it, or say whether the public page lists it: `answer` is claim, decline, show or hide."""
    row = get_object_or_404(EarlierBadge.objects.of_person(request.user), pk=pk)
    answer = request.POST.get("answer", "")
    if answer == "claim":
        actions.claim_earlier(row, by=request.user)
        messages.success(request, _("It is in your portfolio now. Only you see it."))
    elif answer in ("show", "hide"):
        actions.show_earlier(row, is_public=answer == "show", by=request.user)
        messages.success(request, _("Saved."))
    elif answer == "decline":
        actions.decline_earlier(row, by=request.user)
        messages.success(request, _("Declined. It is not in your portfolio."))
    return redirect("credentials:own_earlier")
