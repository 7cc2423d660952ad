"""From one’s learning log to the page one shares with a coach."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.coaching import actions
from assay.coaching.models import BroughtEntry, Pairing
from assay.journeys.models import LogEntry
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_entries(request: SignedInRequest, pk: int) -> HttpResponse:
    """One’s own entries, each with a button that shows it to the other."""
    pairings = Pairing.objects.of(request.user).with_coaches().running()
    pairing = get_object_or_404(pairings.select_related("coach", "learner"), pk=pk)
    rows, refusal = LogEntry.objects.visible_to(request.user), None
    if request.method == "POST":
        entry = rows.filter(pk=whole_number(request.POST.get("entry")) or 0).first()
        try:
            if entry is None:
                raise BadInput(_("Choose an entry of your log."))
            actions.bring_entry(pairing, entry, by=request.user)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Both of you read it now. Your log stays private."))
            return redirect("coaching:pairing", pairing.pk)
    searched = request.GET.get("q", "").strip()[:100]
    context = {
        "pairing": pairing,
        "page_obj": page_of(rows.found(searched), request, 10),
        "q": searched,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "coaching/log_entries.html", context, status=status)


@login_required
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Off the page of the two; the log keeps it."""
    rows = BroughtEntry.objects.filter(pairing__learner=request.user)
    row = get_object_or_404(rows.select_related("pairing"), pk=pk)
    actions.take_entry_back(row, by=request.user)
    messages.success(request, _("Taken off this page. Your log keeps it."))
    return redirect("coaching:pairing", row.pairing_id)
