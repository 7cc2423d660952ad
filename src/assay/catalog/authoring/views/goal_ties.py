"""What serves a strategic goal: tied with a reason, taken away, and what was tied before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.catalog import actions, policy
from assay.catalog.authoring.goal_tie_forms import GoalTieForm
from assay.catalog.models import GoalTie
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest, only_for
from assay.program.models import StrategicGoal
from assay.program.policy import can_read_goals, can_read_setters, goals_read_by
from assay.ui.fields import show_refusal


@only_for(can_read_goals)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_ties(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = get_object_or_404(_goals(request), pk=pk)
    may = policy.can_tie(request.user, goal)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = GoalTieForm(request.POST or None) if may and not goal.is_over else None
    status = 422 if request.method == "POST" else 200
    if form is not None and form.is_valid():
        try:
            actions.tie_goal(
                goal,
                form.subject,
                form.cleaned_data["reason"],
                first_on=form.cleaned_data["first_on"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Tied. Learners see it from that day on."))
            return redirect("catalog:goal_ties", goal.pk)
    rows = list(_ties(goal))
    context = {
        "goal": goal,
        "ties": [tie for tie in rows if tie.ended_on is None],
        "past": [tie for tie in rows if tie.ended_on is not None],
        "day": today(),
        "form": form,
        "unsent": "" if form else request.POST.get("reason", ""),
        "may": may,
        "names": can_read_setters(request.user),
    }
    return render(request, "catalog/authoring/goal_ties.html", context, status=status)


@only_for(can_read_goals)
@require_POST
def untying(request: SignedInRequest, pk: int, tie: int) -> HttpResponse:
    goal = get_object_or_404(_goals(request), pk=pk)
    rows = GoalTie.objects.select_related("strategic_goal__organization")
    row = get_object_or_404(rows, pk=tie, strategic_goal=goal)
    actions.untie_goal(row, by=request.user)
    messages.success(request, _("Taken away. What was started for the goal stays so."))
    return redirect("catalog:goal_ties", goal.pk)


def _goals(request: SignedInRequest) -> QuerySet[StrategicGoal]:
    rows = StrategicGoal.objects.filter(organization__in=goals_read_by(request.user))
    return rows.select_related("organization__parent__parent")


def _ties(goal: StrategicGoal) -> QuerySet[GoalTie]:
    rows = GoalTie.objects.filter(strategic_goal=goal).select_related(
        "micro_credential__current", "competency", "tied_by", "ended_by"
    )
    return rows.defer("micro_credential__current__data").order_by("-first_on", "-pk")
