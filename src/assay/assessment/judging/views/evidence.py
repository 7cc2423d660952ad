"""Files and links for staff: under a neutral name, to whoever has the submission on their desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.models import Evaluation
from assay.evidence.actions import log_opening
from assay.evidence.models import Artifact, ArtifactKind
from assay.evidence.streaming import stream
from assay.people.http import SignedInRequest


@login_required
@require_safe
def file(request: SignedInRequest, public_id: str, pk: int) -> HttpResponseBase:
    """One file, in ranges; 404 for whoever has no business with it, and for what is held or gone."""
    artifact, name = _shown(request, public_id, pk)
    if artifact.kind == ArtifactKind.LINK:
        raise Http404
    artifact.name = name  # in memory only: the header carries the neutral name
    return stream(artifact, request)


@login_required
@require_safe
def link(request: SignedInRequest, public_id: str, pk: int) -> HttpResponse:
    """On to the address of a link, which stands in no page: whoever presses may learn whose it is, nobody before.

    Opening leaves a line in the record, as with a file; the page behind does not hear where the press came from.
    """
    artifact, _name = _shown(request, public_id, pk)
    if artifact.kind != ArtifactKind.LINK:
        raise Http404
    log_opening(artifact, by=request.user)
    answer = HttpResponse(status=302, headers={"Location": artifact.url})
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown(request: SignedInRequest, public_id: str, pk: int) -> tuple[Artifact, str]:
    """The artifact, and the name under which it may be shown."""
    rows = Evaluation.objects.with_version().select_related("submission__start__person")
    evaluation = get_object_or_404(
        rows.prefetch_related("assignments", "screenings"), submission__public_id=public_id
    )
    ground = policy.may_open(request.user, evaluation)
    if ground in (
        None,
        policy.Ground.OWN,
    ):  # its learner has addresses of their own, with their own names
        raise Http404
    artifacts = [
        a for exhibit in evidence_of(evaluation.submission).exhibits for a in exhibit.artifacts
    ]
    shown = next((a for a in artifacts if a.pk == pk), None)
    if shown is None or not isinstance(shown.artifact, Artifact):
        raise Http404
    shown.artifact.submission = evaluation.submission
    return shown.artifact, shown.name
