"""One's own licenses: what each needs, what has come together for it, and what is still open."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credits import actions
from assay.credits.facts import account_of, rule_of
from assay.credits.forms import ElsewhereForm, LicenseForm
from assay.credits.models import LearningElsewhere, License
from assay.credits.planner import Plan, dates_for, plan_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import plain
from assay.credits.rules.words import kinds_elsewhere
from assay.lib.errors import Refusal
from assay.lib.http import found_or_404, spreadsheet
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest
from assay.people.models import Organization, Person, Role
from assay.ui.fields import show_refusal

_FIELDS = ("kind", "name_on_license", "identifier", "has_plan", "first", "last")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def licenses(request: SignedInRequest) -> HttpResponseBase:
    """Every license with what is open, those that end first on top, and the form for another."""
    me = request.user
    form = LicenseForm(request.POST or None, person=me)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_license(me, by=me, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your license is here now. Only you see it."))
            return redirect("credits:license", row.pk)
    plans = _plans(request)
    if request.GET.get("file") == "csv":
        return spreadsheet("licenses", _of_file(), _lines(plans))
    context = {
        "plans": sorted(plans, key=lambda plan: (plan.is_over, plan.license.last)),
        "form": form,
    }
    return render(request, "credits/licenses.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def license_(request: SignedInRequest, pk: int) -> HttpResponse:
    """One license whole: what waits for one's yes, every badge with its credit, and learning elsewhere."""
    row = _own(request, pk)
    rule = rule_of(row)
    form = ElsewhereForm(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_elsewhere(row, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Entered. It is not checked and never sent."))
            return redirect("credits:license", pk)
    account = account_of(request.user)
    mine = [one for one in account.elsewhere if one.license_id == row.pk]
    names = kinds_elsewhere(rule) if rule else {}
    plan = plan_of(row, account)
    context = {
        "license": row,
        "plan": plan,
        "dates": dates_for(plan, _learns_at(request.user)) if plan else None,
        "elsewhere": [
            {"row": one, "kind": names.get(one.kind, one.kind), "number": plain(one.number)}
            for one in mine
        ],
        "form": form,
    }
    return render(request, "credits/license.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what one's license says, or remove it."""
    row = _own(request, pk)
    form = LicenseForm(request.POST or None, person=request.user, license_=row)
    if request.method == "POST" and form.is_valid():
        try:
            sent: dict[str, Any] = {name: form.cleaned_data[name] for name in _FIELDS}
            actions.change_license(row, by=request.user, **sent)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("credits:license", pk)
    context = {"license": row, "rule": rule_of(row), "form": form}
    status = 422 if form.errors else 200
    return render(request, "credits/license_change.html", context, status=status)


@login_required
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(License.objects.visible_to(request.user), pk=pk)
    actions.remove_license(row, by=request.user)
    messages.success(request, _("Removed. Your badges stay as they are."))
    return redirect("credits:licenses")


@login_required
@require_POST
def elsewhere_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = LearningElsewhere.objects.visible_to(request.user).select_related("license")
    row = get_object_or_404(rows, pk=pk)
    actions.remove_elsewhere(row, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("credits:license", row.license_id)


def _own(request: SignedInRequest, pk: int) -> License:
    return found_or_404(_kept.first(request.user, pk))


@prepared
def _kept(person: Person, pk: int) -> QuerySet[License]:
    return License.objects.visible_to(person).kept().filter(pk=pk)


@prepared
def _all_kept(person: Person) -> QuerySet[License]:
    return License.objects.visible_to(person).kept()


def _plans(request: SignedInRequest) -> list[Plan]:
    rows = _all_kept(request.user)
    if not rows:
        return []
    account = account_of(request.user)
    return [plan for row in rows if (plan := plan_of(row, account)) is not None]


def _of_file() -> list[str]:
    return [_("License"), _("Title"), _("Ended on"), _("Counts"), _("Unit"), _("State"), _("Why")]


def _lines(plans: list[Plan]) -> Iterator[list[object]]:
    for plan in plans:
        for told in plan.told:
            why = " ".join((*told.sentences, *told.flags))
            day = told.ended_on.isoformat()
            status = _("Entered by you") if told.is_elsewhere else told.status_text
            yield [plan.rule.name, told.title, day, told.amount, plan.unit, status, why]


def _learns_at(person: Person) -> Organization | None:
    """Where somebody belongs as a learner, their workplace first: what is promised there is what they reckon with."""
    places = person.organizations_as(Role.LEARNER)
    work = person.workplace
    return work.organization if work else places[0] if places else None
