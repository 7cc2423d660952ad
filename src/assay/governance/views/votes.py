"""The committee at work on one proposal: taken up, recused, voted on, decided."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.governance import actions, policy
from assay.governance.models import Ballot, Condition, Proposal, Result
from assay.governance.views.proposal_page import CONDITIONS, answer, proposal_of
from assay.governance.voters import field_of
from assay.lib.errors import BadInput
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for


@only_for(policy.has_desk)
@require_POST
def taking_up(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        actions.take_up(row, by=request.user)
        return _("It is in review now.")

    return answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def recusal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        actions.recuse(row, by=request.user)
        return _("You are recused: you neither comment nor vote on this.")

    return answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def voting(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        sent = request.POST
        places = _number(sent.get("most_starts", "")) if sent.get("motion") == "pilot" else None
        actions.open_voting(row, sent.get("motion", ""), most_starts=places, by=request.user)
        return _("The vote is open.")

    return answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot, sent = _ballot_of(request, pk), request.POST

    def act() -> str:
        dissent = sent.get("dissent", "")
        actions.vote(ballot, sent.get("choice", ""), dissent=dissent, by=request.user)
        return _("Your vote is in.")

    return answer(request, ballot.proposal, act)


@only_for(policy.has_desk)
@require_POST
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _ballot_of(request, pk)

    def act() -> str:
        closed = actions.close_voting(ballot, by=request.user)
        result = Result(closed.result).label.lower()
        return _("The vote is closed: %(result)s.") % {"result": result}

    return answer(request, ballot.proposal, act)


@only_for(policy.has_desk)
@require_POST
def tie(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot, result = _ballot_of(request, pk), request.POST.get("result", "")

    def act() -> str:
        if result not in ("carried", "lost"):
            message = _("Choose which way it goes.")
            raise BadInput(message, fields={"result": message})
        actions.break_tie(ballot, carried=result == "carried", by=request.user)
        return _("Settled.")

    return answer(request, ballot.proposal, act)


@only_for(policy.has_desk)
@require_POST
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot, sent = _ballot_of(request, pk), request.POST

    def act() -> str:
        conditions = [
            (sent.get(f"condition-{n}", ""), _day(sent.get(f"due-{n}", "")))
            for n in range(CONDITIONS)
        ]
        actions.decide(
            ballot,
            sent.get("reason", ""),
            conditions=conditions,
            excepted_until=_day(sent.get("until_on", ""), "until_on"),
            by=request.user,
        )
        return _("Recorded. Its author and sponsor get an e-mail.")

    return answer(request, ballot.proposal, act)


def _number(sent: str) -> int | None:
    """A number that was typed, none where nothing was; what is no number is one that no pilot takes."""
    return (whole_number(sent.strip()) or 0) if sent.strip() else None


def _day(sent: str, field: str = "conditions") -> date | None:
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError as e:
        message = _("“%(value)s” is no day.") % {"value": sent[:20]}
        raise BadInput(message, fields={field: message}) from e


@only_for(policy.has_desk)
@require_POST
def widening(request: SignedInRequest, pk: int) -> HttpResponse:
    row, sent = proposal_of(request, pk), request.POST

    def act() -> str:
        actions.widen_pilot(
            row,
            _number(sent.get("widen_to", "")),
            sent.get("widen_reason", ""),
            votes={
                one.person_id: sent.get(field_of(one.person_id), "")
                for one in row.committee.sitting()
            },
            by=request.user,
        )
        return _("Recorded. More people may start the pilot.")

    return answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def condition(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Condition.objects.filter(
        decision__proposal__in=Proposal.objects.visible_to(request.user)
    ).select_related("decision__proposal__committee__organization")
    row = get_object_or_404(rows, pk=pk)

    def act() -> str:
        actions.meet_condition(row, by=request.user)
        return _("Noted as met.")

    return answer(request, row.decision.proposal, act)


def _ballot_of(request: SignedInRequest, pk: int) -> Ballot:
    mine = Proposal.objects.visible_to(request.user)
    rows = Ballot.objects.filter(proposal__in=mine).select_related("proposal")
    return get_object_or_404(rows, pk=pk)
