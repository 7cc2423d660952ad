"""Badges that no approval covers: what is earned and cannot be proposed, before anybody asks why."""

from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.credentials.models import Award
from assay.credits import policy
from assay.credits.facts import rules_of_licenses
from assay.credits.models import CreditApproval
from assay.credits.rules.nouns import Rule
from assay.lib.clock import today
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.ui.paging import as_file, headings, sorting_of

#: What is approved for a badge; a plan is each person's own.
OF_BADGES = {"program", "component", "provider"}
ORDERS = {
    "title": ("title", "pk"),
    "badges": ("badges", "title", "pk"),
    "last": ("last", "title", "pk"),
}


@only_for(policy.keeps_approvals)
@require_safe
def uncovered(request: SignedInRequest) -> HttpResponseBase:
    """By micro-credential: badges of one's programs that one rule counts for nothing, for want of an approval."""
    places = policy.programs_of(request.user)
    rules = _rules_of(places)
    asked = request.GET.get("rule", "")
    rule = next((one for one in rules if one.id == asked), rules[0] if rules else None)
    sorting = sorting_of(request.GET, tuple(ORDERS), "-badges")
    rows = _rows(places, rule).order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("uncovered", _columns(), map(_as_line, rows.iterator(chunk_size=500)))
    columns = zip(_columns(), ORDERS, strict=True)
    context = {
        "page": page_of(rows, request),
        "rule": rule,
        "rules": rules,
        "headings": headings(sorting, request.GET, *columns, numbers=[_("Badges")]),
        "download": as_file(request.GET),
    }
    return render(request, "credits/uncovered.html", context)


def _rules_of(places: list[Organization]) -> list[Rule]:
    """Rules that ask for an approval of a badge, and that the programs have ever written one down for."""
    kept = CreditApproval.objects.filter(organization__in=places).order_by()
    used = set(kept.values_list("rule", flat=True).distinct())
    return [
        rule
        for rule in rules_of_licenses(today())
        if rule.id in used and OF_BADGES & {one.what for one in rule.approvals}
    ]


def _rows(places: list[Organization], rule: Rule | None) -> QuerySet[Award, Any]:
    awards = Award.objects.standing().single().issued_by(places)
    if rule is None:
        awards = awards.none()
    of_it = CreditApproval.objects.current().filter(
        Q(micro_credential=OuterRef("version__micro_credential")) | Q(micro_credential=None),
        rule=rule.id if rule else "",
        what__in=[one.what for one in rule.approvals] if rule else [],
        first__lte=OuterRef("earned_on"),
        last__gte=OuterRef("earned_on"),
    )
    rows = awards.filter(~Exists(of_it)).order_by()
    return rows.values(pk=F("version__micro_credential")).annotate(
        title=F("version__micro_credential__current__title"),
        language=F("version__micro_credential__current__language"),
        badges=Count("id"),
        last=Max("earned_on"),
    )


def _columns() -> list[str]:
    return [_("Micro-credential"), _("Badges"), _("Last one earned")]


def _as_line(row: dict[str, Any]) -> list[object]:
    return [row["title"], row["badges"], row["last"].isoformat()]
