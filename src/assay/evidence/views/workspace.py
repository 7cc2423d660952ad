"""Beginning, the overview, one step a page, putting aside, opting up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.catalog.models import MicroCredential
from assay.evidence import actions
from assay.evidence.actions.preconditions import handed_in
from assay.evidence.models import Submission
from assay.evidence.outline import limits_in_words
from assay.evidence.readiness import is_kept, open_in
from assay.evidence.version_upgrade import fit
from assay.evidence.views.finding import elsewhere, frame, mine, place
from assay.evidence.views.saving import StepPost, saved, told
from assay.journeys.actions.starts import AlreadyStarted
from assay.journeys.models import Goal
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.http import wants_json
from assay.people.http import SignedInRequest
from assay.program.policies import VersionsPolicy, in_force

# Without JavaScript a recording comes in one piece with the form: as large as policy lets a file be, and the texts.
PLAIN_FORM_BYTES = 2100 * MB


@login_required
@require_POST
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """One press starts: the version is pinned and the workspace opens. A second press leads to what is open."""
    micro_credential = get_object_or_404(MicroCredential.objects.select_related("current"), slug=slug)
    goal = Goal.objects.filter(person=request.user, pk=request.POST.get("goal") or 0).first()
    try:
        draft = actions.begin(request.user, micro_credential, goal=goal, by=request.user)
    except AlreadyStarted as e:
        latest = Submission.objects.filter(start=e.start).order_by("-attempt").first()
        if latest is None:
            raise
        return redirect("evidence:workspace", latest.pk)
    return redirect("evidence:workspace", draft.pk)


@login_required
@require_GET
def workspace(request: SignedInRequest, pk: int) -> HttpResponse:
    """The overview: where each step stands, what to do next, what helps."""
    found = mine(request.user, pk)
    context = frame(found)
    if response := elsewhere(found):
        return response
    return render(request, "evidence/workspace.html", context | {"newer": newer_of(found)})


@takes(file_of(PLAIN_FORM_BYTES, lane="uploads", signed_in=True))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """One prompt or item: a single form, so that whichever button is pressed, everything typed is saved."""
    found = mine(request.user, pk)
    content = found.version.content
    one = content.item(step_id) or content.prompt(step_id)
    if one is None:
        raise Http404
    if request.method != "POST" and (response := elsewhere(found)):
        return response
    if request.method == "POST" and not found.is_draft:
        raise handed_in()
    post = StepPost(request, found, one) if request.method == "POST" else None
    if post is not None and not post.run():
        return saved(request, found, post)
    if post is not None and wants_json(request):
        return told(request, post)
    context = frame(found, step_id)
    context |= {
        "step": one,
        "is_prompt": hasattr(one, "word_limit"),
        "limits": limits_in_words(one),
        "kept": is_kept(content, step_id, set(found.carried)),
        "criteria": [(criterion, found.carried.get(criterion.id)) for criterion in content.criteria_on(step_id)],
        "open_here": list(open_in(context["draft"], one)),
        "ordinal": _ordinal(context, step_id),
        "post": post or StepPost(None, found, one),
        "newer": newer_of(found),
    }
    return render(request, "evidence/step.html", context, status=post.status if post is not None else 200)


def newer_of(submission: Submission) -> object:
    """The newer version one may move to, or None."""
    current = submission.version.micro_credential.current_id
    if current is None or current == submission.version_id or not in_force(VersionsPolicy).may_opt_up:
        return None
    return submission.version.micro_credential.current


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def newer_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """What moving to the newer version would change, and the move."""
    found = mine(request.user, pk)
    newer = newer_of(found)
    if newer is None or not found.is_draft:
        return elsewhere(found) or redirect("evidence:workspace", pk)
    if request.method == "POST":
        actions.opt_up(found, by=request.user)
        messages.success(request, _("You are on the newer version now. Your answers came along."))
        return redirect("evidence:workspace", pk)
    content = newer.content  # type: ignore[attr-defined]  # a Version
    outcome = fit(found.version.content, content, frozenset(found.carried))
    names = {s.id: getattr(s, "title", "") or s.text for s in (*found.version.content.steps, *content.steps)}
    context = {
        "submission": found,
        "version": found.version,
        "newer": newer,
        "kept": [names[i] for i in outcome.kept],
        "changed": [names[i] for i in outcome.changed],
        "new": [names[i] for i in outcome.new],
        "without_place": [names[i] for i in outcome.without_place],
        "lost": [
            c.title for c in found.version.content.criteria if c.id in found.carried and c.id not in outcome.carried
        ],
    }
    return render(request, "evidence/newer_version.html", context)


@login_required
@require_POST
def setting_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    found = mine(request.user, pk)
    actions.leave(found, by=request.user)
    messages.success(request, _("Put aside. Everything in it waits; start it again whenever you like."))
    return redirect("home")


@login_required
@require_POST
def resumption(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up again what was withdrawn."""
    draft = actions.take_up_again(mine(request.user, pk), by=request.user)
    return redirect("evidence:workspace", draft.pk)


def _ordinal(context: dict[str, object], step_id: str) -> dict[str, object]:
    for group in context["groups"]:  # type: ignore[attr-defined]  # built by `frame`
        for number, line in enumerate(group["entries"], 1):
            if line["entry"].id == step_id:
                return {"part": group["title"], "number": number, "total": group["total"]}
    return {}


__all__ = ["begin", "newer_version", "place", "resumption", "setting_aside", "step", "workspace"]
