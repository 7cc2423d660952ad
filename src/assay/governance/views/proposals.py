"""Proposals: the committee's board, the list, one proposal, and what its department does with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.authoring.checklist import against
from assay.catalog.models import Version
from assay.catalog.policy import may_author_somewhere, places_of
from assay.governance import actions, policy
from assay.governance.models import (
    WITH_AUTHOR,
    WITH_COMMITTEE,
    Ballot,
    Choice,
    Comment,
    Committee,
    Decision,
    ItemAnswer,
    ItemReview,
    Motion,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Recusal,
    Result,
    Seat,
)
from assay.governance.models.committees import READERS, paths_as
from assay.governance.models.proposals import WRITERS
from assay.governance.text_diff import TextChange, text_changes
from assay.governance.views.seats import committee_of
from assay.lib.clock import today
from assay.lib.counts import CountOf, Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import address_of, found_or_404, page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.program.models import ChecklistItem
from assay.program.policies import CommitteePolicy, in_force
from assay.ui.paging import Ordered, as_file, headings, in_parts, sorting_of, tabs_of
from assay.ui.words import day as words_of_day

ORDERS = {
    "decide": ("decide_by", "pk"),
    "title": ("version__title", "pk"),
    "moved": ("moved_at", "pk"),
}
VIEWS: dict[str, tuple[str, ...]] = {
    "committee": WITH_COMMITTEE,
    "author": WITH_AUTHOR,
    "pilot": (ProposalStatus.PILOT,),
    "decided": (ProposalStatus.APPROVED, ProposalStatus.DECLINED),
    "all": tuple(ProposalStatus.values),
}
BOARD = (
    ProposalStatus.SUBMITTED,
    ProposalStatus.IN_REVIEW,
    ProposalStatus.REVISE,
    ProposalStatus.PILOT,
)
ON_BOARD = 8  # cards of one column


@only_for(policy.has_desk)
@require_safe
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """Proposals by state, what presses first."""
    committee, day = committee_of(request, pk), today()
    counts = dict(_on_board(committee, BOARD))
    columns = [
        {
            "label": ProposalStatus(status).label,
            "count": counts.get(status, 0),
            "rows": _cards(committee, status) if counts.get(status) else (),
        }
        for status in BOARD
    ]
    filled = len(committee.sitting())
    context = {
        "committee": committee,
        "columns": columns,
        "day": day,
        "seats": len(_seats(committee)),
        "filled": filled,
        "quorum": committee.quorum(filled),
        "late": _late(committee.pk, day).pop(),
    }
    return render(request, "governance/board.html", context)


@prepared
def _on_board(committee: Committee, states: Sequence[str]) -> QuerySet[Proposal, tuple[str, int]]:
    rows = Proposal.objects.filter(committee=committee, status__in=states)
    return rows.values_list("status").annotate(Count("pk")).order_by()


@prepared
def _seats(committee: Committee) -> QuerySet[Seat, int]:
    return Seat.objects.filter(committee=committee).order_by().values_list("pk", flat=True)


@prepared
def _late(committee: int, day: date) -> QuerySet[Committee, int]:
    """How many are past their day."""
    late = Proposal.objects.filter(committee=committee).with_committee().filter(decide_by__lt=day)
    rows = Committee.objects.filter(pk=committee).order_by()
    return rows.values_list(CountOf(late), flat=True)


@prepared
def _cards(committee: Committee, status: str) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(committee=committee, status=status)
    return _shown(rows).select_related("sponsor").order_by("decide_by", "pk")[:ON_BOARD]


def _shown(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With what a line says of each."""
    return rows.select_related("version", "department").defer("version__data")


@only_for(policy.reads_proposals)
@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    """Those one may read: by state, with a search, in an order, as a file."""
    written, read = (paths_as(request.user, roles) for roles in (WRITERS, READERS))
    shown = request.GET.get("show", "committee")
    shown = shown if shown in VIEWS else "committee"
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, LIST.names, "decide")
    ordered: Listed[Proposal] | QuerySet[Proposal] = LIST.listed(
        sorting, written, read, VIEWS[shown]
    )
    if words:
        found = _seen(written, read, VIEWS[shown])
        for word in words.split()[:8]:
            found = found.filter(version__title__icontains=word)
        ordered = found.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet(
            "proposals", _columns(), map(_line, in_parts(ordered, lambda _part: None))
        )
    by_status = dict(_by_status(written, read))
    counts = {
        name: sum(by_status.get(status, 0) for status in statuses)
        for name, statuses in VIEWS.items()
    }
    labels = {
        "committee": _("With the committee"),
        "author": _("With the department"),
        "pilot": _("Pilots"),
        "decided": _("Decided"),
        "all": _("All"),
    }
    columns = zip(_columns(), ("title", "", "", "", "decide", "moved"), strict=True)
    context = {
        "page": page_of(ordered, request),
        "tabs": tabs_of(counts, labels, shown=shown),
        "shown": shown,
        "words": words,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "day": today(),
        "may_propose": may_author_somewhere(request.user),
    }
    return render(request, "governance/proposals.html", context)


def _seen(written: Sequence[str], read: Sequence[str], states: Sequence[str]) -> QuerySet[Proposal]:
    return _shown(Proposal.objects.all().seen_from(written, read).filter(status__in=states))


LIST = Ordered(_seen, **ORDERS)


@prepared
def _by_status(written: Sequence[str], read: Sequence[str]) -> QuerySet[Proposal, tuple[str, int]]:
    rows = Proposal.objects.all().seen_from(written, read)
    return rows.values_list("status").annotate(Count("pk")).order_by()


