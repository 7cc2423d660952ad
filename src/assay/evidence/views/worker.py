"""The service worker by which the workspace opens without a network, and the mark of the pages that it may keep."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assay.evidence.models import Submission
from assay.ui.http import mark_of

_SCRIPT = Path(__file__).parent.parent / "static/evidence/worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script; it rules the addresses below its own, and no others."""
    return HttpResponse(
        _script(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@cache
def _script() -> bytes:
    return _SCRIPT.read_bytes()


def kept_by_the_worker(page: HttpResponse, submission: Submission) -> HttpResponse:
    """Let this browser keep a copy of the page for its learner, until the workspace of another submission is seen."""
    whose = mark_of(submission.start.person)
    page.headers["Assay-Workspace"] = f"{whose}:{submission.pk}"
    return page
