"""Files for their learner; assessment has its own address with its own permission."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assay.evidence import policy
from assay.evidence.models import Artifact
from assay.evidence.openings.streaming import stream
from assay.people.http import SignedInRequest


@login_required
@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Stream one's own file; 404 for everybody else, and for what has been deleted."""
    mine = Artifact.objects.standing().filter(kind="file", submission__start__person=request.user)
    artifact = get_object_or_404(mine.select_related("submission__start"), pk=pk)
    assert policy.can_see_file(request.user, artifact)
    return stream(artifact, request, ground="own")
