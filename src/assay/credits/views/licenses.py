"""One's own licenses: what each needs, what one's badges come to, and what is still open."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credits import actions
from assay.credits.facts import earned_by
from assay.credits.forms import LicenseForm
from assay.credits.models import License
from assay.credits.planner import Plan, plan_of
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal

_FIELDS = ("kind", "name_on_license", "identifier", "has_plan", "first", "last")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def licenses(request: SignedInRequest) -> HttpResponseBase:
    """Every license with its plan, those that end first on top, and the form for another."""
    me = request.user
    form = LicenseForm(request.POST or None, person=me)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_license(me, by=me, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your license is here now. Only you see it."))
            return redirect("credits:licenses")
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
def license_(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change one's license, or remove it."""
    row = get_object_or_404(License.objects.visible_to(request.user).kept(), pk=pk)
    form = LicenseForm(request.POST or None, person=request.user, license_=row)
    if request.method == "POST" and form.is_valid():
        try:
            sent: dict[str, Any] = {name: form.cleaned_data[name] for name in _FIELDS}
            actions.change_license(row, by=request.user, **sent)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("credits:licenses")
    plan = plan_of(row, [])
    context = {"license": row, "plan": plan, "form": form}
    return render(request, "credits/license.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(License.objects.visible_to(request.user), pk=pk)
    actions.remove_license(row, by=request.user)
    messages.success(request, _("Removed. Your badges stay as they are."))
    return redirect("credits:licenses")


def _plans(request: SignedInRequest) -> list[Plan]:
    rows = list(License.objects.visible_to(request.user).kept())
    earned = earned_by(request.user) if rows else []
    return [plan for row in rows if (plan := plan_of(row, earned)) is not None]


def _of_file() -> list[str]:
    return [_("License"), _("Badge"), _("Earned on"), _("Counts"), _("Unit"), _("Why")]


def _lines(plans: list[Plan]) -> Iterator[list[object]]:
    for plan in plans:
        for told in plan.told:
            why = " ".join((*told.sentences, *told.flags))
            day = told.ended_on.isoformat()
            yield [plan.rule.name, told.title, day, told.amount, plan.unit, why]
