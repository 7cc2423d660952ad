"""The coach’s desk: what waits, the next meetings, and all of one’s learners on one screen."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.coaching import policy
from assay.coaching.desk_rows import Learner, learners_of, needs_of
from assay.coaching.models import Pairing
from assay.lib.clock import today
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for


@only_for(policy.is_coach)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What waits, by the day it matters, then everybody."""
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
    context = {
        "day": today(),
        "learners": learners,
        "needs": needs,
        "pressed": sorted({need.pairing.learner_id for need in needs}),
        "meetings": sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.pk)),
        "numbers": [
            {"count": counts["talk"], "label": _("Talks to have"), "url": "#needs"},
            {"count": counts["draft"], "label": _("Drafts to read"), "url": "#needs"},
            {"count": counts["asked"], "label": _("People who ask you"), "url": "#needs"},
            {"count": counts["log"], "label": _("Meetings to log"), "url": "#needs"},
            {
                "count": sum(bool(one.quiet_days) for one in learners),
                "label": _("Long without a meeting"),
                "url": "#all",
            },
        ],
    }
    return render(request, "coaching/desk.html", context)


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
