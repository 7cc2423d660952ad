"""A learner's yes or no to proposed credit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.credits import actions
from assay.credits.models import Credit
from assay.credits.rules.nouns import Approver
from assay.people.http import SignedInRequest


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


def _back(credit: Credit) -> HttpResponse:
    """To the page of what it is for."""
    if credit.license_id is None:
        return redirect("credits:pay")
    return redirect("credits:license", credit.license_id)


def _own(request: SignedInRequest, pk: int) -> Credit:
    return get_object_or_404(Credit.objects.visible_to(request.user), pk=pk)
