"""The committee at work on one proposal: taken up, recused, voted on, decided."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.governance import actions, policy
from assay.governance.models import Ballot, Condition, Proposal, Result
from assay.governance.views.proposals import proposal_of
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest, only_for

ROWS = 3  # of conditions on the form


@only_for(policy.has_desk)
@require_POST
def taking_up(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_up(proposal_of(request, pk), by=request.user)
    messages.success(request, _("It is in review now."))
    return redirect("governance:proposal", pk)


@only_for(policy.has_desk)
@require_POST
def recusal(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.recuse(proposal_of(request, pk), by=request.user)
    messages.success(request, _("You are recused: you neither comment nor vote on this."))
    return redirect("governance:proposal", pk)


@only_for(policy.has_desk)
@require_POST
def voting(request: SignedInRequest, pk: int) -> HttpResponse:
    motion = request.POST.get("motion", "")
    actions.open_voting(proposal_of(request, pk), motion, by=request.user)
    messages.success(request, _("The vote is open."))
    return redirect("governance:proposal", pk)


@only_for(policy.has_desk)
@require_POST
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _ballot_of(request, pk)
    choice, dissent = request.POST.get("choice", ""), request.POST.get("dissent", "")
    actions.vote(ballot, choice, dissent=dissent, by=request.user)
    messages.success(request, _("Your vote is in."))
    return redirect("governance:proposal", ballot.proposal_id)


@only_for(policy.has_desk)
@require_POST
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = actions.close_voting(_ballot_of(request, pk), by=request.user)
    said = _("The vote is closed: %(result)s.") % {"result": Result(ballot.result).label.lower()}
    messages.success(request, said)
    return redirect("governance:proposal", ballot.proposal_id)


@only_for(policy.has_desk)
@require_POST
def tie(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot, result = _ballot_of(request, pk), request.POST.get("result", "")
    if result not in ("carried", "lost"):
        raise BadInput(_("Choose which way it goes."))
    actions.break_tie(ballot, carried=result == "carried", by=request.user)
    messages.success(request, _("Settled."))
    return redirect("governance:proposal", ballot.proposal_id)


@only_for(policy.has_desk)
@require_POST
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _ballot_of(request, pk)
    conditions = [
        (request.POST.get(f"condition-{n}", ""), _day(request.POST.get(f"due-{n}", "")))
        for n in range(ROWS)
    ]
    reason = request.POST.get("reason", "")
    actions.decide(ballot, reason, conditions=conditions, by=request.user)
    messages.success(request, _("Recorded. Its author and sponsor get an e-mail."))
    return redirect("governance:proposal", ballot.proposal_id)


def _day(sent: str) -> date | None:
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError as e:
        message = _("“%(value)s” is no day.") % {"value": sent[:20]}
        raise BadInput(message, fields={"conditions": message}) from e


@only_for(policy.has_desk)
@require_POST
def condition(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Condition.objects.filter(
        decision__proposal__in=Proposal.objects.visible_to(request.user)
    ).select_related("decision__proposal__committee__organization")
    row = get_object_or_404(rows, pk=pk)
    actions.meet_condition(row, by=request.user)
    messages.success(request, _("Noted as met."))
    return redirect("governance:proposal", row.decision.proposal_id)


def _ballot_of(request: SignedInRequest, pk: int) -> Ballot:
    mine = Proposal.objects.visible_to(request.user)
    rows = Ballot.objects.filter(proposal__in=mine).select_related("proposal")
    return get_object_or_404(rows, pk=pk)
