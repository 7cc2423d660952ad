"""Beginning, the overview, putting aside, opting up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.catalog.content.nouns import Prompt
from assay.catalog.models import MicroCredential, Version, VersionStatus
from assay.evidence import actions
from assay.evidence.drafts.version_upgrade import fit
from assay.evidence.models import Submission
from assay.evidence.views.finding import elsewhere, frame, mine, place
from assay.evidence.views.worker import kept_by_the_worker
from assay.journeys.actions.starts import AlreadyStarted
from assay.journeys.situation import aims_for
from assay.journeys.views.goals import chosen
from assay.people.http import SignedInRequest
from assay.program.policies import VersionsPolicy, in_force


@login_required
@require_POST
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """One press starts: the version is pinned and the workspace opens. A second press leads to what is open."""
    micro_credential = get_object_or_404(
        MicroCredential.objects.select_related("current"), slug=slug
    )
    version = _in_pilot(micro_credential, request.POST.get("version", ""))
    try:
        draft = actions.begin(
            request.user, micro_credential, version=version, goal=chosen(request), by=request.user
        )
    except AlreadyStarted as e:
        latest = Submission.objects.filter(start=e.start).order_by("-attempt").first()
        if latest is None:
            raise
        return redirect("evidence:workspace", latest.pk)
    return redirect("evidence:workspace", draft.pk)


def _in_pilot(micro_credential: MicroCredential, number: str) -> Version | None:
    """The version in pilot that its own page offers, where one is named."""
    rows = micro_credential.versions.filter(status=VersionStatus.PILOT)
    return get_object_or_404(rows, number=number) if number else None


@login_required
@require_GET
def workspace(request: SignedInRequest, pk: int) -> HttpResponse:
    """The overview: where each step stands, what to do next, what helps."""
    found = mine(request.user, pk)
    context = frame(found)
    if response := elsewhere(found):
        return response
    aims = aims_for(found.start)
    page = render(
        request, "evidence/workspace.html", context | {"newer": newer_of(found), "aims": aims}
    )
    return kept_by_the_worker(page, found)


def newer_of(submission: Submission) -> Version | None:
    """The newer version one may move to, or None."""
    mine = submission.version
    if (
        mine.micro_credential.current_id in (None, mine.pk)
        or not in_force(VersionsPolicy, within=mine.micro_credential.home_id).may_opt_up
    ):
        return None
    current = mine.micro_credential.current
    return current if current is not None and current.is_later_than(mine) else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def newer_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """The changes that moving to the newer version would bring, and the move."""
    found = mine(request.user, pk)
    newer = newer_of(found)
    if newer is None or not found.is_draft:
        return elsewhere(found) or redirect("evidence:workspace", pk)
    if request.method == "POST":
        actions.opt_up(found, by=request.user)
        messages.success(request, _("You are on the newer version now. Your answers came along."))
        return redirect("evidence:workspace", pk)
    content = newer.content
    outcome = fit(found.version.content, content, frozenset(found.carried))
    names = {
        s.id: s.text if isinstance(s, Prompt) else s.title
        for s in (*found.version.content.steps, *content.steps)
    }
    context = {
        "submission": found,
        "version": found.version,
        "newer": newer,
        "kept": [names[i] for i in outcome.kept],
        "changed": [names[i] for i in outcome.changed],
        "new": [names[i] for i in outcome.new],
        "without_place": [names[i] for i in outcome.without_place],
        "lost": [
            c.title
            for c in found.version.content.criteria
            if c.id in found.carried and c.id not in outcome.carried
        ],
    }
    return render(request, "evidence/newer_version.html", context)


@login_required
@require_POST
def setting_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    found = mine(request.user, pk)
    actions.leave(found, by=request.user)
    messages.success(
        request, _("Paused. Everything in it is kept; start it again whenever you like.")
    )
    return redirect("home")


@login_required
@require_POST
def resumption(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up again what was withdrawn."""
    draft = actions.take_up_again(mine(request.user, pk), by=request.user)
    return redirect("evidence:workspace", draft.pk)


__all__ = ["begin", "newer_version", "place", "resumption", "setting_aside", "workspace"]
