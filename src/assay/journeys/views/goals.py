"""Goals and the plan."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.catalog.models import Alignment, MicroCredential, Version
from assay.frameworks.models import Competency
from assay.journeys import actions, situation
from assay.journeys.forms import ChangeGoalForm, Choices, GoalForm, PlanForm
from assay.journeys.models import (
    Evaluator,
    Goal,
    GoalProposal,
    GoalStatus,
    PlanItem,
    Start,
    StartStatus,
)
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import return_address
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.models import StrategicGoal, goal_places
from assay.ui.fields import show_refusal


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """The goals, each with its plan; the form for a new one."""
    form = GoalForm(
        request.POST or None,
        competencies=competencies(),
        strategic_goals=_strategic_goals(request),
        initial={"competency": request.GET.get("competency")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_goal(
                request.user,
                data["text"],
                by=request.user,
                source=data["source"],
                consent=data["consent"],
                strategic_goal=data.get("strategic_goal"),
                competency=data["competency"],
                press=request.POST.get("press", "")[:64],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your goal is written down."))
            return redirect("journeys:goals")
    return render(
        request, "journeys/goals.html", _goals(request, form), status=422 if form.errors else 200
    )


def _goals(request: SignedInRequest, form: GoalForm) -> dict[str, Any]:
    goals, plans = _goals_of(request.user), _plan_of(request.user)
    begun, named = _begun_for(request.user), list(_evaluations_of(request.user, today()))
    for goal in goals:
        goal.items = [item for item in plans if item.goal_id == goal.pk]  # type: ignore[attr-defined]  # for the page
        goal.begun = [start for start in begun if start.goal_id == goal.pk]  # type: ignore[attr-defined]  # likewise
        goal.earned = any(start.status == StartStatus.FINISHED for start in goal.begun)  # type: ignore[attr-defined]
    return {
        "form": form,
        "open_goals": [goal for goal in goals if goal.status == GoalStatus.OPEN],
        "past_goals": [goal for goal in goals if goal.status != GoalStatus.OPEN],
        "loose_items": [item for item in plans if item.goal_id is None],
        "proposals": list(_proposals_to(request.user)),
        "evaluators": [row for row in named if row.learner_id == request.user.pk],
        "evaluates": any(row.evaluator_id == request.user.pk for row in named),
        "suggestions": situation.suggestions(request.user, limit=3),
    }


@prepared
def _goals_of(person: Person) -> QuerySet[Goal]:
    return Goal.objects.visible_to(person).select_related("competency", "strategic_goal")


@prepared
def _begun_for(person: Person) -> QuerySet[Start]:
    """What was started for one of their goals, with its title."""
    rows = Start.objects.visible_to(person).filter(goal__isnull=False)
    rows = rows.select_related("version", "micro_credential")
    return rows.only(
        "goal",
        "status",
        "version__title",
        "version__language",
        "micro_credential__slug",
    )


@prepared
def _proposals_to(person: Person) -> QuerySet[GoalProposal]:
    return GoalProposal.objects.visible_to(person).open().select_related("proposed_by")


@prepared
def _evaluations_of(person: Person, day: date) -> QuerySet[Evaluator]:
    """Who may propose a goal to them, and to whom they may, since when."""
    rows = Evaluator.objects.filter(Q(learner=person) | Q(evaluator=person))
    return rows.in_force(day).select_related("evaluator", "named_by").order_by("pk")


@prepared
def _plan_of(person: Person) -> QuerySet[PlanItem]:
    rows = PlanItem.objects.visible_to(person).select_related("micro_credential__current")
    return rows.defer("micro_credential__current__data")


@login_required
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = get_object_or_404(
        Goal.objects.visible_to(request.user).select_related("competency"), pk=pk
    )
    initial = {"text": goal.text, "competency": goal.competency_id}
    choices = competencies(also=goal.competency_id)
    form = ChangeGoalForm(request.POST or None, initial=initial, competencies=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_goal(goal, data["text"], by=request.user, competency=data["competency"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("journeys:goals")
    return render(
        request,
        "journeys/goal.html",
        {"goal": goal, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Reached, put aside, or taken up again: addresses name the noun, this table the verb."""
    goal = get_object_or_404(Goal.objects.visible_to(request.user), pk=pk)
    verb, said = {
        "reaching": (actions.reach, _("Reached. It stays on your list.")),
        "rest": (actions.put_aside, _("Paused. You can take it up again at any time.")),
        "return": (actions.take_up, _("Your goal is open again.")),
    }[act]
    verb(goal, by=request.user)
    messages.success(request, said)
    return redirect("journeys:goals")


