"""Sentences an assessor keeps, from whichever sheet they are written on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assay.assessment.judging import actions
from assay.assessment.models import (
    Stem,
)
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest


@login_required
@require_POST
def stems(request: SignedInRequest) -> HttpResponse:
    """Keep a sentence; back to where it was written."""
    actions.add_stem(
        request.user, request.POST.get("level", ""), request.POST.get("text", ""), by=request.user
    )
    return _back(request)


@login_required
@require_POST
def stem_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.remove_stem(get_object_or_404(Stem, pk=pk, person=request.user), by=request.user)
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    """To the sheet it was written on, of a submission or an anchor."""
    kind, _dash, number = request.POST.get("sheet", "").rpartition("-")
    sheet_pk = whole_number(number)
    if sheet_pk is None:
        return redirect("assessment:desk")
    return redirect(f"assessment:{'reading' if kind == 'anchor' else 'sheet'}", sheet_pk)
