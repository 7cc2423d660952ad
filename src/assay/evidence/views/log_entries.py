"""From one’s learning log into an answer: entries to choose from, and taking one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.evidence import actions
from assay.evidence.outline import label_of
from assay.evidence.views.finding import elsewhere, mine
from assay.journeys.models import LogEntry
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.ui.author_words import said_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_log(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """One’s own entries, the newest first, each with a button that puts it at the end of the answer."""
    found = mine(request.user, pk)
    prompt = found.version.content.prompt(step_id)
    if prompt is None:
        raise Http404
    if (away := elsewhere(found)) is not None:
        return away
    rows, refusal = LogEntry.objects.visible_to(request.user), None
    if request.method == "POST":
        entry = rows.filter(pk=whole_number(request.POST.get("entry")) or 0).first()
        try:
            if entry is None:
                raise BadInput(_("Choose an entry of your log."))
            actions.take_log_entry(found, step_id, entry, by=request.user)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("It is at the end of your answer. Change it as you like."))
            return redirect("evidence:step", pk, step_id)
    searched = request.GET.get("q", "").strip()[:100]
    context = {
        "submission": found,
        "version": found.version,
        "step": prompt,
        "label": said_in(label_of(prompt), found.version.language),
        "page_obj": page_of(rows.found(searched), request, 10),
        "q": searched,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "evidence/from_log.html", context, status=status)
