"""One proposal as its readers see it: item by item, its vote and its decision; and again with what was refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assay.catalog.actions import fields_of
from assay.catalog.authoring.checklist import against
from assay.catalog.authoring.links import links_beside
from assay.catalog.models import CLOSED, Version
from assay.catalog.policy import places_of
from assay.governance import actions, policy
from assay.governance.actions.proposals import asked_to_go_without
from assay.governance.clocks import set_clocks
from assay.governance.models import (
    WITH_AUTHOR,
    WITH_COMMITTEE,
    Ballot,
    Choice,
    Comment,
    Decision,
    ItemAnswer,
    ItemReview,
    Motion,
    Opinion,
    Proposal,
    ProposalKind,
    ProposalStatus,
    RecordedChoice,
    Recusal,
    Resemblance,
    Result,
)
from assay.governance.models.committees import READERS, paths_as
from assay.governance.models.proposals import WRITERS
from assay.governance.opinion_items import items_of
from assay.governance.text_diff import TextChange, text_changes
from assay.governance.views.needs import offered
from assay.governance.voters import Voter, voters_of
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import address_of, found_or_404
from assay.lib.prepared import asked_once, prepared
from assay.people.http import SignedInRequest, only_for
from assay.program.actions import usual_last_day
from assay.program.models import ChecklistItem, Need
from assay.program.policies import CommitteePolicy, VersionsPolicy, in_force

CONDITIONS = 3  # rows of the form


def proposal_of(request: SignedInRequest, pk: int) -> Proposal:
    """A proposal this person may read; 404 for everybody else's."""
    written, read = (paths_as(request.user, roles) for roles in (WRITERS, READERS))
    return found_or_404(_one.first(pk, written, read))


@prepared
def _one(pk: int, written: Sequence[str], read: Sequence[str]) -> QuerySet[Proposal]:
    rows = Proposal.objects.all().seen_from(written, read).filter(pk=pk)
    return rows.select_related(
        "committee__organization",
        "department__parent",
        "author",
        "sponsor",
        "version__micro_credential__owner__parent",
        "version__micro_credential__issuer",
    )


