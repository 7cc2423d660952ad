"""Who began before a program could count, for the coordinator of credit; and one press that writes to each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assay.credits import actions, policy
from assay.credits.lead_time import days_of, missed, rules_with_lead_time, told_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import Rule
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ORDERS = {
    "earned": ("earned_on", "pk"),
    "learner": ("person__display_name", "pk"),
    "title": ("version__title", "pk"),
}


@only_for(policy.keeps_credit)
@require_safe
@rules_in_hand()
def lead_time(request: SignedInRequest) -> HttpResponseBase:
    """Badges of one's programs that began too early for one rule, the last earned first."""
    places = policy.credit_programs_of(request.user)
    paths = [place.path for place in places]
    rules = rules_with_lead_time(paths)
    rule = _chosen(rules, request.GET.get("rule", ""))
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-earned")
    rows = missed(paths, rule).order_by(*sorting.fields(ORDERS)) if rule else None
    for word in words.split()[:8] if rows is not None else ():
        found = Q(person__display_name__icontains=word) | Q(version__title__icontains=word)
        rows = rows.filter(found) if rows is not None else None

    def say(part: Sequence[Any]) -> None:
        told = told_of(part)
        for row in part:
            row.counts_from = row.approved_on + timedelta(days=days_of(rule) if rule else 0)
            row.told_at = told.get(str(row.pk))

    if rows is not None and request.GET.get("file") == "csv":
        return spreadsheet("lead-time", _columns(), map(_as_line, in_parts(rows, say)))
    page = page_of(rows if rows is not None else [], request)
    say(list(page))
    columns = zip(_columns(), ("learner", "title", "", "", "", "earned", ""), strict=True)
    context = {
        "page": page,
        "rule": rule,
        "rules": rules,
        "days": days_of(rule) if rule else 0,
        "words": words,
        "places": places,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "credits/lead_time.html", context)


@only_for(policy.keeps_credit)
@require_POST
@rules_in_hand()
def telling(request: SignedInRequest) -> HttpResponse:
    """Write to each on the list of one program who was not written to yet."""
    places = policy.credit_programs_of(request.user)
    mine = Organization.objects.filter(pk__in=[place.pk for place in places])
    place = get_object_or_404(mine, pk=whole_number(request.POST.get("organization")))
    rules = rules_with_lead_time([place.path])
    rule = _chosen(rules, request.POST.get("rule", ""))
    if rule is not None:
        n = actions.tell_of_lead_time(place, rule, by=request.user)
        said = ngettext("%(n)d person is written to.", "%(n)d people are written to.", n) % {"n": n}
        messages.success(request, said)
    return redirect("credits:lead-time")


def _chosen(rules: Sequence[Rule], name: str) -> Rule | None:
    return next((one for one in rules if one.id == name), rules[0] if rules else None)


def _columns() -> list[str]:
    return [
        _("Learner"),
        _("Micro-credential"),
        _("Number"),
        _("Began"),
        _("Counts from"),
        _("Earned on"),
        _("Written to"),
    ]


def _as_line(row: Any) -> list[object]:
    days = (row.began_on, row.counts_from, row.earned_on)
    told = row.told_at or ""
    name, title = row.person.display_name, row.version.title
    return [name, title, row.program, *(day.isoformat() for day in days), told]
