"""The page of each piece of evidence that a badge names, for whoever may see the badge."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.credentials.additions import eligibility
from assay.credentials.models import Award, ShownPiece
from assay.credentials.pages.public.badge import readable, share_of
from assay.evidence.openings.streaming import stream
from assay.lib.errors import Gone


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
    rows = award.shown_pieces.select_related(
        "artifact__consent", "artifact__submission__start", "response__submission"
    )
    found = get_object_or_404(
        rows.prefetch_related("artifact__holds", "artifact__public_consents"), number=number
    )
    found.award = award
    if (
        found.ended_at is not None
        or award.revoked
        or not eligibility.still_may(found, award.version.content)
    ):
        raise Gone(
            _("This piece of evidence is no longer shown. The badge itself may still be valid.")
        )
    return found


def _page(request: HttpRequest, shown: ShownPiece, *, base: str) -> HttpResponse:
    award = shown.award
    context = {
        "piece": shown,
        "award": award,
        "version": award.version,
        "badge_url": base,
        "url": shown.artifact.url if shown.artifact and shown.artifact.kind == "link" else "",
        "size": shown.artifact.size_bytes if shown.artifact else 0,
        "text": eligibility.public_text(shown.response) if shown.response else "",
        "file_url": f"{base}evidence/{shown.number}/file",
    }
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
    return stream(artifact, request, ground="badge", attach=True)
