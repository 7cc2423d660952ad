"""Batches: what is ready to be frozen, each file as it was, and the answers to it."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment.pay.amounts import Amount
from assay.credits import actions, layouts, policy
from assay.credits.facts import rule_named
from assay.credits.models import (
    BatchRow,
    Credit,
    CreditBatch,
    CreditBatchQuerySet,
    CreditStatus,
    EntryKind,
)
from assay.credits.payroll import pay_lines_to_send, to_take_back
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import plain
from assay.lib.counts import Listed
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.ui.fields import show_refusal
from assay.ui.words import said_month


class AnswerForm(forms.Form):
    """The file that came back."""

    file = forms.FileField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy(
            "CSV in UTF-8 with the columns reference, result (accepted or rejected) and reason."
        ),
    )


@only_for(policy.keeps_credit)
@require_safe
@rules_in_hand()
def batches(request: SignedInRequest) -> HttpResponse:
    """What is approved and was not sent yet, by rule; and every batch, newest first."""
    paths = [place.path for place in policy.credit_programs_of(request.user)]
    groups = [
        {**row, "rule_name": _name(row["rule"]), "is_draft": _is_draft(row["rule"])}
        for row in _approved(paths)
    ]
    _count_what_is_asked_back(groups, paths)
    groups += _pay_for_assessing(paths)
    page: Any = page_of(Listed(_newest, paths), request)
    for row in page:
        row.rule_name = _name(row.rule)
    context = {"ready": groups, "page": page}
    return render(request, "credits/batches.html", context)


@only_for(policy.keeps_credit)
@require_POST
def freezing(request: SignedInRequest) -> HttpResponse:
    """Freeze what is approved for one program under one rule."""
    places = Organization.objects.under(
        [place.path for place in policy.credit_programs_of(request.user)]
    )
    organization = get_object_or_404(places, pk=whole_number(request.POST.get("organization")))
    rule = request.POST.get("rule", "")[:60]
    if rule == layouts.ASSESSING:
        row = actions.freeze_pay_for_assessing(organization, by=request.user)
    else:
        row = actions.freeze_batch(organization, rule, by=request.user)
    messages.success(
        request, _("The batch is frozen. Download its file, and upload it where it belongs.")
    )
    return redirect("credits:batch", row.pk)


@only_for(policy.keeps_credit)
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """One batch: its rows and its file; POST takes in the answer."""
    row: Any = get_object_or_404(_counted(_mine(request)), pk=pk)
    if request.GET.get("file") == "csv":
        return _file(row)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data["file"].read(layouts.MOST_BYTES + 1)
            done = actions.import_results(row, sent, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _told(done))
            return redirect("credits:batch", pk)
    rows = (
        BatchRow.objects.filter(batch=row)
        .select_related(
            "credit__person", "credit__award__version", "pay_line__person", "pay_line__pay_month"
        )
        .defer("batch__body", "credit__award__version__data")
    )
    page = page_of(rows.prefetch_related("credit__entries").order_by("number"), request)
    for one in page:
        one.batch = row
        _say(one)
    context = {
        "batch": row,
        "rule_name": _name(row.rule),
        "is_draft": _is_draft(row.rule),
        "page": page,
        "form": form,
    }
    return render(request, "credits/batch.html", context, status=422 if form.errors else 200)


@prepared
def _approved(paths: Sequence[str]) -> QuerySet[Any, Any]:
    """By program and rule, how much is approved and was not sent yet."""
    rows = Credit.objects.under(paths).filter(status=CreditStatus.APPROVED).order_by()
    found = rows.values("organization", "organization__name", "rule").annotate(n=Count("pk"))
    return found.order_by("rule", "organization")


@prepared
def _asked_back(paths: Sequence[str]) -> QuerySet[Credit, tuple[int, str, str]]:
    rows = to_take_back(paths).order_by("rule", "pk")
    return rows.values_list("organization", "organization__name", "rule")


@prepared
def _unsent_pay(paths: Sequence[str]) -> QuerySet[Any, Any]:
    lines = pay_lines_to_send(paths).order_by()
    found = lines.values("pay_month__payer", "pay_month__payer__name").annotate(n=Count("pk"))
    return found.order_by("pay_month__payer__name", "pay_month__payer")


@prepared
def _newest(paths: Sequence[str]) -> QuerySet[CreditBatch]:
    rows: QuerySet[CreditBatch] = _counted(CreditBatch.objects.under(paths))
    return rows.order_by("-frozen_at", "-pk")


def _mine(request: SignedInRequest) -> CreditBatchQuerySet:
    return CreditBatch.objects.kept_at(policy.credit_programs_of(request.user))


def _counted(rows: CreditBatchQuerySet) -> Any:
    return (
        rows.defer("body")
        .select_related("organization", "frozen_by")
        .annotate(
            in_it=Count("rows"),
            accepted=Count("rows", filter=Q(rows__result="accepted")),
            rejected=Count("rows", filter=Q(rows__result="rejected")),
            waiting=Count("rows", filter=Q(rows__result="")),
        )
    )


def _file(row: CreditBatch) -> HttpResponse:
    """The bytes that were frozen, whenever they are asked for."""
    response = HttpResponse(bytes(row.body), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{row}.csv"'
    return response


def _say(one: Any) -> None:
    """As this batch has it: what was sent, and what came back to it, whatever became of the credit since."""
    if one.credit is None:
        line = one.pay_line
        one.person, one.title = line.person, said_month(line.pay_month.month)
        one.amount_text = Amount.of_cents(line.amount_cents, line.currency)
        return
    one.person, one.title = one.credit.person, one.credit.award.version.title
    one.language = one.credit.award.version.language
    entries = list(one.credit.entries.all())
    if one.takes_back:
        taken_back = [e.amount for e in entries if e.kind == EntryKind.REVERSED]
        one.amount_text = plain(taken_back[-1]) if taken_back else ""
        return
    exported = (e for e in entries if e.kind == EntryKind.EXPORTED and e.at >= one.batch.frozen_at)
    sent = next(exported, entries[-1]).number
    amounts = (entry.amount for entry in entries if entry.number <= sent)
    one.amount_text = plain(sum(amounts, Decimal(0)))
    back = (e.reason for e in entries if e.kind == EntryKind.REJECTED and e.number > sent)
    one.reason = next(back, "") if one.result == layouts.REJECTED else ""


def _told(done: Any) -> str:
    accepted = ngettext("%(n)d row accepted", "%(n)d rows accepted", done.accepted)
    rejected = ngettext("%(n)d sent back", "%(n)d sent back", done.rejected)
    return _("%(accepted)s, %(rejected)s.") % {
        "accepted": accepted % {"n": done.accepted},
        "rejected": rejected % {"n": done.rejected},
    }


def _count_what_is_asked_back(groups: list[dict[str, Any]], paths: Sequence[str]) -> None:
    """Add what was paid and is withdrawn to what is ready, for its rule."""
    for (organization, name, rule), n in Counter(_asked_back(paths)).items():
        key = (organization, rule)
        group = next((g for g in groups if (g["organization"], g["rule"]) == key), None)
        if group is None:
            group = {
                "organization": organization,
                "organization__name": name,
                "rule": rule,
                "rule_name": _name(rule),
                "is_draft": False,
                "n": 0,
            }
            groups.append(group)
        group["n"] += n


def _pay_for_assessing(paths: Sequence[str]) -> list[dict[str, Any]]:
    """Lines of approved months that were not sent, by who pays them."""
    return [
        {
            "organization": row["pay_month__payer"],
            "organization__name": row["pay_month__payer__name"],
            "rule": layouts.ASSESSING,
            "rule_name": _name(layouts.ASSESSING),
            "is_draft": False,
            "n": row["n"],
        }
        for row in _unsent_pay(paths)
    ]


def _name(rule: str) -> str:
    if rule == layouts.ASSESSING:
        return _("Pay for assessing")
    found = rule_named(rule)
    return found.name if found else rule


def _is_draft(rule: str) -> bool:
    """Whether a state's own layout is still to be confirmed."""
    return rule in layouts.TO_CONFIRM
