"""Approvals from outside: what a program's micro-credentials count by, kept by its credit coordinator."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceField, ModelChoiceIteratorValue
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.catalog.models import MicroCredential
from assay.credits import actions, policy
from assay.credits.facts import rule_named
from assay.credits.forms import ApprovalForm
from assay.credits.models import Approved, CreditApproval, CreditApprovalQuerySet
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import plain
from assay.credits.rules.words import category, part
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.ui.fields import show_refusal
from assay.ui.paging import Ordered, as_file, headings, in_parts, sorting_of

ORDERS = {
    "until": ("last", "pk"),
    "number": ("number", "pk"),
    "title": ("micro_credential__current__title", "pk"),
}


@only_for(policy.keeps_approvals)
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def approvals(request: SignedInRequest) -> HttpResponseBase:
    """Those of the programs one looks after, and the form for a new one."""
    form = ApprovalForm(request.POST or None, by=request.user)
    _offer(form, policy.programs_of(request.user))
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        try:
            actions.add_approval(
                sent.pop("organization"),
                sent.pop("rule"),
                sent.pop("what"),
                by=request.user,
                **sent,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. It counts from its first day."))
            return redirect("credits:approvals")
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-until")
    paths = [place.path for place in policy.programs_of(request.user)]
    rows: Listed[CreditApproval] | CreditApprovalQuerySet = _LIST.listed(sorting, paths)
    if words:
        rows = _kept(paths).naming(words).order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("approvals", _columns(), map(_as_line, in_parts(rows, _say)))
    page = page_of(rows, request)
    _say(list(page))
    columns = zip(_columns(), ("title", "", "number", "", "", "", "until"), strict=False)
    context = {
        "form": form,
        "page": page,
        "words": words,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "credits/approvals.html", context, status=422 if form.errors else 200)


@only_for(policy.keeps_approvals)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_mine(request), pk=pk)
    actions.end_approval(row, by=request.user)
    messages.success(request, _("Ended. Nothing counts by it from now on."))
    return redirect("credits:approvals")


def _offer(form: ApprovalForm, places: Sequence[Organization]) -> None:
    """Fill the lists that one chooses of, from what is at hand and by one prepared question."""
    own, which = form.fields["organization"], form.fields["micro_credential"]
    if isinstance(own, ModelChoiceField) and isinstance(which, ModelChoiceField):
        own.choices = [(place.pk, place.name) for place in places]
        rows = _offered([place.path for place in places])
        titles = [
            (ModelChoiceIteratorValue(row.pk, row), which.label_from_instance(row)) for row in rows
        ]
        which.choices = [("", which.empty_label), *titles]


@prepared
def _offered(paths: Sequence[str]) -> QuerySet[MicroCredential]:
    """What these programs and whoever stands below them issue, by the titles of now."""
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(issuer__path__startswith=path)
    rows = MicroCredential.objects.filter(wanted, current__isnull=False).select_related("current")
    return rows.defer("current__data").order_by("current__title", "pk")


def _kept(paths: Sequence[str]) -> CreditApprovalQuerySet:
    rows = CreditApproval.objects.under(paths).current()
    rows = rows.select_related("micro_credential__current", "organization")
    return rows.defer("micro_credential__current__data")


_LIST = Ordered(_kept, **ORDERS)


def _mine(request: SignedInRequest) -> CreditApprovalQuerySet:
    return CreditApproval.objects.visible_to(request.user, policy.programs_of(request.user))


def _say(rows: list[Any]) -> None:
    day = today()
    for row in rows:
        rule = rule_named(row.rule)
        row.rule_name = rule.name if rule else row.rule
        row.what_text = Approved(row.what).label
        row.category_text = category(row.category) if row.category else ""
        row.part_text = part(row.part) if row.part else ""
        row.hours_text = plain(row.hours) if row.hours is not None else ""
        row.is_over, row.is_to_come = row.last < day, row.first > day


def _columns() -> list[str]:
    return [
        _("Micro-credential"),
        _("Rule"),
        _("Number"),
        _("Hours"),
        _("Category"),
        _("First day"),
        _("Last day"),
        _("Part of the program"),
    ]


def _as_line(row: Any) -> list[object]:
    title = row.micro_credential.current.title if row.micro_credential else ""
    days = (row.first.isoformat(), row.last.isoformat())
    return [
        title,
        row.rule_name,
        row.number,
        row.hours_text,
        row.category_text,
        *days,
        row.part_text,
    ]
