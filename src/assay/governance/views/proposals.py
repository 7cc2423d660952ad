"""Proposals: the committee's board, the list, one proposal, and what its department does with it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.models import Version
from assay.catalog.policy import may_author_somewhere, places_of
from assay.governance import actions, policy
from assay.governance.clocks import set_clocks
from assay.governance.models import (
    WITH_AUTHOR,
    WITH_COMMITTEE,
    Committee,
    Meeting,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Resemblance,
    Seat,
)
from assay.governance.models.committees import READERS, paths_as
from assay.governance.models.proposals import WRITERS
from assay.governance.views.needs import chosen_needs, numbers, offered
from assay.governance.views.proposal_page import answer, proposal_of, show
from assay.governance.views.seats import committee_of
from assay.lib.clock import now, today
from assay.lib.counts import CountOf, Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.program.models import ChecklistItem
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
#: What a card and its clock say, and nothing more: rows of four tables are made for each.
ON_CARD = (
    *("kind", "status", "answer_by", "decide_by", "days_left", "moved_at"),
    *("version__title", "version__number", "version__language", "version__status"),
    *("department__name", "sponsor__display_name", "committee__organization"),
)


@only_for(policy.has_desk)
@require_safe
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """Proposals by state, what presses first."""
    committee, day = committee_of(request, pk), today()
    counts = dict(_on_board(committee, BOARD))
    cards = {status: _cards(committee, status) for status in BOARD if counts.get(status)}
    set_clocks(chain.from_iterable(cards.values()))
    columns = [
        {
            "label": ProposalStatus(status).label,
            "count": counts.get(status, 0),
            "rows": cards.get(status, ()),
        }
        for status in BOARD
    ]
    filled = len(committee.sitting())
    context = {
        "committee": committee,
        "columns": columns,
        "seats": len(_seats(committee)),
        "filled": filled,
        "quorum": committee.quorum(filled),
        "late": _late(committee.pk, day).pop(),
        "meeting": _next.first(committee.pk, now()),
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
def _next(committee: int, at: datetime) -> QuerySet[Meeting]:
    """The meeting that comes first."""
    rows = Meeting.objects.filter(committee=committee, canceled_at=None, starts_at__gt=at)
    return rows.order_by("starts_at", "pk")[:1]


@prepared
def _late(committee: int, day: date) -> QuerySet[Committee, int]:
    """How many are past their day."""
    late = Proposal.objects.filter(committee=committee).with_committee().filter(decide_by__lt=day)
    rows = Committee.objects.filter(pk=committee).order_by()
    return rows.values_list(CountOf(late), flat=True)


@prepared
def _cards(committee: Committee, status: str) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(committee=committee, status=status)
    rows = rows.select_related("version", "department", "sponsor", "committee").only(*ON_CARD)
    return rows.order_by("decide_by", "pk")[:ON_BOARD]


def _shown(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With what a line says of each."""
    return rows.select_related("version", "department", "committee").defer("version__data")


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
            "proposals", [*_columns(), *_more()], map(_line, in_parts(ordered, set_clocks))
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
    page = page_of(ordered, request)
    set_clocks(page.object_list)
    context = {
        "page": page,
        "tabs": tabs_of(counts, labels, shown=shown),
        "shown": shown,
        "words": words,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
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


def _more() -> list[str]:
    """What the file has beside it, of the service levels."""
    return [_("First answer by"), _("First answer"), _("Business days left"), _("Clock")]


def _line(row: Proposal) -> list[object]:
    kind, state = ProposalKind(row.kind).label, ProposalStatus(row.status).label
    moved = timezone.localtime(row.moved_at).date()
    answered = timezone.localtime(row.answered_at).date() if row.answered_at else ""
    levels = [row.answer_by, answered, row.clock.left, row.clock.text]
    title = f"{row.version.title} {row.version.marked_number}"
    return [title, kind, row.department.name, state, row.decide_by, moved, *levels]


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
            why = request.POST.get("why", "")
            row = actions.propose(version, why, needs=chosen_needs(request), by=request.user)
        except BadInput as e:
            refusal = e
        else:
            messages.success(request, _("Begun. Answer the items of the standard next."))
            return redirect("governance:proposal", row.pk)
    sent = request.POST if request.method == "POST" else request.GET
    chosen, retires = numbers(sent.getlist("need"))[:50], version.status == "published"
    context = {
        "version": version,
        "retires": retires,
        "needs": () if retires else offered(request.user, version, chosen),
        "chosen": chosen,
        "refusal": refusal,
        "why": request.POST.get("why", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/new.html", context, status=status)


@only_for(policy.reads_proposals)
@require_POST
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author's answers on all items at once."""
    row = proposal_of(request, pk)

    def act() -> str:
        actions.check_items(row, _answers(request, row), by=request.user)
        return _("Your answers are saved.")

    return answer(request, row, act, at="#items")


@only_for(policy.reads_proposals)
@require_POST
def reviews(request: SignedInRequest, pk: int) -> HttpResponse:
    """A reviewer's answers on all items at once."""
    row = proposal_of(request, pk)

    def act() -> str:
        actions.review_items(row, _answers(request, row), by=request.user)
        return _("Your answers are saved.")

    return answer(request, row, act, at="#items")


def _answers(request: SignedInRequest, row: Proposal) -> dict[ChecklistItem, tuple[str, str]]:
    """What was answered: by item, its answer and reason; items without an answer are left alone."""
    sent = request.POST
    return {
        item: (sent[f"answer-{item.code}"], sent.get(f"reason-{item.code}", ""))
        for item in ChecklistItem.objects.holding_for(row.department)
        if sent.get(f"answer-{item.code}")
    }


@only_for(policy.reads_proposals)
@require_POST
def needs(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which needs it serves, all of them at once."""
    row = proposal_of(request, pk)

    def act() -> str:
        actions.choose_needs(row, chosen_needs(request), by=request.user)
        return _("Which needs it serves is saved.")

    return answer(request, row, act, at="#needs")


@only_for(policy.reads_proposals)
@require_POST
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """How it differs from one that is near it."""
    mine = Proposal.objects.visible_to(request.user)
    rows = Resemblance.objects.filter(proposal__in=mine)
    near = get_object_or_404(rows.select_related("proposal__department"), pk=pk)
    row = proposal_of(request, near.proposal_id)

    def act() -> str:
        actions.tell_difference(near, request.POST.get("difference", ""), by=request.user)
        return _("Saved. The committee reads it.")

    return answer(request, row, act, at="#resemblances")


@only_for(policy.reads_proposals)
@require_POST
def sponsorship(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        actions.sponsor(row, by=request.user)
        return _("You sponsor it. Its author can submit it now.")

    return answer(request, row, act)


@only_for(policy.reads_proposals)
@require_POST
def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        submitted = actions.submit(row, by=request.user)
        said = _("Submitted. The committee gives a first answer by %(day)s.")
        return said % {"day": words_of_day(submitted.answer_by)}

    return answer(request, row, act)


@only_for(policy.reads_proposals)
@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = proposal_of(request, pk)

    def act() -> str:
        actions.withdraw(row, by=request.user)
        return _("Withdrawn. The draft can be changed again.")

    return answer(request, row, act)


@only_for(policy.reads_proposals)
@require_POST
def commenting(request: SignedInRequest, pk: int) -> HttpResponse:
    """A word at an item, on the whole, or below another; it is shown where it stands."""
    row = proposal_of(request, pk)
    answers = row.comments.filter(pk=_number(request, "answers")).first()
    asked = ChecklistItem.objects.holding_for(row.department)
    item = asked.filter(code=request.POST.get("item", "")).first()
    text = request.POST.get("text", "")
    try:
        said = actions.comment(row, text, item=item, answers=answers, by=request.user)
    except Refusal as refusal:
        return show(request, proposal_of(request, pk), refusal)
    return redirect(f"{reverse('governance:proposal', args=[pk])}#comment-{said.pk}")


def _number(request: SignedInRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 16 else 0
