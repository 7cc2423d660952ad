"""Beside a clip in the workspace: its faces are covered, the result is looked at and mended, and takes its place."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.evidence import actions, faces
from assay.evidence.copies import copy_of
from assay.evidence.models import OPEN_COVERS, Artifact, CopyKind, CoverState, FaceCover, Submission
from assay.evidence.openings.streaming import stream_file
from assay.evidence.views.cover_forms import BoxForm, ConfirmForm, PressForm
from assay.evidence.views.finding import mine
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal

PARTS = ("film", "still")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: SignedInRequest, pk: int, step_id: str, artifact_pk: int) -> HttpResponseBase:
    """The cover of one clip, or what it would do; POST starts it, or has it made again."""
    artifact = _clip(request, pk, step_id, artifact_pk)
    found = _open(artifact)
    if request.method == "POST":
        if found is None:
            actions.ask_for_cover(artifact, by=request.user)
        else:
            actions.cover_again(found, by=request.user)
        return _back(artifact)
    return _page(request, artifact, found)


@login_required
@require_safe
def cover_part(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int, part: str, place: int
) -> HttpResponseBase:
    """The covered film, or one of its stills: for its learner alone, and only as long as the cover is open."""
    artifact = _clip(request, pk, step_id, artifact_pk)
    if part not in PARTS or _open(artifact) is None or place > 999:
        raise Http404
    kind = CopyKind.COVERED if part == "film" else CopyKind.STILL
    copy = copy_of(artifact, kind, place)
    if copy is None:
        raise Http404
    return stream_file(copy, request, is_own=True)


@login_required
@require_safe
def cover_moment(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int, place: int
) -> HttpResponse:
    """One still, large: a box is drawn here, a face kept clear."""
    artifact = _clip(request, pk, step_id, artifact_pk)
    return _moment(request, artifact, _reviewed(artifact), place)


@login_required
@require_POST
def cover_changes(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    """Draw a box, take it away, keep a face clear or cover it again, cover the whole picture or not."""
    artifact = _clip(request, pk, step_id, artifact_pk)
    found = _reviewed(artifact)
    what, at = request.POST.get("what", ""), _digits(request.POST.get("place"))
    still = _digits(request.POST.get("still"))
    if what == "box":
        form = BoxForm(request.POST)
        if not form.is_valid():
            return _moment(request, artifact, found, still, form)
        try:
            actions.draw_box(found, **form.as_box(), by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return _moment(request, artifact, found, still, form)
        messages.success(request, _("The box is kept. Have the film covered again to see it."))
    elif what == "clear":
        press = PressForm(request.POST)
        if not press.is_valid():
            raise Http404
        actions.keep_clear(found, **press.cleaned_data, by=request.user)
        messages.success(
            request, _("This face will be clear. Have the film covered again to see it.")
        )
    else:
        verbs: dict[str, Callable[..., None]] = {
            "box-removal": partial(actions.remove_box, found, at),
            "clear-removal": partial(actions.cover_kept, found, at),
            "whole": partial(actions.cover_whole, found, True),
            "not-whole": partial(actions.cover_whole, found, False),
        }
        if what not in verbs:
            raise Http404
        verbs[what](by=request.user)
        messages.success(request, _("Kept. Have the film covered again to see it."))
    if still and what in {"box", "clear"}:
        return redirect("evidence:cover_moment", *_key(artifact), still)
    return _back(artifact)


@login_required
@require_POST
def cover_confirmation(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    artifact = _clip(request, pk, step_id, artifact_pk)
    found = _reviewed(artifact)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, artifact, found, confirming=form)
    actions.confirm_cover(found, by=request.user)
    messages.success(
        request, _("The covered film is your evidence now. The film before it is shown to no one.")
    )
    return redirect("evidence:step", pk, step_id)


@login_required
@require_POST
def cover_leaving(
    request: SignedInRequest, pk: int, step_id: str, artifact_pk: int
) -> HttpResponse:
    artifact = _clip(request, pk, step_id, artifact_pk)
    found = _open(artifact)
    if found is not None:
        actions.leave_cover(found, by=request.user)
        messages.success(request, _("The cover is gone. The film is shown as you gave it."))
    return redirect("evidence:step", pk, step_id)


def _clip(request: SignedInRequest, pk: int, step_id: str, artifact_pk: int) -> Artifact:
    submission: Submission = mine(request.user, pk)
    rows = Artifact.objects.present().filter(submission=submission, step_id=step_id)
    artifact = get_object_or_404(rows, pk=artifact_pk, media_type__startswith="video/")
    artifact.submission = submission
    return artifact


def _open(artifact: Artifact) -> FaceCover | None:
    found = FaceCover.objects.filter(artifact=artifact, state__in=OPEN_COVERS).first()
    if found is not None:
        found.artifact = artifact
    return found


def _reviewed(artifact: Artifact) -> FaceCover:
    """The open cover; 404 where there is none. Whether it can be changed now is for the verbs to say."""
    found = _open(artifact)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedInRequest,
    artifact: Artifact,
    found: FaceCover | None,
    confirming: ConfirmForm | None = None,
) -> HttpResponse:
    shown = found if found and found.state == CoverState.REVIEW else None
    context = {
        **_frame(artifact, found),
        "stills": [
            {"place": n, "second": second, "doubt": doubt}
            for n, (second, doubt) in enumerate(shown.stills, start=1)
        ]
        if shown
        else [],
        "doubts": sum(1 for _second, doubt in shown.stills if doubt) if shown else 0,
        "confirming": confirming or ConfirmForm(),
        "is_here": faces.is_here(),
    }
    status = 422 if confirming is not None else 200
    return render(request, "evidence/cover.html", context, status=status)


def _moment(
    request: SignedInRequest,
    artifact: Artifact,
    found: FaceCover,
    place: int,
    form: BoxForm | None = None,
) -> HttpResponse:
    if found.state != CoverState.REVIEW or not 1 <= place <= len(found.stills):
        raise Http404
    second, doubt = found.stills[place - 1]
    start = {"first": max(0, int(second) - 1), "last": int(second) + 2}
    context = {
        **_frame(artifact, found),
        "place": place,
        "before": place - 1,
        "after": place + 1 if place < len(found.stills) else 0,
        "second": second,
        "doubt": doubt,
        "seen": _seen_at(found, second),
        "drawn": [box for box in found.boxes if box[0] <= second <= box[1]],
        "form": form
        or BoxForm(initial={**start, "left": 40, "top": 40, "width": 20, "height": 20}),
    }
    return render(request, "evidence/cover_moment.html", context, status=422 if form else 200)


def _seen_at(found: FaceCover, second: float) -> list[dict[str, Any]]:
    """The faces in this picture that are covered by what was found, in percent, from left to right."""
    plan = actions.plan_of(found)
    if plan is None:
        return []
    wide, high = plan.width / 100, plan.height / 100
    boxes = sorted(box for _n, box in plan.seen_at(plan.frame_of(second)))
    return [
        {
            "number": n,
            "left": round(box.x / wide, 1),
            "top": round(box.y / high, 1),
            "width": round(box.w / wide, 1),
            "height": round(box.h / high, 1),
            "x": round(min(max(box.center[0] / wide, 0.1), 99.9), 2),
            "y": round(min(max(box.center[1] / high, 0.1), 99.9), 2),
        }
        for n, box in enumerate(boxes, start=1)
    ]


def _frame(artifact: Artifact, found: FaceCover | None) -> dict[str, Any]:
    submission = artifact.submission
    return {
        "submission": submission,
        "version": submission.version,
        "artifact": artifact,
        "step_id": artifact.step_id,
        "cover": found,
    }


def _key(artifact: Artifact) -> tuple[int, str, int]:
    return artifact.submission_id, artifact.step_id, artifact.pk


def _back(artifact: Artifact) -> HttpResponse:
    return redirect("evidence:cover", *_key(artifact))


def _digits(text: str | None) -> int:
    """A place in a list; 9999 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 9999
