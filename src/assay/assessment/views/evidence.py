"""Files for staff: streamed under a neutral name to whoever has the submission on their desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.exhibits import evidence_of
from assay.assessment.models import Evaluation
from assay.evidence.streaming import stream
from assay.people.http import SignedInRequest


@login_required
@require_safe
def file(request: SignedInRequest, public_id: str, pk: int) -> HttpResponseBase:
    """One file, in ranges; 404 for whoever has no business with it, and for what is held or gone."""
    rows = Evaluation.objects.with_version().select_related("submission__start__person")
    evaluation = get_object_or_404(rows.prefetch_related("assignments"), submission__public_id=public_id)
    if not policy.can_open_evidence(request.user, evaluation):
        raise Http404
    pieces = [p for exhibit in evidence_of(evaluation.submission).exhibits for p in exhibit.pieces]
    piece = next((p for p in pieces if p.pk == pk and not p.is_link), None)
    if piece is None:
        raise Http404
    piece.artifact.name = piece.name  # in memory only: the header carries the neutral name
    piece.artifact.submission = evaluation.submission
    return stream(piece.artifact, request)
