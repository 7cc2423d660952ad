"""One step a page, and the moves of its single lines: a file, a link, a note, a file on its way.

The page is one form, so that whichever button is pressed, everything typed is saved. A line's button sends the form to
the line's own address (`formaction`), which saves and then moves.
"""

from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from assay.catalog.content.nouns import Content
from assay.evidence import actions
from assay.evidence.actions.draft_guards import handed_in
from assay.evidence.models import Annotation, Artifact, Submission
from assay.evidence.outline import limits_in_words
from assay.evidence.readiness import Step, is_kept, open_in
from assay.evidence.views.finding import elsewhere, frame, mine
from assay.evidence.views.step_form import StepPost, saved, told
from assay.evidence.views.worker import kept_by_the_worker
from assay.evidence.views.workspace import newer_of
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.http import wants_json
from assay.people.http import SignedInRequest

# Without JavaScript a recording comes in one piece with the form: as large as policy lets a file be, and the texts.
PLAIN_FORM_BYTES = 2100 * MB
_takes_files = takes(file_of(PLAIN_FORM_BYTES, lane="uploads", signed_in=True))


@_takes_files
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """One prompt or item: read it, or save its form."""
    found = mine(request.user, pk)
    if request.method == "POST":
        return _save(request, found, step_id)
    one = _step(found.version.content, step_id)
    return elsewhere(found) or kept_by_the_worker(
        _page(request, found, one, StepPost(None, found, one)), found
    )


@_takes_files
@login_required
@require_POST
def artifact_removal(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    return _with_artifact(request, pk, step_id, artifact_pk, actions.remove_artifact)


@_takes_files
@login_required
@require_POST
def artifact_covering(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    """One press beside the clip: the form is saved, and its faces are covered from now on."""
    return _with_artifact(request, pk, step_id, artifact_pk, actions.ask_for_cover)


@_takes_files
@login_required
@require_POST
def artifact_restoration(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    return _with_artifact(request, pk, step_id, artifact_pk, actions.restore_artifact)


def _with_artifact(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int, verb: Callable[..., object]
) -> HttpResponse:
    """Save the form, and do this with one artifact of the draft; one that is not there is let be."""
    found = mine(request.user, pk)
    artifact = _artifact(found, artifact_pk)
    move = partial(verb, artifact, by=request.user) if artifact else None
    return _save(request, found, step_id, move)


@_takes_files
@login_required
@require_POST
def annotation_removal(
    request: SignedInRequest, pk: int, step_id: str, annotation_pk: int
) -> HttpResponse:
    found = mine(request.user, pk)
    rows = Annotation.objects.filter(artifact__submission=found).select_related("artifact")
    annotation = rows.filter(pk=annotation_pk).first()
    if annotation is not None:
        annotation.artifact.submission = found
    return _save(
        request,
        found,
        step_id,
        partial(actions.remove_note, annotation, by=request.user) if annotation else None,
    )


@_takes_files
@login_required
@require_POST
def upload_removal(request: SignedInRequest, pk: int, step_id: str, upload_pk: int) -> HttpResponse:
    """Give up a file on its way."""
    found = mine(request.user, pk)
    upload = found.uploads.filter(pk=upload_pk).first()
    if upload is not None:
        upload.submission = found
    return _save(
        request,
        found,
        step_id,
        partial(actions.terminate, upload, by=request.user) if upload else None,
    )


def _artifact(submission: Submission, pk: int) -> Artifact | None:
    artifact = (
        Artifact.objects.filter(submission=submission, pk=pk)
        .select_related("submission__start")
        .first()
    )
    if artifact is not None:
        artifact.submission = submission
    return artifact


def _save(
    request: SignedInRequest,
    submission: Submission,
    step_id: str,
    move: Callable[[], object] | None = None,
) -> HttpResponse:
    """Save the form, then move one line.

    A line that another tab has taken away meanwhile is as the press wanted it: there is no move then.
    """
    one = _step(submission.version.content, step_id)
    if not submission.is_draft:
        raise handed_in()
    post = StepPost(request, submission, one)
    if not post.run(move):
        return saved(request, submission, post)
    if wants_json(request):
        return told(request, post)
    return _page(request, submission, one, post)


def _step(content: Content, step_id: str) -> Step:
    one = content.item(step_id) or content.prompt(step_id)
    if one is None:
        raise Http404
    return one


def _page(request: SignedInRequest, found: Submission, one: Step, post: StepPost) -> HttpResponse:
    content, step_id = found.version.content, one.id
    context = frame(found, step_id)
    context |= {
        "step": one,
        "is_prompt": hasattr(one, "word_limit"),
        "limits": limits_in_words(one),
        "kept": is_kept(content, step_id, set(found.carried)),
        "criteria": [
            (criterion, found.carried.get(criterion.id))
            for criterion in content.criteria_on(step_id)
        ],
        "open_here": list(open_in(context["draft"], one)),
        "ordinal": _ordinal(context, step_id),
        "post": post,
        "newer": newer_of(found),
    }
    return render(
        request,
        "evidence/step.html",
        context,
        status=post.status if post.request is not None else 200,
    )


def _ordinal(context: dict[str, object], step_id: str) -> dict[str, object]:
    for group in context["groups"]:  # type: ignore[attr-defined]  # built by `frame`
        for number, line in enumerate(group["entries"], 1):
            if line["entry"].id == step_id:
                return {"part": group["title"], "number": number, "total": group["total"]}
    return {}
