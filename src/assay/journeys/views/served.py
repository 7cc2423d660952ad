"""What was started and earned for each strategic goal, for whoever reads them."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.journeys.served import Served, served
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.models import StrategicGoal
from assay.program.policy import can_read_goals, goals_read_by


@only_for(can_read_goals)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    page = page_of(_goals(request), request)
    context = {"rows": served(page.object_list), "page_obj": page}
    return render(request, "journeys/served.html", context)


@only_for(can_read_goals)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Program or school"),
        _("Goal"),
        _("Micro-credential"),
        _("Tied to it"),
        _("People who started it for the goal"),
        _("People who earned it for the goal"),
    )
    return spreadsheet("goals-served", headings, _lines(served(_goals(request))))


def _goals(request: SignedInRequest) -> QuerySet[StrategicGoal]:
    goals = StrategicGoal.objects.filter(organization__in=goals_read_by(request.user))
    return goals.select_related("organization").order_by("organization__name", "code")


def _lines(rows: Iterable[Served]) -> Iterable[list[object]]:
    hidden = _("fewer than 5, or hidden with it")
    for row in rows:
        for line in row.lines:
            yield [
                row.goal.organization.name,
                row.goal.title,
                line.title,
                _("Yes") if line.is_tied else _("No"),
                hidden if line.started is None else line.started,
                hidden if line.earned is None else line.earned,
            ]
