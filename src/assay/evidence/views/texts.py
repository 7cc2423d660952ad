"""Earlier texts: what a save replaced, and what stands without a place; all of it can come back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assay.evidence import actions
from assay.evidence.models import EarlierText
from assay.evidence.outline import label_of
from assay.evidence.views.finding import mine
from assay.lib.http import page_of
from assay.people.http import SignedInRequest
from assay.ui.author_words import said_in


@login_required
@require_GET
def earlier_texts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every text that was replaced, newest first; answers whose question is not in this version; files taken out."""
    found = mine(request.user, pk)
    labels = {
        step.id: said_in(label_of(step), found.version.language)
        for step in found.version.content.steps
    }
    rows = EarlierText.objects.filter(response__submission=found).select_related("response")
    page = page_of(rows, request, 20)
    context = {
        "submission": found,
        "version": found.version,
        "page": page,
        "texts": [{"text": t, "label": labels.get(t.response.prompt_id, "")} for t in page],
        "without_place": [r for r in found.responses.all() if r.prompt_id not in labels and r.text],
        "files_without_place": [a for a in found.artifacts.present() if a.step_id not in labels],
    }
    return render(request, "evidence/earlier_texts.html", context)


@login_required
@require_POST
def restoration(request: SignedInRequest, pk: int, text_pk: int) -> HttpResponse:
    found = mine(request.user, pk)
    earlier = get_object_or_404(
        EarlierText.objects.select_related("response__submission__start"),
        pk=text_pk,
        response__submission=found,
    )
    actions.restore_text(earlier, by=request.user)
    messages.success(
        request, _("The earlier text is back. The one it replaced is kept here in turn.")
    )
    return redirect("evidence:step", pk, earlier.response.prompt_id)
