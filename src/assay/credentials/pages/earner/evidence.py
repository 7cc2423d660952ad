"""Evidence that a badge names: the earner's choice."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.credentials import actions, addresses
from assay.credentials.additions import eligibility
from assay.credentials.models import Award, ShownPiece
from assay.credentials.pages.earner.award import own
from assay.evidence import identifying_words
from assay.lib.errors import Refusal
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def evidence(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Pick the pieces that the badge names, a public sentence for each; what was typed stays if it is refused."""
    award = own(request, pk)
    if request.method != "POST":
        return _chooser(request, award)
    picked, answers = _numbers(request, "piece"), _numbers(request, "answer")
    chosen = {n: request.POST.get(f"sentence-{n}", "") for n in picked}
    try:
        changed = actions.show_evidence(award, chosen, answers=answers, by=request.user)
    except Refusal as refusal:
        return _chooser(request, award, refusal=refusal)
    if changed:
        messages.success(
            request,
            _("Your badge is signed again. Download it, or add it to your wallet, again."),
        )
    else:
        messages.info(request, _("Nothing changed, so your badge stays as it is."))
    return redirect("credentials:award", pk)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [n for text in request.POST.getlist(name) if (n := whole_number(text)) is not None]


def _chooser(
    request: SignedInRequest, award: Award, *, refusal: Refusal | None = None
) -> HttpResponse:
    sent = request.POST if refusal else None
    rows = []
    shown = list(award.shown_pieces.shown())
    found_here = eligibility.pieces(award, shown)
    for found in found_here:
        key = str(found.artifact.pk)
        kept = found.shown.sentence if found.shown else ""
        rows.append(
            {
                "piece": found,
                "ticked": key in sent.getlist("piece")
                if sent is not None
                else found.shown is not None,
                "sentence": sent.get(f"sentence-{key}", "") if sent is not None else kept,
                "error": refusal.fields.get(f"sentence-{key}", "") if refusal else "",
                "address": addresses.evidence(award.pk, found.shown.number) if found.shown else "",
            }
        )
    answers = _answers(award, shown, sent)
    context = {
        "award": award,
        "version": award.version,
        "rows": rows,
        "answers": answers,
        "refusal": refusal,
        "any_may": bool(answers) or any(found.shown or not found.why_not for found in found_here),
        "most": actions.MAX_SENTENCE,
        "sensitive": any(item.sensitivity for item in award.version.content.items),
    }
    return render(
        request, "credentials/evidence.html", context, status=refusal.status if refusal else 200
    )


def _answers(award: Award, shown: list[ShownPiece], sent: QueryDict | None) -> list[dict[str, Any]]:
    """The answers in writing, each as the public would read it, with the words one should look at first."""
    known = identifying_words.vocabulary(award.version.content.data)
    return [
        {
            "answer": found,
            "looked": identifying_words.look(found.text, known=known),
            "ticked": str(found.response.pk) in sent.getlist("answer")
            if sent is not None
            else found.shown is not None,
            "address": addresses.evidence(award.pk, found.shown.number) if found.shown else "",
        }
        for found in eligibility.answers(award, shown)
    ]
