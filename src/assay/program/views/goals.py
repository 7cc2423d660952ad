"""Strategic goals of one's own programs and schools: adding, rewording, dating and ending one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program import actions, policy
from assay.program.forms import GoalForm, NewGoalForm
from assay.program.models import PastWording, StrategicGoal
from assay.record.actions import kind_of
from assay.ui.fields import show_refusal


@only_for(policy.can_read_goals)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    mine = {place.pk for place in policy.goals_set_by(request.user)}
    form = NewGoalForm(request.POST or None, by=request.user) if mine else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.add_strategic_goal(
                sent["organization"],
                sent["title"],
                first_on=sent["first_on"],
                until_on=sent["until_on"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. Learners can tie their own goals to it."))
            return redirect("program:goals")
    rows = page_of(_goals(request), request)
    context = {
        "page_obj": rows,
        "mine": mine,
        "several": len({goal.organization_id for goal in rows.object_list}) > 1,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "program/goals.html", context, status=status)


@only_for(policy.can_read_goals)
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_goals(request), pk=pk)
    may = policy.can_set_goals(request.user, found.organization)
    initial = {"title": found.title, "first_on": found.first_on, "until_on": found.until_on}
    form = GoalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data
            days = sent["first_on"], sent["until_on"]
            actions.reword_strategic_goal(found, sent["title"], days=days, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("program:goals")
    past = PastWording.objects.filter(subject_kind=kind_of(found), subject_id=str(found.pk))
    context = {
        "names": may,
        "goal": found,
        "form": form if may else None,
        "past": past.select_related("replaced_by"),
    }
    return render(request, "program/goal.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_goals)
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_strategic_goal(get_object_or_404(_goals(request), pk=pk), by=request.user)
    messages.success(request, _("The goal has ended. What is tied to it stays so."))
    return redirect("program:goals")


@only_for(policy.can_read_goals)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Program or school"),
        _("Code"),
        _("Goal"),
        _("First day"),
        _("Last day"),
        _("Ended"),
    )
    lines = (
        (
            row.organization.name,
            row.code,
            row.title,
            row.first_on or "",
            row.until_on or "",
            row.ended_on or "",
        )
        for row in _goals(request)
    )
    return spreadsheet("strategic-goals", headings, lines)


def _goals(request: SignedInRequest) -> QuerySet[StrategicGoal]:
    """Open ones first, each program's together."""
    rows = StrategicGoal.objects.filter(organization__in=policy.goals_read_by(request.user))
    return rows.select_related("organization").order_by(
        F("ended_on").asc(nulls_first=True), "organization__name", "code"
    )
