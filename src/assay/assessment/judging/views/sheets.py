"""An assessor's sheet: the next one, saved as it grows, handed over, stepped back from, taken again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.attempts import EarlierAttempt, attempt_before
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.forms import Sheet, in_fields, sheet_from
from assay.assessment.judging.views.finding import assignment_for, assignment_to_save
from assay.assessment.judging.views.sheet_page import Subject, sheet_context, written_late
from assay.assessment.models import (
    Assignment,
    AssignmentStatus,
    LateSheet,
    Reopening,
    Slot,
)
from assay.lib.errors import Refusal, Stale
from assay.lib.http import address_of, wants_json
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.ui.http import kept_beside, newer, saved, tab_of
from assay.ui.languages import language_name


@only_for(policy.is_assessor)
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet: read, saved (with or without script) and read-only once handed over."""
    if request.method == "POST":
        return _save(request, assignment_to_save(request.user, pk))
    assignment = assignment_for(request.user, pk)
    if not hasattr(
        assignment, "sheet"
    ):  # offered, and not taken up: nothing opens through an offer
        return redirect("assessment:offered", pk)
    return _page(request, assignment, Sheet.of(assignment.sheet))


def _save(request: SignedInRequest, assignment: Assignment) -> HttpResponse:
    content = assignment.evaluation.submission.version.content
    typed = sheet_from(request.POST, content)
    try:
        stored = _store(assignment, typed, request)
    except Stale as e:
        assignment = assignment_for(request.user, assignment.pk)
        row = assignment.sheet
        if wants_json(request):
            return newer(
                request, e, stored=in_fields(row, content), revision=row.revision, at=row.saved_at
            )
        typed.revision = row.revision
        return _page(request, assignment, typed, stale=True, status=e.status)
    except Refusal as e:
        if not wants_json(request):
            assignment = assignment_for(request.user, assignment.pk)
            return _page(request, assignment, typed, refusal=e, status=e.status)
        if isinstance(e, LeaseEnded) and e.kept:
            return kept_beside(request, e)
        raise
    if wants_json(request):
        return saved(request, at=stored.saved_at, revision=stored.revision)
    return redirect("assessment:sheet", assignment.pk)


def _store(assignment: Assignment, typed: Sheet, request: SignedInRequest) -> Any:
    return actions.save_sheet(
        assignment,
        levels=typed.levels,
        feedback=typed.feedback,
        summary=typed.summary,
        notes=typed.notes,
        note_to_approver=typed.note_to_approver,
        revision=typed.revision,
        origin=tab_of(request),
        by=request.user,
    )


