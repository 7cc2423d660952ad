"""The assessor's next work and its sheet: a submission, or an anchor that goes as one until it is handed over.

One address for both. A submission is looked for first, so a check costs ordinary work nothing.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import actions, policy
from assay.assessment.judging.forms import Sheet
from assay.assessment.judging.size import Size
from assay.assessment.judging.views import evidence, offers, sheets
from assay.assessment.models import (
    Anchor,
    AnchorReading,
    AssignmentStatus,
    DriftCheck,
    LateSheet,
)
from assay.assessment.pool.views import calibrating
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.calendar import add_business_days
from assay.program.policies import AssessmentPolicy, closed_periods, in_force
from assay.ui.words import local_date


@only_for(policy.is_assessor)
@require_POST
def next_one(request: SignedInRequest) -> HttpResponseBase:
    """An offer of a check where one is due; else of the next submission."""
    check = actions.offer_check(request.user)
    return redirect("assessment:offered", check.number) if check else offers.next_one(request)


@only_for(policy.is_assessor)
@require_safe
def offered(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is offered; of both in the same words."""
    try:
        return offers.offered(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    if check.accepted_at is not None:
        return redirect("assessment:sheet", pk)
    return _offer(request, check)


@login_required
@require_POST
def acceptance(request: SignedInRequest, pk: int) -> HttpResponse:
    """No tie: it opens. A second press finds it open."""
    try:
        return offers.acceptance(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    if check.status == AssignmentStatus.OFFERED:
        try:
            actions.accept_check(check, by=request.user)
        except Refusal as e:
            return _offer(request, check_for(request.user, pk), refusal=e)
    return redirect("assessment:sheet" if check.is_open else "assessment:offered", pk)


@login_required
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not this time."""
    try:
        return offers.declining(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    actions.decline_check(check, by=request.user)
    messages.success(request, _("Someone else gets it. Nothing is held against you."))
    return redirect("assessment:desk")


def _offer(
    request: SignedInRequest, check: DriftCheck, *, refusal: Refusal | None = None
) -> HttpResponse:
    """As of a submission on its first attempt, promised for when its sheet would be due."""
    if check.reading is None:  # given back: the anchor is free again
        messages.info(
            request, _("This offer is over. It is not yours to read; someone else takes it.")
        )
        return redirect("assessment:desk")
    anchor = check.reading.anchor
    rules, offered_on = in_force(AssessmentPolicy), local_date(check.offered_at)
    open_ = check.status == AssignmentStatus.OFFERED and check.due_on >= today()
    days = rules.reassign_after_idle_business_days
    context = {
        "key": check.number,
        "held_until": check.due_on,
        "is_open": open_,
        "promised": add_business_days(offered_on, days, closed_periods(within=None)),
        "public_id": anchor.public_id,
        "attempt": 1,
        "version": anchor.version,
        "size": _size(anchor) if open_ else None,
    }
    return offers.show_offer(request, context, refusal=refusal)


def _size(anchor: Anchor) -> Size:
    files = list(anchor.files.values_list("duration_seconds", "pages"))
    return Size(
        recorded_seconds=sum(seconds or 0 for seconds, _pages in files),
        pages=sum(pages or 0 for _seconds, pages in files),
        words=sum(len(str(text).split()) for text in anchor.responses.values()),
        pieces=sum(not seconds and not pages for seconds, pages in files),
        criteria=len(anchor.version.content.criteria),
    )


def check_for(person: Person, number: int) -> DriftCheck:
    """One's own; 404 for everybody else's. One that was taken up again is the one as which it goes on."""
    rows = DriftCheck.objects.all().visible_to(person).select_related("reading__anchor__version")
    check = get_object_or_404(rows, number=number)
    while check.again_id is not None:
        check = rows.get(pk=check.again_id)
    return check


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
        check = check_for(request.user, pk)
    if check.accepted_at is None:
        return redirect("assessment:offered", pk)
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
        return offers.recusal(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    was_offered = check.status == AssignmentStatus.OFFERED
    try:
        actions.recuse_check(check, request.POST.get("ground", ""), by=request.user)
    except Refusal as e:
        if not was_offered:
            raise
        return _offer(request, check_for(request.user, pk), refusal=e)
    messages.success(request, _("You stepped back. Someone else takes it from here."))
    return offers.next_one(request) if was_offered else redirect("assessment:desk")


@login_required
@require_POST
def proposing(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sentence for everybody who scores this version, from either sheet."""
    try:
        return sheets.proposing(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    sent = {name: request.POST.get(name, "") for name in ("criterion", "level", "text")}
    try:
        actions.propose_comment_on_check(check, **sent, by=request.user)
    except Refusal as e:
        row = reading_for(request.user, pk)
        return calibrating.page(
            request, row, Sheet.of(row), refusal=e, proposed=sent, status=e.status
        )
    messages.success(request, _("Sent to the lead assessor."))
    return redirect("assessment:sheet", pk)


@login_required
@require_POST
def taking_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up again what ran out, with what was written late."""
    try:
        return sheets.taking_again(request, pk)
    except Http404:
        check = check_for(request.user, pk)
    rows = LateSheet.objects.filter(reading=check.reading_id) if check.reading_id else None
    late = rows.filter(pk=whole_number(request.POST.get("late")) or 0).first() if rows else None
    again = actions.take_check_again(check, late=late, by=request.user)
    messages.success(request, _("It is yours again, with what you wrote."))
    return redirect("assessment:sheet", again.number)


@login_required
@require_POST
def late_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete what one wrote late."""
    try:
        return sheets.late_removal(request, pk)
    except Http404:
        late = get_object_or_404(
            LateSheet.objects.select_related("reading__drift_check"),
            pk=pk,
            reading__person=request.user,
            reading__drift_check__isnull=False,
        )
    number = late.reading.drift_check.number if late.reading else 0
    actions.throw_away_late(late, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("assessment:sheet", number)


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
