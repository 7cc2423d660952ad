"""Autosave: one answer, often. The plain form of a step does the same without script."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from assay.evidence import actions
from assay.evidence.errors import NewerText
from assay.evidence.views.finding import mine
from assay.lib.wording import whole_number, word_count
from assay.people.http import SignedInRequest
from assay.ui.words import clock_time


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int, prompt_id: str) -> HttpResponse:
    """Save one text. 409 with the newer text where another tab was quicker; nothing is overwritten."""
    found = mine(request.user, pk)
    revision = whole_number(request.POST.get("revision"))
    try:
        response = actions.save_response(
            found,
            prompt_id,
            request.POST.get("text", ""),
            revision=revision,
            keep="keep" in request.POST,
            by=request.user,
        )
    except NewerText as e:
        body = {
            "code": e.code,
            "detail": e.message,
            "text": e.text,
            "revision": e.revision,
            "saved": clock_time(e.saved_at),
        }
        return JsonResponse(body, status=e.status)
    return JsonResponse(
        {"revision": response.revision, "saved": clock_time(response.saved_at), "words": word_count(response.text)}
    )
