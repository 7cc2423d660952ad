"""The coordinator's desk: credit that learners took, what stands in the way of it, and where the rest has come."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credits import actions, policy
from assay.credits.actions.batches import approvals_for
from assay.credits.checks import problems_of
from assay.credits.facts import rule_named
from assay.credits.forms import HoldForm
from assay.credits.models import (
    TAKEN,
    Credit,
    CreditEntry,
    CreditQuerySet,
    CreditStatus,
)
from assay.credits.pay import money_text
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules import words
from assay.credits.rules.nouns import plain
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.errors import BadInput, WrongState
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.fields import show_refusal
from assay.ui.paging import Ordered, as_file, headings, in_parts, numbers_of, sorting_of

#: Rows that are looked at for problems at once; a week has far fewer.
MOST_LOOKED_AT = 500
ORDERS = {
    "learner": ("person__display_name", "pk"),
    "title": ("award__version__title", "pk"),
    "earned": ("award__earned_on", "pk"),
    "moved": ("moved_at", "pk"),
}
_SHOWN = {
    "waiting": (CreditStatus.CLAIMED,),
    "back": (CreditStatus.REJECTED,),
    "approved": (CreditStatus.APPROVED,),
    "sent": (CreditStatus.EXPORTED,),
    "accepted": (CreditStatus.ACCEPTED,),
}


@only_for(policy.keeps_credit)
@require_safe
@rules_in_hand()
def desk(request: SignedInRequest) -> HttpResponseBase:
    """Credit of the programs one looks after, by how far it has come."""
    shown = request.GET.get("show", "waiting")
    shown = shown if shown in _SHOWN else "waiting"
    query = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-moved" if shown == "accepted" else "moved")
    paths = _paths(request)
    rows: Listed[Credit] | QuerySet[Credit] = _LIST.listed(sorting, paths, _SHOWN[shown])
    if query:
        found = _in_state(paths, _SHOWN[shown])
        for word in query.split()[:8]:
            named = Q(person__display_name__icontains=word)
            found = found.filter(named | Q(award__version__title__icontains=word))
        rows = found.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("credit", _columns(), map(_as_line, in_parts(rows, _say)))
    page = page_of(rows, request)
    _say(list(page))
    clean, flagged = _sorted_out(request)
    context = {
        "page": page,
        "shown": shown,
        "words": query,
        "clean": len(clean),
        "flagged": len(flagged),
        "to_ask": len({row.person_id for row in flagged if row.to_ask}),
        "may_approve": shown in ("waiting", "back"),
        "counts": _numbers(request, shown),
        "headings": headings(
            sorting,
            request.GET,
            (_("Learner"), "learner"),
            (_("For"), "title"),
            (_("Earned on"), "earned"),
            (_("Amount"), ""),
            (_("Issue"), ""),
            (_("Since"), "moved"),
            numbers=[_("Amount")],
        ),
        "download": as_file(request.GET),
    }
    return render(request, "credits/desk.html", context)


@only_for(policy.keeps_credit)
@require_POST
def approving(request: SignedInRequest) -> HttpResponse:
    """Approve the chosen, or all that have no issue."""
    n = actions.approve(_chosen(request), by=request.user)
    said = ngettext("%(n)d row is approved.", "%(n)d rows are approved.", n) % {"n": n}
    messages.success(request, said)
    return redirect("credits:desk")


@only_for(policy.keeps_credit)
@require_POST
def asking(request: SignedInRequest) -> HttpResponse:
    """Write to the chosen, or to all who can mend something."""
    n = actions.ask_to_mend(_chosen(request), by=request.user)
    said = ngettext("%(n)d person is written to.", "%(n)d people are written to.", n) % {"n": n}
    messages.success(request, said)
    return redirect("credits:desk")


@only_for(policy.keeps_credit)
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Wait with one row: the reason is asked on a page of its own."""
    row: Any = get_object_or_404(_mine(request).for_checks(), pk=pk)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold_credit(row, form.cleaned_data["reason"], by=request.user)
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("On hold. The learner reads why."))
            return redirect("credits:desk")
    _say([row])
    context = {"row": row, "form": form}
    return render(request, "credits/hold.html", context, status=422 if form.errors else 200)


@only_for(policy.keeps_credit)
@require_POST
def ending_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_mine(request), pk=pk)
    actions.end_hold(row, by=request.user)
    messages.success(request, _("The hold has ended."))
    return redirect("credits:desk")


@only_for(policy.keeps_credit)
@require_safe
def audit(request: SignedInRequest) -> HttpResponseBase:
    """Every entry of a year for whoever audits: what moved, when, by whom, under which record of the rule."""
    year = whole_number(request.GET.get("year")) or today().year
    if not MINYEAR < year < MAXYEAR:
        raise BadInput(_("Choose a year."))
    credits_ = Credit.objects.of_programs(policy.credit_programs_of(request.user))
    rows = CreditEntry.objects.filter(credit__in=credits_, at__year=year)
    rows = rows.select_related("credit__person", "credit__award__version", "credit__license", "by")
    ordered = rows.defer("credit__award__version__data").order_by("at", "pk")
    return spreadsheet(
        f"credit-{year}", _of_audit(), map(_audited, ordered.iterator(chunk_size=500))
    )


