"""Files and links for staff: under a neutral name, to whoever has the submission on their desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from assay.assessment import policy
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.models import Evaluation
from assay.evidence.models import Artifact, ArtifactKind
from assay.evidence.openings.streaming import LINKED, lead_to, stream
from assay.people.http import SignedInRequest


@login_required
@require_http_methods(LINKED)
def file(request: SignedInRequest, public_id: str, pk: int) -> HttpResponseBase:
    """One file, in ranges; 404 for whoever has no business with it, and for what is held or gone."""
    artifact, name, ground = _shown(request, public_id, pk)
    if artifact.kind == ArtifactKind.LINK:
        raise Http404
    artifact.name = name  # in memory only: the header carries the neutral name
    return stream(artifact, request, ground=ground)


@login_required
@require_http_methods(LINKED)
def link(request: SignedInRequest, public_id: str, pk: int) -> HttpResponse:
    """On to the address of a link, which stands in no page: whoever presses may learn whose it is, nobody before.

    Opening leaves a line in the record, as with a file; the page behind does not hear where the press came from.
    """
    artifact, _name, ground = _shown(request, public_id, pk)
    if artifact.kind != ArtifactKind.LINK:
        raise Http404
    return lead_to(artifact, request, ground=ground)


def _shown(
    request: SignedInRequest, public_id: str, pk: int
) -> tuple[Artifact, str, policy.Ground]:
    """The artifact, the name under which it may be shown, and why it is open to them."""
    rows = Evaluation.objects.with_version().select_related("submission__start__person")
    evaluation = get_object_or_404(
        rows.prefetch_related("assignments", "screenings"), submission__public_id=public_id
    )
    ground = policy.may_open(request.user, evaluation)
    # Its learner has addresses of their own, with their own names.
    if ground is None or ground == policy.Ground.OWN:
        raise Http404
    artifacts = [
        a for exhibit in evidence_of(evaluation.submission).exhibits for a in exhibit.artifacts
    ]
    shown = next((a for a in artifacts if a.pk == pk), None)
    if shown is None or not isinstance(shown.artifact, Artifact):
        raise Http404
    shown.artifact.submission = evaluation.submission
    return shown.artifact, shown.name, ground