def _columns() -> list[str]:
    return [_("Proposal"), _("Kind"), _("Department"), _("State"), _("Decide by"), _("Last moved")]


def _line(row: Proposal) -> list[object]:
    kind, state = ProposalKind(row.kind).label, ProposalStatus(row.status).label
    moved = timezone.localtime(row.moved_at).date()
    return [str(row), kind, row.department.name, state, row.decide_by, moved]


@only_for(may_author_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, version_pk: int) -> HttpResponse:
    """Begin a proposal for one of one's own versions."""
    rows = Version.objects.written_in(places_of(request.user)).select_related(
        "micro_credential__issuer", "micro_credential__owner__parent"
    )
    version = get_object_or_404(rows, pk=version_pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            row = actions.propose(version, request.POST.get("why", ""), by=request.user)
        except BadInput as e:
            refusal = e
        else:
            messages.success(request, _("Begun. Answer the items of the standard next."))
            return redirect("governance:proposal", row.pk)
    context = {
        "version": version,
        "retires": version.status == "published",
        "refusal": refusal,
        "why": request.POST.get("why", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/new.html", context, status=status)


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
    row, me = proposal_of(request, pk), request.user
    before: Version | None = None
    changes: list[TextChange] = []
    if row.kind != ProposalKind.RETIREMENT:
        before, changes = text_changes(row.version)
    reviews = policy.can_review(me, row)
    reviewing = row.status == ProposalStatus.IN_REVIEW and reviews
    checking = row.status in WITH_AUTHOR and policy.can_prepare(me, row)
    ballot, threads = _ballot(row), _threads(row)
    recusals = _recusals(row.pk)
    out = {one.person_id for one in recusals}
    context = {
        "proposal": row,
        "version": row.version,
        "before": before,
        "changes": changes,
        "lines": []
        if row.kind == ProposalKind.RETIREMENT
        else _lines(row, me, threads, out, checking=checking),
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
        "show_dissent": in_force(CommitteePolicy).record_dissent,
        "choices": Choice.choices,
        "motions": Motion.choices,
        "may": _may(row, me, ballot, reviews=reviews),
    }
    return render(request, "governance/proposal.html", context)


def _may(row: Proposal, me: Any, ballot: Ballot | None, *, reviews: bool) -> dict[str, bool]:
    """What the page offers this person now, who may review it or not; the verbs ask again."""
    with_author, can_review = row.status in WITH_AUTHOR, reviews
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
        "decide": open_ and presides and ballot is not None and ballot.result == Result.CARRIED,
    }


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
    row: Proposal, me: Any, threads: list[Comment], out: set[int], *, checking: bool
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
    for line in against(row.version):
        own = reviews.get(line.item.pk, [])
        others = [r for r in own if not r.is_self_check and r.person_id not in out]
        checked = next((review for review in own if review.is_self_check), None)
        mine = next((review for review in others if review.person_id == me.pk), None)
        found.append(
            {
                "line": line,
                "item": line.item,
                "checked": checked,
                "checked_word": words[checked.answer] if checked else "",
                "own": checked if checking else mine,
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


@only_for(policy.reads_proposals)
@require_POST
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author's answers on all items at once."""
    actions.check_items(proposal_of(request, pk), _answers(request), by=request.user)
    messages.success(request, _("Your answers are saved."))
    return redirect(f"{reverse('governance:proposal', args=[pk])}#items")


@only_for(policy.reads_proposals)
@require_POST
def reviews(request: SignedInRequest, pk: int) -> HttpResponse:
    """A reviewer's answers on all items at once."""
    actions.review_items(proposal_of(request, pk), _answers(request), by=request.user)
    messages.success(request, _("Your answers are saved."))
    return redirect(f"{reverse('governance:proposal', args=[pk])}#items")


def _answers(request: SignedInRequest) -> dict[ChecklistItem, tuple[str, str]]:
    """What was answered: by item, its answer and reason; items without an answer are left alone."""
    sent = request.POST
    return {
        item: (sent[f"answer-{item.code}"], sent.get(f"reason-{item.code}", ""))
        for item in ChecklistItem.objects.all()
        if sent.get(f"answer-{item.code}")
    }


@only_for(policy.reads_proposals)
@require_POST
def sponsorship(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.sponsor(proposal_of(request, pk), by=request.user)
    messages.success(request, _("You sponsor it. Its author can submit it now."))
    return redirect("governance:proposal", pk)


@only_for(policy.reads_proposals)
@require_POST
def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    row = actions.submit(proposal_of(request, pk), by=request.user)
    said = _("Submitted. The committee gives a first answer by %(day)s.")
    messages.success(request, said % {"day": words_of_day(row.answer_by)})
    return redirect("governance:proposal", pk)


@only_for(policy.reads_proposals)
@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.withdraw(proposal_of(request, pk), by=request.user)
    messages.success(request, _("Withdrawn. The draft can be changed again."))
    return redirect("governance:proposal", pk)


@only_for(policy.reads_proposals)
@require_POST
def commenting(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)
    answers = row.comments.filter(pk=_number(request, "answers")).first()
    item = ChecklistItem.objects.filter(code=request.POST.get("item", "")).first()
    text = request.POST.get("text", "")
    said = actions.comment(row, text, item=item, answers=answers, by=request.user)
    return redirect(f"{reverse('governance:proposal', args=[pk])}#comment-{said.pk}")


def _number(request: SignedInRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 16 else 0