@login_required
@require_POST
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was sent, then hand it over; what is open comes back with everything that was typed."""
    assignment = assignment_for(request.user, pk)
    if not hasattr(assignment, "sheet"):
        return redirect("assessment:offered", pk)
    typed = sheet_from(request.POST, assignment.evaluation.submission.version.content)
    try:
        typed.revision = _store(assignment, typed, request).revision
        actions.hand_over(assignment, by=request.user)
    except Stale as e:
        assignment.sheet.refresh_from_db()
        typed.revision = assignment.sheet.revision
        return _page(request, assignment, typed, stale=True, status=e.status)
    except Refusal as e:
        return _page(request, assignment, typed, refusal=e, status=e.status)
    messages.success(request, _("Your scores are sent. Thank you."))
    return redirect("assessment:desk")


def _page(
    request: SignedInRequest,
    assignment: Assignment,
    typed: Sheet,
    *,
    refusal: Refusal | None = None,
    stale: bool = False,
    proposed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST":  # what was sent may have ended the lease
        assignment.refresh_from_db(fields=("status",))
    submission = assignment.evaluation.submission
    visible = policy.holds_lease(request.user, assignment)
    earlier = attempt_before(submission) if visible else None
    context = {
        **sheet_context(
            _subject(assignment, earlier),
            assignment.sheet,
            typed,
            by=request.user,
            may_write=policy.can_write_sheet(request.user, assignment),
            refusal=refusal,
            stale=stale,
        ),
        "assignment": assignment,
        "submission": submission,
        "is_paused": assignment.evaluation.paused_at is not None,
        "evidence": evidence_of(submission, earlier.submission if earlier else None)
        if visible
        else None,
        "late": _late(assignment),
        "may_take_again": policy.can_take_again(request.user, assignment),
        "earlier": earlier,
        "note": _private_note(assignment),
        "proposed": proposed,
    }
    return render(request, "assessment/sheet.html", context, status=status)


def _subject(assignment: Assignment, earlier: EarlierAttempt | None) -> Subject:
    submission = assignment.evaluation.submission
    return Subject(
        public_id=submission.public_id,
        version=submission.version,
        carried=assignment.evaluation.carried,
        only=assignment.only,
        attempt=submission.counted,
        language=language_name(submission.language) if submission.language else "",
        earlier=earlier,
        reopening_url=address_of("assessment:reopening", assignment.pk),
        reopenings=_reopenings(assignment),
        save_url=address_of("assessment:sheet", assignment.pk),
        hand_over_url=address_of("assessment:handover", assignment.pk),
        kept_as=f"sheet:{assignment.pk}",
        back=str(assignment.pk),
    )


def _reopenings(assignment: Assignment) -> dict[str, Reopening]:
    """What was asked about kept criteria, as far as this reader may know; one query, where there are any.

    Why somebody else asked is that reader's judgment: nobody reads it who judges beside them, nor that they asked.
    """
    evaluation = assignment.evaluation
    if not evaluation.submission.carried:
        return {}
    rows = Reopening.objects.filter(evaluation=evaluation)
    if assignment.slot != Slot.FIRST:
        rows = rows.filter(asked_by=assignment.assessor_id)
    found = {row.criterion: row for row in rows}
    for row in found.values():
        if row.asked_by_id != assignment.assessor_id:
            row.reason = ""
    return found


def _late(assignment: Assignment) -> list[dict[str, Any]]:
    """The late sheets of this writer, each with its words by criterion."""
    if assignment.status != AssignmentStatus.LAPSED:
        return []
    content = assignment.evaluation.submission.version.content
    return written_late(assignment.late_sheets.all(), content)


def _private_note(assignment: Assignment) -> str:
    """The approver's note with a sheet that came back; only while it is open again."""
    if assignment.status != AssignmentStatus.ACCEPTED or not assignment.sheet.earlier:
        return ""
    row = assignment.evaluation.releases.filter(released=False).first()
    return row.note if row else ""


@login_required
@require_POST
def reopening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was sent, then ask the lead to let a kept criterion be judged again."""
    assignment = assignment_for(request.user, pk)
    if not hasattr(assignment, "sheet"):
        return redirect("assessment:offered", pk)
    typed = sheet_from(request.POST, assignment.evaluation.submission.version.content)
    criterion = request.POST.get("criterion", "")
    reason = request.POST.get(f"reopen-{criterion}", "")
    try:
        typed.revision = _store(assignment, typed, request).revision
        actions.ask_reopening(assignment, criterion=criterion, reason=reason, by=request.user)
    except Stale as e:
        assignment.sheet.refresh_from_db()
        typed.revision = assignment.sheet.revision
        return _page(request, assignment, typed, stale=True, status=e.status)
    except Refusal as e:
        return _page(request, assignment, typed, refusal=e, status=e.status)
    messages.success(request, _("Sent to the lead assessor. Until the answer it stays kept."))
    return redirect("assessment:sheet", pk)


@login_required
@require_POST
def proposing(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sentence for everybody who scores this version, sent to its lead; refused, it comes back as typed."""
    assignment = assignment_for(request.user, pk)
    sent = {name: request.POST.get(name, "") for name in ("criterion", "level", "text")}
    try:
        actions.propose_comment(assignment, **sent, by=request.user)
    except Refusal as e:
        typed = Sheet.of(assignment.sheet)
        return _page(request, assignment, typed, refusal=e, status=e.status, proposed=sent)
    messages.success(request, _("Sent to the lead assessor."))
    return redirect("assessment:sheet", pk)


@login_required
@require_POST
def taking_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up again what ran out, with what was written late."""
    assignment = assignment_for(request.user, pk)
    late = assignment.late_sheets.filter(pk=whole_number(request.POST.get("late")) or 0).first()
    again = actions.take_again(assignment, late=late, by=request.user)
    messages.success(request, _("It is yours again, with what you wrote."))
    return redirect("assessment:sheet", again.pk)


@login_required
@require_POST
def late_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    late = get_object_or_404(
        LateSheet.objects.select_related("assignment", "reading"),
        pk=pk,
        assignment__assessor=request.user,
    )
    actions.throw_away_late(late, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("assessment:sheet", late.assignment_id)
