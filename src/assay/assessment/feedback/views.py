"""The sample of feedback: a lead's ten of the week, one of them, and the notes that assessors get."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.feedback import actions
from assay.assessment.feedback.actions import DAYS, MOST_WORDS, week_of
from assay.assessment.models import FeedbackCheck, FeedbackFault
from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "week": ("week", "-place"),
    "submission": ("sheet__assignment__evaluation__submission__public_id",),
}
_SUBMISSION = "sheet__assignment__evaluation__submission"


@only_for(policy.is_lead)
@require_safe
def sample(request: SignedInRequest) -> HttpResponseBase:
    """The sheets a lead has drawn: those to read, or all."""
    mine = FeedbackCheck.objects.visible_to(request.user)
    is_all = request.GET.get("show") == "all"
    sorting = sorting_of(request.GET, tuple(ORDERS), "-week")
    rows = _shown(mine if is_all else mine.open()).order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        lines = map(_line, in_parts(rows, _say))
        return spreadsheet("feedback", _file_headings(), lines)
    page = page_of(rows, request)
    _say(list(page))
    to_check = counted(mine.open())
    context = {
        "page": page,
        "is_all": is_all,
        "to_check": to_check,
        "drawn": mine.filter(week=week_of(today())).exists(),
        "days": DAYS,
        "most": FeedbackCheck.MOST,
        "tabs": [
            {"label": _("To read"), "url": "?", "current": not is_all, "count": to_check},
            {"label": _("All you have drawn"), "url": "?show=all", "current": is_all},
        ],
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Week of"), "week"),
            (_("What you found"), ""),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/feedback_sample.html", context)


@only_for(policy.is_lead)
@require_POST
def drawing(request: SignedInRequest) -> HttpResponse:
    rows = actions.draw_feedback(by=request.user)
    messages.success(request, _("Drawn at random. Here is the first."))
    return redirect("assessment:feedback_check", rows[0].pk)


@only_for(policy.is_lead)
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sheet's words, criterion by criterion, without whose they are."""
    rows = FeedbackCheck.objects.visible_to(request.user)
    row = get_object_or_404(_with_sheet(rows), pk=pk)
    if not policy.can_check_feedback(request.user, row):
        return redirect("assessment:feedback_sample")
    refusal: BadInput | None = None
    if request.method == "POST":
        sent = _sent(request, row)
        try:
            actions.check_feedback(
                row, faults=sent, note=request.POST.get("note", ""), by=request.user
            )
        except BadInput as e:
            refusal = e
        else:
            return _on_to_the_next(request)
    context = {
        "row": row,
        "version": row.sheet.assignment.evaluation.submission.version,
        "criteria": _criteria(row, _sent(request, row) if refusal else row.faults),
        "faults": FeedbackFault.choices,
        "note": request.POST.get("note", "") if refusal else row.note,
        "refusal": refusal,
        "most": MOST_WORDS,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/feedback_check.html", context, status=status)


def _on_to_the_next(request: SignedInRequest) -> HttpResponse:
    following = FeedbackCheck.objects.visible_to(request.user).open().first()
    if following is None:
        messages.success(request, _("That was the last one of your sample."))
        return redirect("assessment:feedback_sample")
    messages.success(request, _("Saved. Here is the next one."))
    return redirect("assessment:feedback_check", following.pk)


@only_for(policy.is_assessor)
@require_safe
def notes(request: SignedInRequest) -> HttpResponse:
    """What leads wrote to an assessor about their feedback, newest first."""
    rows = FeedbackCheck.objects.notes_to(request.user).order_by("-checked_at", "-pk")
    page = page_of(_with_sheet(rows), request)
    shown = [
        {
            "row": row,
            "version": row.sheet.assignment.evaluation.submission.version,
            "criteria": [item for item in _criteria(row, row.faults) if item["found"]],
        }
        for row in page
    ]
    context = {"page": page, "notes": shown}
    return render(request, "assessment/feedback_notes.html", context)


@only_for(policy.is_assessor)
@require_POST
def reading_note(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FeedbackCheck.objects.notes_to(request.user), pk=pk)
    actions.read_feedback_note(row, by=request.user)
    return redirect("assessment:feedback_notes")


def _with_sheet(rows: QuerySet[FeedbackCheck]) -> QuerySet[FeedbackCheck]:
    return rows.select_related(
        "lead", f"{_SUBMISSION}__version__micro_credential__issuer", f"{_SUBMISSION}__start"
    ).defer(f"{_SUBMISSION}__manifest")


def _criteria(row: FeedbackCheck, faults: dict[str, list[str]]) -> list[dict[str, Any]]:
    """What the sheet says on each criterion it judges, with the faults that are marked."""
    sheet = row.sheet
    labels = dict(FeedbackFault.choices)
    return [
        {
            "id": criterion.id,
            "title": criterion.title,
            "level": sheet.levels[criterion.id],
            "said": sheet.feedback.get(criterion.id, {}),
            "faults": faults.get(criterion.id, []),
            "found": [labels[kind] for kind in faults.get(criterion.id, []) if kind in labels],
        }
        for criterion in sheet.assignment.evaluation.submission.version.content.criteria
        if criterion.id in sheet.levels
    ]


def _sent(request: SignedInRequest, row: FeedbackCheck) -> dict[str, list[str]]:
    criteria = row.sheet.assignment.evaluation.submission.version.content.criteria
    return {c.id: request.POST.getlist(f"fault-{c.id}")[:5] for c in criteria}


def _shown(rows: QuerySet[FeedbackCheck]) -> QuerySet[FeedbackCheck, Any]:
    return rows.values(
        "pk",
        "week",
        "place",
        "checked_at",
        "note",
        "faults",
        public_id=F(f"{_SUBMISSION}__public_id"),
        title=F(f"{_SUBMISSION}__version__title"),
        number=F(f"{_SUBMISSION}__version__number"),
        language=F(f"{_SUBMISSION}__version__language"),
    )


def _say(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["found"] = (
            ""
            if row["checked_at"] is None
            else _("A note to the assessor")
            if row["note"]
            else _("Good")
        )


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Week of"),
        _("What you found"),
        *(str(label) for _value, label in FeedbackFault.choices),
        _("Checked on"),
    ]


def _line(row: dict[str, Any]) -> list[object]:
    kinds = [kind for found in row["faults"].values() for kind in found]
    checked = row["checked_at"]
    return [
        row["public_id"],
        row["title"],
        row["number"],
        row["week"].isoformat(),
        row["found"],
        *(kinds.count(value) for value in FeedbackFault.values),
        local_date(checked).isoformat() if checked else "",
    ]