@login_required
@require_POST
def plan(request: SignedInRequest) -> HttpResponse:
    """Put a micro-credential in the plan; back to where the button was."""
    ident = request.POST.get("micro_credential", "")
    open_now = MicroCredential.objects.filter(current__in=Version.objects.open_to_starts())
    micro_credential = get_object_or_404(open_now, pk=whole_number(ident) or 0)
    actions.plan(request.user, micro_credential, by=request.user, goal=chosen(request))
    messages.success(request, _("It is in your plan, under Goals."))
    return redirect(return_address(request, reverse("journeys:goals")))


def chosen(request: SignedInRequest) -> Goal | None:
    """The goal that a form names, of one's own; 404 for anybody else's, None where it names none."""
    pk = whole_number(request.POST.get("goal"))
    if pk is None:
        return None
    return get_object_or_404(Goal.objects.visible_to(request.user), pk=pk)


@login_required
@require_POST
def serve(request: SignedInRequest, pk: int) -> HttpResponse:
    """For which goal something was started; back to where it was said."""
    start = get_object_or_404(Start.objects.visible_to(request.user), pk=pk)
    actions.serve(start, chosen(request), by=request.user)
    messages.success(request, _("Saved."))
    return redirect(return_address(request, reverse("journeys:goals")))


@login_required
def change_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    items = PlanItem.objects.visible_to(request.user).select_related(
        "micro_credential__current", "person"
    )
    item = get_object_or_404(items, pk=pk)
    goals = Goal.objects.visible_to(request.user).open()
    initial = {"goal": item.goal_id, "target_on": item.target_on}
    form = PlanForm(request.POST or None, initial=initial, goals=goals)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_plan(
                item, by=request.user, goal=data["goal"], target_on=data["target_on"]
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("journeys:goals")
    return render(
        request,
        "journeys/plan_item.html",
        {"item": item, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def unplan(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.unplan(
        get_object_or_404(PlanItem.objects.visible_to(request.user), pk=pk), by=request.user
    )
    messages.success(request, _("Taken out of your plan."))
    return redirect("journeys:goals")


def competencies(*, also: int | None = None) -> Choices:
    """Those that something in the open catalog helps with, and the one a goal is tied to already."""
    return Choices(_offered(also or 0), partial(_served, also or 0))


def _served(also: int) -> QuerySet[Competency]:
    aligned = Alignment.objects.filter(
        version__in=Version.objects.open_to_starts(), competency__isnull=False
    )
    wanted = Q(pk__in=aligned.values("competency")) | Q(pk=also)
    return Competency.objects.filter(wanted).order_by("framework", "order")


@prepared
def _offered(also: int) -> QuerySet[Competency]:
    return _served(also).only("code", "label", "statement")


def _strategic_goals(request: SignedInRequest) -> Choices:
    """The strategic goals of the person's organizations and of those above them."""
    above = goal_places(request.user)
    return Choices(_aims_of(sorted(above), today()), partial(_of_places, sorted(above)))


def _of_places(organizations: list[int]) -> QuerySet[StrategicGoal]:
    return StrategicGoal.objects.all().open().filter(organization__pk__in=organizations)


@prepared
def _aims_of(organizations: list[int], day: date) -> QuerySet[StrategicGoal]:
    return StrategicGoal.objects.all().open(day).filter(organization__pk__in=organizations)
