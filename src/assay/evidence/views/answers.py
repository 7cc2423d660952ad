"""Autosave: one answer, often. The plain form of a step does the same without script."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from assay.evidence import actions
from assay.evidence.errors import NewerText
from assay.evidence.views.finding import mine_to_write
from assay.lib.wording import whole_number, word_count
from assay.people.http import SignedInRequest
from assay.ui.http import newer, saved


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int, prompt_id: str) -> HttpResponse:
    """Save one text. 409 with the newer text where another tab was quicker; nothing is overwritten."""
    found = mine_to_write(request.user, pk)
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
        return newer(request, e, stored={"text": e.text}, revision=e.revision, at=e.saved_at)
    return saved(
        request, at=response.saved_at, revision=response.revision, words=word_count(response.text)
    )
