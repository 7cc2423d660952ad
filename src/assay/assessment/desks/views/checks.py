"""The assessor's next work and its sheet: a submission, or an anchor that goes as one until it is handed over.

One address for both. A submission is looked for first, so a check costs ordinary work nothing.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import actions, policy
from assay.assessment.judging.forms import Sheet
from assay.assessment.judging.views import evidence, sheets
from assay.assessment.models import AnchorReading, AssignmentStatus, DriftCheck
from assay.assessment.pool.views import calibrating
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person


@only_for(policy.is_assessor)
@require_POST
def next_one(request: SignedInRequest) -> HttpResponseBase:
    """A check where one is due; else the next submission."""
    check = actions.offer_check(request.user)
    if check is None:
        return sheets.next_one(request)
    actions.accept_check(check, by=request.user)
    return redirect("assessment:sheet", check.number)


def check_for(person: Person, number: int) -> DriftCheck:
    """One's own; 404 for everybody else's."""
    rows = DriftCheck.objects.all().visible_to(person).select_related("reading")
    return get_object_or_404(rows, number=number)


def reading_for(person: Person, number: int) -> AnchorReading:
    """The reading of one's own check, once it was taken."""
    check = check_for(person, number)
    if check.accepted_at is None:
        raise Http404
    rows = AnchorReading.objects.select_related("person", *calibrating.READING)
    return get_object_or_404(rows, drift_check=check)


@only_for(policy.is_assessor)
def sheet(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The sheet: read, saved and read-only once handed over."""
    try:
        return sheets.sheet(request, pk)
    except Http404:
        row = reading_for(request.user, pk)
    if row.handed_over_at is not None and request.method != "POST":
        return redirect("assessment:beside", row.pk)
    if request.method == "POST":
        return calibrating.save(request, row)
    return calibrating.page(request, row, Sheet.of(row))


@login_required
@require_POST
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand it over: of a check the expert's levels are shown at once."""
    try:
        return sheets.handover(request, pk)
    except Http404:
        return calibrating.hand_over(request, reading_for(request.user, pk))


@login_required
@require_POST
def recusal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Step back with a ground."""
    try:
        return sheets.recusal(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    actions.recuse_check(check, request.POST.get("ground", ""), by=request.user)
    messages.success(request, _("You stepped back. Someone else takes it from here."))
    return redirect("assessment:desk")


@login_required
def file(request: SignedInRequest, public_id: str, pk: int) -> HttpResponseBase:
    """One file of a submission, or of an anchor that is read as one."""
    try:
        return evidence.file(request, public_id, pk)
    except Http404:
        taken = DriftCheck.objects.all().visible_to(request.user)
        taken = taken.filter(status=AssignmentStatus.ACCEPTED, reading__anchor__public_id=public_id)
        if not taken.exists():
            raise
        return calibrating.anchor_file(request, public_id, pk)
