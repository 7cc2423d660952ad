"""Goals from an evaluation: who evaluates whom, proposing, and the learner's answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.journeys import actions, policy
from assay.journeys.evaluation_forms import AnswerForm, ProposalForm
from assay.journeys.models import Evaluator, GoalProposal
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import person_named
from assay.people.models import Organization, Person, below
from assay.ui.fields import show_refusal

NAMING = ("learner", "evaluator", "first_on")


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Whom somebody evaluates; nothing of them but the name."""
    rows = Evaluator.objects.visible_to(request.user).select_related("learner", "organization")
    context = {"page_obj": page_of(rows.order_by("learner__display_name", "pk"), request)}
    return render(request, "journeys/evaluations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one proposed to somebody, what they answered, and a new proposal."""
    rows = Evaluator.objects.visible_to(request.user).select_related("learner", "organization")
    row = get_object_or_404(rows, pk=pk)
    form, status = ProposalForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent, press = form.cleaned_data, request.POST.get("press", "")[:64]
            try:
                actions.propose_goal(
                    row, sent["text"], sent["reason"], press=press, by=request.user
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Proposed. You read the answer here."))
                return redirect("journeys:evaluation", row.pk)
    proposals = GoalProposal.objects.filter(learner=row.learner_id, proposed_by=request.user)
    context = {"row": row, "form": form, "page_obj": page_of(proposals, request)}
    return render(request, "journeys/evaluation.html", context, status=status)


@login_required
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    named = Evaluator.objects.visible_to(request.user)
    rows = GoalProposal.objects.filter(proposed_by=request.user)
    proposal = get_object_or_404(rows.filter(learner__in=named.values("learner")), pk=pk)
    actions.take_proposal_back(proposal, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("journeys:evaluation", named.get(learner=proposal.learner_id).pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The learner's: accept, change or decline."""
    rows = GoalProposal.objects.visible_to(request.user).select_related("proposed_by", "learner")
    found = get_object_or_404(rows, pk=pk)
    form, status = AnswerForm(request.POST or None, initial={"text": found.text}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.answer_proposal(found, **form.cleaned_data, by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Answered. What comes of the goal is yours alone."))
                return redirect("journeys:goals")
    context = {"proposal": found, "form": form if found.answered_at is None else None}
    return render(request, "journeys/proposal.html", context, status=status)


@only_for(policy.can_name_evaluators)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluators(request: SignedInRequest) -> HttpResponse:
    """Who evaluates whom where one leads, and naming somebody."""
    refusal = None
    sent = {name: request.POST.get(name, "") for name in NAMING}
    if request.method == "POST":
        try:
            _name(request, sent)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved. They can propose goals, and see nothing else."))
            return redirect("journeys:evaluators")
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    rows = _rows(request.user)
    if words:
        rows = rows.filter(learner__in=Person.objects.get_queryset().matching(words))
    context = {
        "page_obj": page_of(rows, request),
        "words": words,
        "sent": sent,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "journeys/evaluators.html", context, status=status)


def _name(request: SignedInRequest, sent: Mapping[str, str]) -> None:
    places = policy.evaluation_places(request.user)
    people = Person.objects.get_queryset().looked_after_from([place.path for place in places])
    learner = person_named(people, request.POST, "learner")
    evaluator = person_named(people, request.POST, "evaluator")
    try:
        first_on = date.fromisoformat(sent["first_on"]) if sent["first_on"] else None
    except ValueError as e:
        message = _("Write a day, such as 2027-01-05.")
        raise BadInput(message, fields={"first_on": message}) from e
    actions.name_evaluator(
        learner, evaluator, _place(learner, places), first_on=first_on, by=request.user
    )


def _place(learner: Person, places: list[Organization]) -> Organization:
    """Where the learner belongs, of what lies in these places; a place of one's own where they belong no more."""
    within = [
        held.organization
        for held in learner.current_memberships
        if any(held.organization.path.startswith(place.path) for place in places)
    ]
    return max(within or places, key=lambda place: len(place.path))


@only_for(policy.can_name_evaluators)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request.user), pk=pk)
    actions.end_evaluator(row, by=request.user)
    messages.success(request, _("Ended. They propose nothing from today on."))
    return redirect("journeys:evaluators")


@only_for(policy.can_name_evaluators)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Person"),
        _("Evaluated by"),
        _("Where"),
        _("First day"),
        _("Ended"),
        _("Named by"),
    )
    return spreadsheet("evaluators", headings, (_line(row) for row in _rows(request.user)))


def _line(row: Evaluator) -> tuple[Any, ...]:
    return (
        row.learner.display_name,
        row.evaluator.display_name,
        row.organization.name,
        row.first_on,
        row.ended_on or "",
        row.named_by.display_name if row.named_by else "",
    )


def _rows(person: Person) -> QuerySet[Evaluator]:
    """In force first."""
    paths = [place.path for place in policy.evaluation_places(person)]
    rows = Evaluator.objects.filter(below(paths, "organization__path"))
    rows = rows.select_related("learner", "evaluator", "organization", "named_by")
    return rows.order_by("ended_on", "learner__display_name", "pk")