@only_for(policy.reads_proposals)
@require_safe
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Item by item, with what is said of each; what changes; the vote and the decision."""
    return show(request, proposal_of(request, pk))


@asked_once()
def show(request: SignedInRequest, row: Proposal, refusal: Refusal | None = None) -> HttpResponse:
    """Its page; where something was refused, with why, and with what was typed still in its place."""
    me = request.user
    typed: Mapping[str, Any] = request.POST if refusal else {}
    before: Version | None = None
    changes: list[TextChange] = []
    if row.kind != ProposalKind.RETIREMENT:
        before, changes = text_changes(row.version)
    reviews = policy.can_review(me, row)
    reviewing = row.status == ProposalStatus.IN_REVIEW and reviews
    with_author = row.status in WITH_AUTHOR and row.version.status not in CLOSED
    checking = with_author and policy.can_prepare(me, row)
    ballot, threads = _ballot(row), _threads(row)
    set_clocks([row])
    recusals = _recusals(row.pk)
    out = {one.person_id for one in recusals}
    served, retires = _served(row), row.kind == ProposalKind.RETIREMENT
    chosen = [need.pk for need in served]
    may = _may(row, me, ballot, reviews=reviews)
    excepted = asked_to_go_without(row) if may["decide"] and not retires else []
    context = {
        "proposal": row,
        "version": row.version,
        "before": before,
        "changes": changes,
        "lines": [] if retires else _lines(row, me, threads, out, checking=checking, typed=typed),
        "answers": [(value, str(label)) for value, label in ItemAnswer.choices],
        "comment_url": address_of("governance:commenting", row.pk),
        "checking": checking,
        "reviewing": reviewing,
        "may_comment": row.status in (*WITH_COMMITTEE, ProposalStatus.REVISE)
        and policy.can_comment(me, row),
        "general": [said for said in threads if said.item_id is None],
        "recusals": recusals,
        "decisions": _decisions(row.pk),
        "ballot": ballot,
        "day": today(),
        "pilot_starts": in_force(VersionsPolicy, within=row.committee.organization_id).pilot_starts,
        "show_dissent": in_force(
            CommitteePolicy, within=row.committee.organization_id
        ).record_dissent,
        "choices": Choice.choices,
        "motions": Motion.choices,
        "may": may,
        "excepted": [(str(getattr(what, "text", what)), why) for what, why in excepted],
        "links": None if retires else links_beside(row.version),
        "added": [] if retires else fields_of(row.version),
        "usual_last_day": usual_last_day().isoformat() if excepted else "",
        "opinions": _opinions(row),
        "widenings": list(
            row.widenings.select_related("decided_by").prefetch_related("votes__person")
        )
        if row.version.most_starts is not None
        else (),
        "voters": _voters(row, typed) if may["widen"] else (),
        "recorded_choices": RecordedChoice.choices,
        "served": served,
        "resemblances": _resemblances(row, me, refusal, typed),
        "needs": offered(me, row.version, chosen) if checking and not retires else (),
        "chosen": chosen,
        "refusal": refusal,
        "typed": typed,
        "conditions": [
            {"n": str(n), "text": typed.get(f"condition-{n}", ""), "due": typed.get(f"due-{n}", "")}
            for n in range(CONDITIONS)
        ],
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/proposal.html", context, status=status)


def answer(
    request: SignedInRequest, row: Proposal, act: Callable[[], str], *, at: str = ""
) -> HttpResponse:
    """Do something with a proposal (`act` says what was done) and show it; what is refused comes back on its page."""
    try:
        said = act()
    except Refusal as refusal:
        return show(request, proposal_of(request, row.pk), refusal)
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('governance:proposal', args=[row.pk])}{at}")


def _resemblances(
    row: Proposal, me: Any, refusal: Refusal | None, typed: Mapping[str, Any]
) -> list[Any]:
    """What it may repeat, nearest first; with what was typed where that was refused.

    Of a draft that is closed to the reader nothing is told but whose it is.
    """
    found: list[Any] = _near(row.pk)
    drafts = [near.version_id for near in found if near.version.published_at is None]
    mine = Version.objects.written_in(places_of(me)).filter(pk__in=drafts) if drafts else ()
    open_to_me = {version.pk for version in mine}
    for near in found:
        near.is_draft = near.version.published_at is None
        near.is_closed = near.is_draft and near.version_id not in open_to_me
        near.field = f"difference-{near.pk}"
        near.error = refusal.fields.get(near.field, "") if refusal else ""
        near.said = typed.get("difference", "") if near.error else near.difference
    return found


@prepared
def _near(proposal: int) -> QuerySet[Resemblance]:
    rows = Resemblance.objects.filter(proposal=proposal).select_related(
        "version__micro_credential__owner", "version__micro_credential__issuer"
    )
    return rows.defer("version__data")


def _opinions(row: Proposal) -> list[Any] | None:
    """What learners said of it in pilot, without their names; None for what was never in one."""
    if row.version.most_starts is None:
        return None
    known = {one.id: one for one in items_of(row.version.content)}
    found: list[Any] = list(
        Opinion.objects.filter(version=row.version).only("text", "item", "answer")
    )
    for said in found:
        said.about = known.get(said.item)
    return found


def _served(row: Proposal) -> list[Need]:
    """The needs it serves, with their votes: whoever reads it reads them, too."""
    return list(_needs_served(row.pk))


@prepared
def _needs_served(proposal: int) -> QuerySet[Need]:
    return Need.objects.filter(served_by__proposal=proposal).most_wanted()


def _may(row: Proposal, me: Any, ballot: Ballot | None, *, reviews: bool) -> dict[str, bool]:
    """What the page offers this person now, who may review it or not; the verbs ask again."""
    with_author, can_review = (
        row.status in WITH_AUTHOR and row.version.status not in CLOSED,
        reviews,
    )
    reviews = reviews and row.status in WITH_COMMITTEE
    presides = row.status in WITH_COMMITTEE and policy.can_preside(me, row)
    voting = ballot is not None and ballot.closed_at is None
    open_ = ballot is not None and not hasattr(ballot, "decision")
    in_review = row.status == ProposalStatus.IN_REVIEW
    return {
        "sponsor": with_author and row.sponsor_id != me.pk and policy.can_sponsor(me, row),
        "submit": (with_author or row.status == ProposalStatus.PILOT)
        and policy.can_prepare(me, row),
        "withdraw": row.status in (*WITH_AUTHOR, *WITH_COMMITTEE)
        and not voting
        and policy.can_prepare(me, row),
        "take_up": row.status == ProposalStatus.SUBMITTED and reviews,
        "recuse": reviews,
        "meet": can_review,
        "vote": voting
        and reviews
        and ballot is not None
        and not ballot.votes.filter(person=me).exists(),
        "open_voting": in_review
        and presides
        and (ballot is None or ballot.result == Result.LOST or not open_),
        "close_voting": voting and presides,
        "break_tie": open_ and presides and ballot is not None and ballot.result == Result.TIED,
        "widen": row.status == ProposalStatus.PILOT
        and row.version.in_pilot
        and policy.can_preside(me, row),
        "answer_opinions": policy.can_answer_opinions(me, row.version),
        "decide": open_ and presides and ballot is not None and ballot.result == Result.CARRIED,
    }


def _voters(row: Proposal, typed: Mapping[str, Any]) -> list[Voter]:
    """Who may vote on more people in the pilot, with what was typed."""
    seated = {one.person_id for one in row.committee.sitting()}
    voters = voters_of(row.committee, seated - policy.free_to_vote(row))
    return [replace(one, choice=typed.get(one.field, "")) for one in voters]


def _ballot(row: Proposal) -> Any:
    """The newest one, with its votes by name once it is closed."""
    ballot: Any = _newest_ballot.first(row.pk)
    if ballot is not None:
        ballot.proposal = row
        ballot.cast = sum(actions.counted(ballot).values())
        ballot.closed_votes = (
            ballot.votes.filter(void_at=None).select_related("person") if ballot.closed_at else ()
        )
    return ballot


@prepared
def _newest_ballot(proposal: int) -> QuerySet[Ballot]:
    rows = Ballot.objects.filter(proposal=proposal).select_related("decision")
    return rows.order_by("-opened_at", "-pk")[:1]


@prepared
def _recusals(proposal: int) -> QuerySet[Recusal]:
    return Recusal.objects.filter(proposal=proposal).select_related("person")


@prepared
def _reviews(proposal: int) -> QuerySet[ItemReview]:
    return ItemReview.objects.filter(proposal=proposal).select_related("person")


def _lines(
    row: Proposal,
    me: Any,
    threads: list[Comment],
    out: set[int],
    *,
    checking: bool,
    typed: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The standard item by item: what the draft shows, what its author and the reviewers answer, what is said.

    Without what the recused (`out`) answered before they were.
    """
    reviews: dict[int, list[ItemReview]] = {}
    for review in _reviews(row.pk):
        reviews.setdefault(review.item_id, []).append(review)
    comments: dict[int, list[Comment]] = {}
    for said in threads:
        if said.item_id is not None:
            comments.setdefault(said.item_id, []).append(said)
    found, words = [], {value: str(label) for value, label in ItemAnswer.choices}
    kept_for = {*reviews, *comments}
    for line in against(row.version, ChecklistItem.objects.answered_in(kept_for, row.department)):
        own = reviews.get(line.item.pk, [])
        others = [r for r in own if not r.is_self_check and r.person_id not in out]
        checked = next((review for review in own if review.is_self_check), None)
        mine = next((review for review in others if review.person_id == me.pk), None)
        kept, code = checked if checking else mine, line.item.code
        found.append(
            {
                "line": line,
                "item": line.item,
                "is_asked": line.item.ended_at is None,
                "checked": checked,
                "checked_word": words[checked.answer] if checked else "",
                "own": {
                    "answer": typed.get(f"answer-{code}", kept.answer if kept else ""),
                    "reason": typed.get(f"reason-{code}", kept.reason if kept else ""),
                },
                "yes": sum(review.answer == ItemAnswer.YES for review in others),
                "not_yet": sum(review.answer == ItemAnswer.NOT_YET for review in others),
                "reasons": [review for review in others if review.reason],
                "comments": comments.get(line.item.pk, []),
            }
        )
    return found


def _threads(row: Proposal) -> list[Comment]:
    """What was said first, each with its answers."""
    said = _said(row.pk)
    first = [one for one in said if one.answers_id is None]
    for one in first:
        one.answered = [reply for reply in said if reply.answers_id == one.pk]
    return first


@prepared
def _said(proposal: int) -> QuerySet[Comment]:
    return Comment.objects.filter(proposal=proposal).select_related("person")


@prepared
def _decisions(proposal: int) -> QuerySet[Decision]:
    rows = Decision.objects.filter(proposal=proposal).select_related("decided_by", "ballot")
    return rows.prefetch_related("conditions", "ballot__votes__person")
