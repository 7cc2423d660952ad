"""Closed days: those to come, those that are over, and closing more."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program import actions, policy
from assay.program.forms import PeriodForm
from assay.program.models import ClosedPeriod
from assay.ui.fields import show_refusal


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    may = policy.can_set_rules(request.user)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_period(
                form.cleaned_data["first_on"], form.cleaned_data["last_on"], by=request.user
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. No time runs on these days."))
            return redirect("program:calendar")
    rows = ClosedPeriod.objects.select_related("set_by").order_by("-first_on")
    context = {
        "names": policy.can_read_setters(request.user),
        "page_obj": page_of(rows, request),
        "day": today(),
        "form": form if may else None,
    }
    return render(request, "program/calendar.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_POST
def open_again(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.open_period(get_object_or_404(ClosedPeriod, pk=pk), by=request.user)
    messages.success(request, _("These days are open again."))
    return redirect("program:calendar")


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    rows = ClosedPeriod.objects.select_related("set_by").order_by("first_on")
    names = policy.can_read_setters(request.user)
    lines = (
        (row.first_on, row.last_on, row.set_by if names and row.set_by else "")
        for row in rows.iterator()
    )
    return spreadsheet("calendar", (_("First day"), _("Last day"), _("Closed by")), lines)
