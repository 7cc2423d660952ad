"""The coach’s desk: what waits, the next meetings, and all of one’s learners on one screen."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.coaching import actions, policy
from assay.coaching.desk_rows import Learner, gone_of, learners_of, needs_of
from assay.coaching.meeting_forms import DeskLogForm
from assay.coaching.models import Pairing
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.fields import show_refusal


@only_for(policy.is_coach)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What waits, by the day it matters, then everybody; `?show=` narrows that list."""
    return _shown(request)


@only_for(policy.is_coach)
@require_POST
def log(request: SignedInRequest) -> HttpResponse:
    """Log a meeting with one of one’s learners, from the desk."""
    form = _form(learners_of(request.user), request.POST)
    if not form.is_valid():
        return _shown(request, status=422, log_form=form)
    sent = form.cleaned_data
    pairing: Pairing = sent.pop("pairing")
    try:
        actions.log_meeting(pairing, sent.pop("held_on"), **sent, by=request.user)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _shown(request, status=refusal.status, log_form=form)
    words = _("Logged. %(name)s sees it, too.") % {"name": pairing.learner.first_name}
    messages.success(request, words)
    return redirect("coaching:desk")


def _shown(
    request: SignedInRequest, *, status: int = 200, log_form: DeskLogForm | None = None
) -> HttpResponse:
    coach = request.user
    learners = learners_of(coach)
    asked = (
        Pairing.objects.reached_by(coach)
        .with_coaches()
        .asked()
        .select_related("learner", "organization")
    )
    needs = needs_of(learners, asked.order_by("asked_at", "pk"))
    meetings = [one.next_meeting for one in learners if one.next_meeting is not None]
    counts = {kind: sum(need.kind == kind for need in needs) for kind in _KINDS}
    views = {
        "all": (_("All"), learners),
        "cycle": (_("Cycle running"), [one for one in learners if one.cycle]),
        "meeting": (_("Need a meeting"), [one for one in learners if one.needs_meeting]),
    }
    view = request.GET.get("show", "all")
    view = view if view in views else "all"
    context = {
        "day": today(),
        "learners": learners,
        "shown": views[view][1],
        "views": [
            {
                "label": label,
                "count": len(rows),
                "url": f"?show={name}#all",
                "current": name == view,
            }
            for name, (label, rows) in views.items()
        ],
        "needs": needs,
        "gone": gone_of(coach),
        "pressed": sorted({need.pairing.learner_id for need in needs}),
        "meetings": sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.pk)),
        "log_form": log_form or (_form(learners) if learners else None),
        "numbers": [
            {"count": counts["talk"], "label": _("Talks to have"), "url": "#needs"},
            {"count": counts["draft"], "label": _("Drafts to read"), "url": "#needs"},
            {"count": counts["asked"], "label": _("People who ask you"), "url": "#needs"},
            {"count": counts["log"], "label": _("Meetings to log"), "url": "#needs"},
            {
                "count": len(views["meeting"][1]),
                "label": _("Need a meeting"),
                "url": "?show=meeting#all",
            },
        ],
    }
    return render(request, "coaching/desk.html", context, status=status)


def _form(learners: list[Learner], sent: QueryDict | None = None) -> DeskLogForm:
    pairings = [one.pairing for one in learners]
    return DeskLogForm(sent, initial={"held_on": today()}, auto_id=_LOG, pairings=pairings)


@only_for(policy.is_coach)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Learner"),
        _("Where"),
        _("Drafts shared"),
        _("To read"),
        _("Step of the cycle"),
        _("Last met"),
        _("Next meeting"),
    )
    return spreadsheet("my-learners", headings, _lines(learners_of(request.user)))


_KINDS = ("talk", "draft", "log", "asked")
_LOG = "log-%s"


def _lines(rows: list[Learner]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (
            row.pairing.learner.display_name,
            row.pairing.organization.name,
            len(row.shares),
            len(row.unread),
            row.cycle.step if row.cycle else "",
            row.last_met or "",
            row.next_meeting.starts_at if row.next_meeting else "",
        )
