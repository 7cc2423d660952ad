"""Proposals: the committee's board, the list, one proposal, and what its department does with it."""

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
    ItemAnswer,
    ItemReview,
    Motion,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Result,
)
from assay.governance.text_diff import TextChange, text_changes
from assay.governance.views.seats import committee_of
from assay.lib.clock import today
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.program.models import ChecklistItem
from assay.program.policies import CommitteePolicy, in_force
from assay.ui.paging import Sorting, as_file, headings, sorting_of, tabs_of
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
    counts = dict(
        Proposal.objects.filter(committee=committee, status__in=BOARD)
        .values_list("status")
        .annotate(Count("pk"))
        .order_by()
    )
    columns = [
        {
            "label": ProposalStatus(status).label,
            "count": counts.get(status, 0),
            "rows": _cards(committee, status) if counts.get(status) else (),
        }
        for status in BOARD
    ]
    filled = committee.terms().count()
    context = {
        "committee": committee,
        "columns": columns,
        "day": day,
        "seats": committee.seats.count(),
        "filled": filled,
        "quorum": committee.quorum(filled),
        "late": Proposal.objects.filter(committee=committee)
        .with_committee()
        .filter(decide_by__lt=day)
        .count(),
    }
    return render(request, "governance/board.html", context)


def _cards(committee: Committee, status: str) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(committee=committee, status=status).select_related(
        "version", "department", "author", "sponsor"
    )
    return rows.defer("version__data").order_by("decide_by", "pk")[:ON_BOARD]


@only_for(policy.reads_proposals)
@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    """Those one may read: by state, with a search, in an order, as a file."""
    mine = Proposal.objects.visible_to(request.user)
    shown = request.GET.get("show", "committee")
    shown = shown if shown in VIEWS else "committee"
    words = clean_line(request.GET.get("q", ""))[:100]
    rows = mine.filter(status__in=VIEWS[shown])
    for word in words.split()[:8]:
        rows = rows.filter(version__title__icontains=word)
    sorting = sorting_of(request.GET, tuple(ORDERS), "decide")
    ordered = _in_order(rows, sorting)
    if request.GET.get("file") == "csv":
        return spreadsheet("proposals", _columns(), map(_line, ordered.iterator(chunk_size=500)))
    by_status = dict(mine.values_list("status").annotate(Count("pk")).order_by())
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


def _in_order(rows: QuerySet[Proposal], sorting: Sorting) -> QuerySet[Proposal]:
    rows = rows.select_related("version", "department", "author").defer("version__data")
    return rows.order_by(*sorting.fields(ORDERS))


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
    rows = Proposal.objects.visible_to(request.user).select_related(
        "committee__organization",
        "department__parent",
        "author",
        "sponsor",
        "version__micro_credential__owner__parent",
        "version__micro_credential__issuer",
    )
    return get_object_or_404(rows, pk=pk)


@only_for(policy.reads_proposals)
@require_safe
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Item by item, with what is said of each; what changes; the vote and the decision."""
    row, me = proposal_of(request, pk), request.user
    before: Version | None = None
    changes: list[TextChange] = []
    if row.kind != ProposalKind.RETIREMENT:
        before, changes = text_changes(row.version)
    reviewing = row.status == ProposalStatus.IN_REVIEW and policy.can_review(me, row)
    checking = row.status in WITH_AUTHOR and policy.can_prepare(me, row)
    ballot, threads = _ballot(row), _threads(row)
    recusals = list(row.recusals.select_related("person"))
    out = {one.person_id for one in recusals}
    context = {
        "proposal": row,
        "version": row.version,
        "before": before,
        "changes": changes,
        "lines": [] if row.kind == ProposalKind.RETIREMENT else _lines(row, me, threads, out),
        "answers": ItemAnswer.choices,
        "checking": checking,
        "reviewing": reviewing,
        "may_comment": row.status in (*WITH_COMMITTEE, ProposalStatus.REVISE)
        and policy.can_comment(me, row),
        "general": [said for said in threads if said.item_id is None],
        "recusals": recusals,
        "decisions": _decisions(row),
        "ballot": ballot,
        "day": today(),
        "show_dissent": in_force(CommitteePolicy).record_dissent,
        "choices": Choice.choices,
        "motions": Motion.choices,
        "may": _may(row, me, ballot),
    }
    return render(request, "governance/proposal.html", context)


def _may(row: Proposal, me: Any, ballot: Ballot | None) -> dict[str, bool]:
    """What the page offers this person now; the verbs ask again."""
    with_author = row.status in WITH_AUTHOR
    sits = row.status in WITH_COMMITTEE and policy.sits(me, row.committee)
    reviews = sits and policy.can_review(me, row)
    presides = sits and policy.can_preside(me, row)
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
        "meet": policy.can_review(me, row),
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
    ballot: Any = row.ballots.select_related("decision").last()
    if ballot is not None:
        ballot.proposal = row
        ballot.cast = sum(actions.counted(ballot).values())
        ballot.closed_votes = (
            ballot.votes.filter(void_at=None).select_related("person") if ballot.closed_at else ()
        )
    return ballot


def _lines(row: Proposal, me: Any, threads: list[Comment], out: set[int]) -> list[dict[str, Any]]:
    """The standard item by item: what the draft shows, what its author and the reviewers answer, what is said.

    Without what the recused (`out`) answered before they were.
    """
    reviews: dict[int, list[ItemReview]] = {}
    for review in row.reviews.select_related("person"):
        reviews.setdefault(review.item_id, []).append(review)
    comments: dict[int, list[Comment]] = {}
    for said in threads:
        if said.item_id is not None:
            comments.setdefault(said.item_id, []).append(said)
    found = []
    for line in against(row.version):
        own = reviews.get(line.item.pk, [])
        others = [r for r in own if not r.is_self_check and r.person_id not in out]
        found.append(
            {
                "line": line,
                "item": line.item,
                "checked": next((review for review in own if review.is_self_check), None),
                "mine": next((review for review in others if review.person_id == me.pk), None),
                "yes": sum(review.answer == ItemAnswer.YES for review in others),
                "not_yet": sum(review.answer == ItemAnswer.NOT_YET for review in others),
                "reasons": [review for review in others if review.reason],
                "comments": comments.get(line.item.pk, []),
            }
        )
    return found


def _threads(row: Proposal) -> list[Comment]:
    """What was said first, each with its answers."""
    rows = row.comments.filter(answers=None).select_related("person")
    return list(rows.prefetch_related("replies__person"))


def _decisions(row: Proposal) -> Any:
    rows = row.decisions.select_related("decided_by", "ballot")
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
