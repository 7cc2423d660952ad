"""A learner's yes or no to proposed credit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credits import actions
from assay.credits.facts import rule_named
from assay.credits.forms import ReportForm
from assay.credits.models import Credit
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import Approver
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal


@login_required
@require_POST
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    credit = _own(request, pk)
    actions.claim(credit, by=request.user)
    if credit.approver == Approver.SELF:
        messages.success(request, _("Taken. Under this rule you report it yourself."))
    else:
        messages.success(request, _("Taken. Your credit coordinator sees it now."))
    return _back(credit)


@login_required
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    credit = _own(request, pk)
    actions.decline(credit, by=request.user)
    messages.success(request, _("Declined. Your badge stays as it is."))
    return _back(credit)


@login_required
@require_POST
def taking_up(request: SignedInRequest, pk: int) -> HttpResponse:
    credit = _own(request, pk)
    actions.take_up(credit, by=request.user)
    messages.success(request, _("It is proposed again."))
    return _back(credit)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def reporting(request: SignedInRequest, pk: int) -> HttpResponse:
    """On which day one entered it with the state, where that is one's own to do."""
    credit = _own(request, pk)
    form = ReportForm(request.POST or None, initial={"reported_on": credit.reported_on or today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(credit, form.cleaned_data["reported_on"], by=request.user)
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return _back(credit)
    context = {"credit": credit, "rule": rule_named(credit.rule), "form": form}
    status = 422 if form.errors else 200
    return render(request, "credits/report.html", context, status=status)


def _back(credit: Credit) -> HttpResponse:
    """To the page of what it is for."""
    if credit.license_id is None:
        return redirect("credits:pay")
    return redirect("credits:license", credit.license_id)


def _own(request: SignedInRequest, pk: int) -> Credit:
    rows = Credit.objects.visible_to(request.user).select_related("award__version")
    return get_object_or_404(rows, pk=pk)
