"""Screening: the queue, and one submission beside its checklist."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.forms import reasons_from
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import (
    Attestation,
    Evaluation,
    EvaluationQuerySet,
    ScreeningDuty,
    Status,
)
from assay.assessment.words import days_late
from assay.evidence.reasons import REASONS
from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Role
from assay.program.policies import closed_periods
from assay.ui.languages import language_name
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "arrived": ("opened_at", "pk"),
    "submission": ("submission__public_id",),
    "due": ("check_due_on", "pk"),
    "promised": ("due_on", "pk"),
}
#: What the list shows: waiting, past its day, given back.
LATE = "late"
SHOWN = (Status.SCREENING, LATE, Status.INCOMPLETE)


@only_for(policy.is_screener)
@require_safe
def screening(request: SignedInRequest) -> HttpResponseBase:
    """Submissions that wait for their check, oldest first; and those given back."""
    state = request.GET.get("state", Status.SCREENING)
    state = state if state in SHOWN else Status.SCREENING
    mine, closed, day = _mine(request), closed_periods(within=None), today()
    duties = Prefetch(
        "duties", queryset=ScreeningDuty.objects.open().select_related("screener"), to_attr="taken"
    )
    sorting = sorting_of(request.GET, tuple(ORDERS), "arrived")
    rows = (
        _shown(mine, state, day)
        .with_version()
        .prefetch_related("screenings", duties)
        .order_by(*sorting.fields(ORDERS))
    )
    rows = rows.defer("submission__version__data", "submission__manifest")

    def say(part: list[Any]) -> None:
        for row in part:
            due_on = row.check_due_on if row.status == Status.SCREENING else None
            row.days_late, row.late_text = days_late(due_on, day, closed) if due_on else (0, "")
            row.with_whom = ", ".join(str(duty.screener) for duty in row.taken)

    if request.GET.get("file") == "csv":
        return spreadsheet("screening", _file_headings(), map(_line, in_parts(rows, say)))
    page = page_of(rows, request)
    say(list(page))
    context = {
        "page": page,
        "state": state,
        "counts": _numbers(mine, state, day),
        "has_duty": any(request.user.organizations_as(Role.SCREENER)),
        "leads": policy.is_lead(request.user),
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Attempt"), ""),
            (_("Arrived"), "arrived"),
            *([(_("Check by"), "due")] if state != Status.INCOMPLETE else []),
            (_("Decision promised"), "promised"),
            *([(_("With"), "")] if state != Status.INCOMPLETE else []),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/screening.html", context)


def _shown(mine: EvaluationQuerySet, state: str, day: date) -> EvaluationQuerySet:
    return mine.check_late(day) if state == LATE else mine.filter(status=state)


def _numbers(mine: EvaluationQuerySet, state: str, day: date) -> list[dict[str, Any]]:
    labels = {
        Status.SCREENING: (_("To check"), _("taken or not")),
        LATE: (_("Past their day"), _("still to be checked")),
        Status.INCOMPLETE: (_("Given back"), _("with their learners")),
    }
    return [
        {
            "count": counted(_shown(mine, status, day)),
            "label": label,
            "note": said,
            "url": f"?state={status}",
            "is_current": status == state,
        }
        for status, (label, said) in labels.items()
    ]


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Attempt"),
        _("Arrived"),
        _("Check by"),
        _("Decision promised"),
        _("Business days late"),
        _("With"),
    ]


def _line(row: Any) -> list[object]:
    submission = row.submission
    return [
        row.public_id,
        submission.version.title,
        submission.version.marked_number,
        submission.counted,
        local_date(row.opened_at).isoformat(),
        row.check_due_on.isoformat() if row.check_due_on else "",
        row.due_on.isoformat(),
        row.days_late,
        row.with_whom,
    ]


@login_required
@require_safe
def check(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Evidence beside the list of what the version asks for."""
    return _page(request, evaluation_for(_mine(request), public_id))


@login_required
@require_POST
def outcome(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Complete, or incomplete with reasons."""
    evaluation = evaluation_for(_mine(request), public_id)
    complete = request.POST.get("complete") == "yes"
    reasons = reasons_from(request.POST, evaluation.submission.version.content)
    try:
        if complete and reasons:
            raise BadInput(
                _("You ticked reasons. Press “Give it back”, or clear them and press “Complete”.")
            )
        actions.screen(
            evaluation,
            complete=complete,
            in_real_role=request.POST.get("real") == "yes",
            reasons=reasons,
            by=request.user,
        )
    except BadInput as e:
        return _page(request, evaluation, refusal=e, status=e.status)
    said = (
        _("It is on its way to the assessors.")
        if complete
        else _("It is back with its learner, with your reasons.")
    )
    messages.success(request, said)
    return redirect("assessment:screening")


@login_required
@require_POST
def duty(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take the check upon oneself, or put it back; only then is the evidence open, or closed again."""
    evaluation = evaluation_for(_mine(request), public_id)
    if request.POST.get("leave") == "yes":
        actions.leave_screening(evaluation, by=request.user)
        messages.success(request, _("Someone else can check it now."))
        return redirect("assessment:screening")
    actions.take_screening(evaluation, by=request.user)
    return redirect("assessment:check", public_id)


def _mine(request: SignedInRequest) -> EvaluationQuerySet:
    return Evaluation.objects.all().checked_by(request.user)


def _page(
    request: SignedInRequest,
    evaluation: Evaluation,
    *,
    refusal: BadInput | None = None,
    status: int = 200,
) -> HttpResponse:
    submission, may = evaluation.submission, policy.can_screen(request.user, evaluation)
    waiting = evaluation.status == Status.SCREENING
    open_ = waiting and policy.may_open(request.user, evaluation) == policy.Ground.SCREENING
    evidence = evidence_of(submission) if open_ else None
    taken = waiting and not open_ and evaluation.duties.filter(ended_at__isnull=True).exists()
    alike = list(submission.alike.select_related("other__start")[:5]) if open_ else []
    attestation = Attestation.objects.filter(evaluation=evaluation).first() if open_ else None
    ticked, lines = set(request.POST.getlist("reason")), request.POST
    context = {
        "evaluation": evaluation,
        "submission": submission,
        "version": submission.version,
        "language": language_name(submission.language) if submission.language else "",
        "evidence": evidence,
        "learner": submission.start.person if open_ else None,
        "attestation": attestation,
        "requests": attestation.requests.all() if attestation else [],
        "real": lines.get("real") == "yes",
        "alike": alike,
        "may_name": policy.can_lead(request.user, evaluation)
        and all(row.other.start.person_id != request.user.pk for row in alike),
        "may": open_,
        "barred": not may,
        "free": may and waiting and not open_ and not taken,
        "taken": taken,
        "refusal": refusal,
        "steps": [_step(e, ticked, lines) for e in evidence.exhibits] if evidence else [],
        "whole": _choices("", ticked),
        "whole_line": lines.get("line-", ""),
        "before": evaluation.screenings.filter(complete=False).first(),
    }
    return render(request, "assessment/check.html", context, status=status)


def _step(exhibit: Any, ticked: set[str], lines: Any) -> dict[str, Any]:
    ident = exhibit.step.id
    return {
        "exhibit": exhibit,
        "choices": _choices(ident, ticked),
        "line": lines.get(f"line-{ident}", ""),
        "open": any(value.startswith(f"{ident}|") for value in ticked),
    }


def _choices(step: str, ticked: set[str]) -> list[dict[str, Any]]:
    return [
        {"value": f"{step}|{code}", "label": label, "ticked": f"{step}|{code}" in ticked}
        for code, label in REASONS.items()
    ]
