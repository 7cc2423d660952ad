"""Rules: the records a program has written down, and those of the states."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.credits import policy
from assay.credits.facts import rules_of_licenses
from assay.credits.models import ProgramRule
from assay.credits.pay import money_text
from assay.credits.program_rules import record_in, rules_in_hand
from assay.credits.rules import words
from assay.credits.rules.nouns import plain
from assay.lib.clock import today
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ORDERS = {
    "rule": ("rule", "-since", "pk"),
    "since": ("since", "rule", "pk"),
    "added": ("added_at", "pk"),
}


@only_for(policy.keeps_rules)
@require_safe
@rules_in_hand()
def rules(request: SignedInRequest) -> HttpResponseBase:
    """Records of the programs one looks after, and the states' rules; each leads to its own page."""
    may_add = [
        one for one in policy.programs_of(request.user) if policy.can_add_rule(request.user, one)
    ]
    query = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "rule")
    rows = ProgramRule.objects.kept_at(policy.programs_of(request.user))
    rows = rows.filter(text__icontains=query) if query else rows
    rows = rows.select_related("organization", "added_by").order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("rules", _columns(), map(_as_line, in_parts(rows, _say)))
    page = page_of(rows, request)
    _say(list(page))
    columns = zip(_columns()[:-2], ("rule", "", "", "since", "", "added"), strict=True)
    context = {
        "may_add": bool(may_add),
        "of_licenses": [] if query or request.GET.get("page") else rules_of_licenses(today()),
        "page": page,
        "words": query,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "credits/rules.html", context)


def _say(rows: list[Any]) -> None:
    day = today()
    for row in rows:
        rule = row.found = record_in(row.text)
        row.worth_text = f"{plain(rule.amount)} {words.unit(rule.unit, rule.amount)}"
        row.money_text = money_text(rule, rule.amount)
        row.purpose_text = words.purpose(rule.purpose)
        row.is_to_come = rule.since > day
        row.is_over = rule.until is not None and rule.until < day


def _columns() -> list[str]:
    return [
        _("Rule"),
        _("For"),
        _("Each badge"),
        _("First day"),
        _("Last day"),
        _("Written down"),
        _("Program"),
        "SHA-256",
    ]


def _as_line(row: Any) -> list[object]:
    rule = row.found
    until = rule.until.isoformat() if rule.until else ""
    worth = f"{row.worth_text}, {row.money_text}" if row.money_text else row.worth_text
    days = (rule.since.isoformat(), until, row.added_at)
    return [rule.name, row.purpose_text, worth, *days, row.organization.name, row.sha256]