def _paths(request: SignedInRequest) -> list[str]:
    return [place.path for place in policy.credit_programs_of(request.user)]


def _in_state(paths: Sequence[str], states: Sequence[str]) -> CreditQuerySet:
    return Credit.objects.under(paths).filter(status__in=states).for_checks()


_LIST = Ordered(_in_state, **ORDERS)


@prepared
def _to_do(paths: Sequence[str], reader: Person) -> QuerySet[Credit]:
    """What waits for whoever looks after it; one's own is not theirs."""
    rows = _in_state(paths, (CreditStatus.CLAIMED, CreditStatus.REJECTED))
    return rows.exclude(person=reader)[:MOST_LOOKED_AT]


@prepared
def _by_status(paths: Sequence[str]) -> QuerySet[Credit, tuple[str, int]]:
    rows = Credit.objects.under(paths).filter(status__in=TAKEN).order_by()
    return rows.values_list("status").annotate(n=Count("pk"))


def _mine(request: SignedInRequest) -> CreditQuerySet:
    return Credit.objects.kept_at(policy.credit_programs_of(request.user))


def _chosen(request: SignedInRequest) -> list[Any]:
    """The rows whose boxes are checked; or all without an issue, or with one, where the button says so."""
    every = request.POST.get("all")
    if every in ("clean", "flagged"):
        clean, flagged = _sorted_out(request)
        found = clean if every == "clean" else flagged
    else:
        sent = map(whole_number, request.POST.getlist("credit"))
        asked = {number for number in sent if number is not None}
        found = list(_mine(request).filter(pk__in=asked)[:MOST_LOOKED_AT])
    if not found:
        raise WrongState(_("Nothing was chosen."))
    return found


def _sorted_out(request: SignedInRequest) -> tuple[list[Any], list[Any]]:
    """What waits, without an issue and with one. One's own is neither."""
    found: list[Any] = _to_do(_paths(request), request.user)
    _say(found)
    return [row for row in found if not row.problems], [row for row in found if row.problems]


def _numbers(request: SignedInRequest, shown: str) -> list[Any]:
    by_status = dict(_by_status(_paths(request)))
    labels = {
        "waiting": (_("Waiting"), _("to approve")),
        "back": (_("Sent back"), _("to be mended")),
        "approved": (_("Approved"), _("for the next batch")),
        "sent": (_("Sent"), _("no answer yet")),
        "accepted": (_("Accepted"), ""),
    }
    counts = {name: sum(by_status.get(s, 0) for s in of) for name, of in _SHOWN.items()}
    return numbers_of(counts, labels, shown=shown, late="back")


def _say(rows: list[Any]) -> None:
    approvals, day = approvals_for(rows), today()
    for row in rows:
        rule = rule_named(row.rule)
        row.rule_name = rule.name if rule else row.rule
        row.amount_text = plain(row.balance)
        row.unit_text = words.unit(row.unit, row.balance)
        row.money_text = money_text(rule, row.balance) if rule else ""
        row.problems = (
            problems_of(row, approvals, day)
            if row.status in (CreditStatus.CLAIMED, CreditStatus.REJECTED)
            else []
        )
        row.to_ask = any(problem.is_theirs for problem in row.problems)
        row.is_barred = any(problem.bars for problem in row.problems)
        row.issue_text = "; ".join(problem.text for problem in row.problems)


def _columns() -> list[str]:
    return [
        _("Learner"),
        _("License or pay"),
        _("For"),
        _("Earned on"),
        _("Amount"),
        _("Unit"),
        _("Issue"),
        _("Since"),
    ]


def _as_line(row: Any) -> list[object]:
    return [
        row.person.display_name,
        row.rule_name,
        row.award.version.title,
        row.award.earned_on.isoformat(),
        row.amount_text,
        row.unit_text,
        row.issue_text,
        row.moved_at,
    ]


def _of_audit() -> list[str]:
    return [
        _("When"),
        _("Learner"),
        _("Name as it is sent"),
        _("Number"),
        _("Rule"),
        _("In force from"),
        _("Badge"),
        _("For"),
        _("Earned on"),
        _("Entry"),
        _("What"),
        _("Change"),
        _("Unit"),
        _("Reason"),
        _("By"),
        "SHA-256",
    ]


def _audited(row: Any) -> list[object]:
    credit = row.credit
    data = row.explanation or {}
    return [
        row.at,
        credit.person.display_name,
        credit.name_to_send,
        credit.identifier,
        credit.rule,
        data.get("since", ""),
        str(credit.award_id),
        credit.award.version.title,
        credit.award.earned_on.isoformat(),
        f"{credit.pk}.{row.number}",
        row.get_kind_display(),
        plain(row.amount),
        credit.unit,
        row.reason,
        row.by.display_name if row.by else "",
        row.sha256,
    ]
