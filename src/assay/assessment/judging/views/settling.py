"""Settling: both sheets side by side, without names, and a third judgment."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.assessment.judging import actions, outcomes
from assay.assessment.judging.actions.settling import beside
from assay.assessment.judging.attempts import EarlierAttempt, attempt_before
from assay.assessment.judging.comparison import compare
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.forms import Sheet, sheet_from
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import Assignment, AssignmentStatus, Evaluation, Slot, Status
from assay.assessment.words import disagreement_word
from assay.lib.errors import Refusal
from assay.lib.levels import LEVELS
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy, in_force


@login_required
def adjudication(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Both sheets side by side, without names; a third judgment below."""
    evaluation = evaluation_for(Evaluation.objects.all().led_by(request.user), public_id)
    begun = _third(evaluation, request.user)
    typed = Sheet.of(begun.sheet) if begun else Sheet()
    if request.method == "POST":
        typed = sheet_from(request.POST, evaluation.submission.version.content)
        try:
            _settle(evaluation, typed, request.POST.get("reason", ""), request.user)
        except Refusal as e:
            return _adjudication_page(request, evaluation, typed, refusal=e, status=e.status)
        messages.success(request, _("Settled. It is ready for release."))
        return redirect("assessment:lead")
    return _adjudication_page(request, evaluation, typed)


@login_required
@require_POST
def settling(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take the third judgment: from here on its evidence is open to this lead."""
    evaluation = evaluation_for(Evaluation.objects.all().led_by(request.user), public_id)
    if _third(evaluation, request.user) is None:
        actions.take_adjudication(evaluation, by=request.user)
    return redirect("assessment:adjudication", public_id)


def _settle(evaluation: Evaluation, typed: Sheet, reason: str, by: Person) -> None:
    """Take the third judgment, or go on with the one that was taken, and hand it over."""
    third = _third(evaluation, by) or actions.take_adjudication(evaluation, by=by)
    levels = {i: v for i, v in typed.levels.items() if i not in evaluation.carried}
    actions.save_sheet(
        third,
        levels=levels,
        feedback=typed.feedback,
        summary=typed.summary,
        note_to_approver=typed.note_to_approver,
        by=by,
    )
    actions.hand_over(third, reason=reason, by=by)


def _third(evaluation: Evaluation, by: Person) -> Assignment | None:
    """The third judgment this lead has begun."""
    rows = (a for a in evaluation.assignments.all() if a.slot == Slot.ADJUDICATION and a.is_open)
    return next((a for a in rows if a.assessor_id == by.pk), None)


def _adjudication_page(
    request: SignedInRequest,
    evaluation: Evaluation,
    typed: Sheet,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    submission = evaluation.submission
    content, carried = submission.version.content, evaluation.carried
    standing = (AssignmentStatus.SCORED,)
    live = [
        a
        for a in evaluation.assignments.all()
        if a.status in standing and a.slot != Slot.ADJUDICATION
    ]
    sheets = [a.sheet for a in sorted(live, key=lambda a: a.slot)]
    open_ = evaluation.status == Status.ADJUDICATION
    third = next(
        (a for a in evaluation.assignments.all() if a.slot == Slot.ADJUDICATION and a.is_open), None
    )
    may = open_ and third is not None and policy.holds_lease(request.user, third)
    earlier = attempt_before(submission) if may else None
    free = open_ and third is None and policy.can_adjudicate(request.user, evaluation)
    context = {
        "evaluation": evaluation,
        "submission": submission,
        "version": submission.version,
        "may": may,
        "free": free,
        "barred": policy.why_not_settle(request.user, evaluation),
        "settled": not open_,
        "sheet": typed,
        "refusal": refusal,
        "evidence": evidence_of(submission, earlier.submission if earlier else None)
        if may
        else None,
        "earlier": earlier,
        "rows": _sides(content, carried, sheets, typed, refusal, earlier) if may else [],
        "reason": request.POST.get("reason", third.sheet.reason if may and third else ""),
        "reasons": [],
        "rule": outcomes.rule_in_words(content),
        "summaries": [s.summary for s in sheets if s.summary] if may else [],
        "levels": LEVELS,
    }
    if may and len(sheets) == 2:
        first, second = sheets
        found = compare(
            {**first.levels, **carried},
            beside(first, second, carried),
            rule=content.rule,
            criteria=content.criteria,
            when=in_force(AssessmentPolicy).adjudicate_when,
        )
        context["reasons"] = [disagreement_word(code) for code in found.adjudicate_because]
    return render(request, "assessment/adjudication.html", context, status=status)


def _sides(
    content: Any,
    carried: dict[str, str],
    sheets: Any,
    typed: Sheet,
    refusal: Refusal | None,
    earlier: EarlierAttempt | None,
) -> list[Any]:
    """One row per criterion, those that differ first: they are why it is here."""
    fields = refusal.fields if refusal else {}
    rows = [
        {
            "criterion": c,
            "n": n,
            "kept": c.id in carried,
            "level": carried.get(c.id) or typed.levels.get(c.id, ""),
            "said": typed.feedback.get(c.id, {}),
            "level_error": fields.get(f"level-{c.id}", ""),
            "next_error": fields.get(f"next-{c.id}", ""),
            "open": True,
            "earlier": earlier.said_of(c.id) if earlier else None,
            "sides": [
                {"level": s.levels.get(c.id, ""), "said": s.feedback.get(c.id, {})} for s in sheets
            ],
            "differ": len({s.levels[c.id] for s in sheets if c.id in s.levels}) > 1,
        }
        for n, c in enumerate(content.criteria, 1)
    ]
    return sorted(rows, key=lambda row: (row["kept"], not row["differ"]))
