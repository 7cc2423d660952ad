"""Evidence that a badge names: the earner's choice, and the page of each piece for whoever may see the badge."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.credentials import actions, addresses
from assay.credentials.additions import eligibility
from assay.credentials.models import Award, ShownPiece
from assay.credentials.pages.earner.award import own
from assay.credentials.pages.public.badge import readable, share_of
from assay.evidence import identifying_words
from assay.evidence.streaming import stream
from assay.lib.errors import Gone, Refusal
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
        messages.success(request, _("Your badge is signed anew. Download it again, or take it into your wallet again."))
    else:
        messages.info(request, _("Nothing changed, so your badge stays as it is."))
    return redirect("credentials:award", pk)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [n for text in request.POST.getlist(name) if (n := whole_number(text)) is not None]


@require_safe
def piece(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    return _page(request, _shown(_open(request, pk), number), base=f"/badges/{pk}/")


@require_safe
def piece_file(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponseBase:
    return _file(request, _shown(_open(request, pk), number))


@require_safe
def shared_piece(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The same under a link that the earner gave out, until it ends."""
    return _page(request, _shown(share_of(token).award, number), base=f"/s/{token}/")


@require_safe
def shared_piece_file(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    return _file(request, _shown(share_of(token).award, number))


def _open(request: HttpRequest, pk: uuid.UUID) -> Award:
    """As the badge itself, but for those who keep awards: of a private badge they see the badge, not the work."""
    award = readable(request, pk)
    if not award.open_to_anyone and request.user.pk != award.person_id:
        raise Http404
    return award


def _shown(award: Award, number: int) -> ShownPiece:
    """404 for a number never given, 410 for one taken back or no longer fit to be shown."""
    rows = award.shown_pieces.select_related("artifact__consent", "artifact__submission__start", "response__submission")
    found = get_object_or_404(rows.prefetch_related("artifact__holds", "artifact__public_consents"), number=number)
    found.award = award
    if found.ended_at is not None or award.revoked or not eligibility.still_may(found, award.version.content):
        raise Gone(_("This piece of evidence is no longer shown. The badge itself may well stand."))
    return found


def _page(request: HttpRequest, shown: ShownPiece, *, base: str) -> HttpResponse:
    award = shown.award
    context = {
        "piece": shown, "award": award, "version": award.version, "badge_url": base,
        "url": shown.artifact.url if shown.artifact and shown.artifact.kind == "link" else "",
        "size": shown.artifact.size_bytes if shown.artifact else 0,
        "text": eligibility.public_text(shown.response) if shown.response else "",
        "file_url": f"{base}evidence/{shown.number}/file",
    }  # fmt: skip
    response = render(request, "credentials/piece.html", context)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(request: HttpRequest, shown: ShownPiece) -> HttpResponseBase:
    artifact = shown.artifact
    if artifact is None or artifact.kind != "file":
        raise Http404
    # The learner's own name for the file may hold anybody's name: it leaves under that of the badge.
    suffix = artifact.name.rpartition(".")[2] if "." in artifact.name else "bin"
    artifact.name = f"{shown.award.version.micro_credential.slug}-evidence-{shown.number}.{suffix}"
    return stream(artifact, request, attach=True)


def _chooser(request: SignedInRequest, award: Award, *, refusal: Refusal | None = None) -> HttpResponse:
    sent = request.POST if refusal else None
    rows = []
    shown = list(award.shown_pieces.shown())
    found_here = eligibility.pieces(award, shown)
    for found in found_here:
        key = str(found.artifact.pk)
        kept = found.shown.sentence if found.shown else ""
        rows.append({
            "piece": found,
            "ticked": key in sent.getlist("piece") if sent is not None else found.shown is not None,
            "sentence": sent.get(f"sentence-{key}", "") if sent is not None else kept,
            "error": refusal.fields.get(f"sentence-{key}", "") if refusal else "",
            "address": addresses.evidence(award.pk, found.shown.number) if found.shown else "",
        })  # fmt: skip
    answers = _answers(award, shown, sent)
    context = {
        "award": award, "version": award.version, "rows": rows, "answers": answers, "refusal": refusal,
        "any_may": bool(answers) or any(found.shown or not found.why_not for found in found_here),
        "most": actions.MAX_SENTENCE, "sensitive": any(item.sensitivity for item in award.version.content.items),
    }  # fmt: skip
    return render(request, "credentials/evidence.html", context, status=refusal.status if refusal else 200)


def _answers(award: Award, shown: list[ShownPiece], sent: QueryDict | None) -> list[dict[str, Any]]:
    """The answers in writing, each as the public would read it, with the words one should look at first."""
    known = identifying_words.vocabulary(award.version.content.data)
    return [
        {
            "answer": found,
            "looked": identifying_words.look(found.text, known=known),
            "ticked": str(found.response.pk) in sent.getlist("answer") if sent is not None else found.shown is not None,
            "address": addresses.evidence(award.pk, found.shown.number) if found.shown else "",
        }
        for found in eligibility.answers(award, shown)
    ]
