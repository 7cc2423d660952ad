"""The approver's desk: decisions that wait, one in detail, and several clean ones at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions, outcomes
from assay.assessment.judging.actions.overriding import MOST_REASON, OTHER
from assay.assessment.judging.actions.releasing import is_clean
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import (
    Assignment,
    AssignmentStatus,
    Decision,
    Evaluation,
    Release,
    Screening,
    Slot,
    Status,
)
from assay.assessment.words import days_late, double_word, settled_word
from assay.lib.clock import today
from assay.lib.counts import Counted, Listed, counted
from assay.lib.errors import BadInput
from assay.lib.http import address_of, page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import ClosedEverywhere
from assay.ui.paging import Ordered, Sorting, as_file, headings, in_parts, sorting_of

OUTCOMES = ("earned", "not_yet")
ORDERS = {
    "promised": ("due_on", "pk"),
    "submission": ("submission__public_id",),
    "recommended": ("decision__outcome", "due_on", "pk"),
}


@only_for(policy.is_approver)
@require_safe
def release(request: SignedInRequest) -> HttpResponseBase:
    """Decisions that wait, the most pressing first."""
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    me, day, closed = request.user, today(), ClosedEverywhere()
    paths = [place.path for place in me.organizations_as(*policy.APPROVERS)]
    sorting = sorting_of(request.GET, tuple(ORDERS), "promised")
    rows = _listed(outcome, sorting, paths, me)

    def say(part: list[Any]) -> None:
        for row in part:
            row.clean = is_clean(row)
            row.own = any(a.assessor_id == me.pk for a in row.assignments.all() if a.is_live)
            row.checked = policy.has_screened(me, row)
            row.settled_word = settled_word(row.decision.settled_by)
            row.url = address_of("assessment:release_detail", row.public_id)
            row.days_late, row.late_text = days_late(row.due_on, day, closed.of(row.issuer))

    if request.GET.get("file") == "csv":
        return spreadsheet("to-release", _file_headings(), map(_line, in_parts(rows, say)))
    page = page_of(rows, request)
    say(list(page))
    counts = {
        name: Counted(page.paginator.count)
        if name == outcome
        else counted(_listed(name, Sorting("promised"), paths, me))
        for name in ("", *OUTCOMES)
    }
    context = {
        "page": page,
        "counts": _numbers(counts, outcome),
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Recommended"), "recommended"),
            (_("Settled by"), ""),
            (_("Promised"), "promised"),
            (_("Issues"), ""),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/release.html", context)


def _listed(
    outcome: str, sorting: Sorting, paths: Sequence[str], person: Person
) -> Listed[Evaluation]:
    if outcome:
        return WAITING_WITH.listed(sorting, paths, person, outcome)
    return WAITING.listed(sorting, paths, person)


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Recommended"),
        _("Settled by"),
        _("Promised"),
        _("Business days late"),
        _("Issues"),
    ]


def _line(row: Any) -> list[object]:
    version = row.submission.version
    return [
        row.public_id,
        version.title,
        version.marked_number,
        row.decision.get_outcome_display(),
        row.settled_word,
        row.due_on.isoformat(),
        row.days_late,
        _("No issues") if row.clean else _("Needs review"),
    ]


def _numbers(counts: dict[str, Counted], outcome: str) -> list[dict[str, Any]]:
    labels = {"": _("All waiting"), "earned": _("Earned"), "not_yet": _("Not yet")}
    notes = {"": "", "earned": _("recommended"), "not_yet": _("recommended")}
    return [
        {
            "label": label,
            "url": f"?outcome={name}" if name else "?",
            "is_current": name == outcome,
            "note": notes[name],
            "count": counts[name],
        }
        for name, label in labels.items()
    ]


def _waiting(paths: Sequence[str], person: Person) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.all().released_from(paths, person)
    return _shown(rows.filter(status=Status.AWAITING_RELEASE))


def _waiting_with(paths: Sequence[str], person: Person, outcome: str) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.all().released_from(paths, person)
    return _shown(rows.filter(status=Status.AWAITING_RELEASE, decision__outcome=outcome))


def _shown(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """What a row of the desk shows, and what decides whether it is clean."""
    sheets = Assignment.objects.select_related("sheet").only(
        "evaluation", "assessor", "status", "sheet__note_to_approver"
    )
    rows = rows.select_related("submission__version", "decision").only(
        "status",
        "due_on",
        "unconfirmed_at",
        "submission__public_id",
        "submission__version__title",
        "submission__version__language",
        "submission__version__number",
        "submission__version__status",
        "decision__outcome",
        "decision__settled_by",
    )
    rows = rows.annotate(issuer=F("submission__version__micro_credential__issuer"))
    return rows.prefetch_related(
        Prefetch("assignments", sheets),
        Prefetch("releases", Release.objects.only("evaluation", "released")),
        Prefetch("screenings", Screening.objects.only("evaluation", "by")),
    )


WAITING, WAITING_WITH = Ordered(_waiting, **ORDERS), Ordered(_waiting_with, **ORDERS)


@login_required
@require_safe
def detail(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The recommendation with both sheets, the notes to the approver, and the two ways on."""
    return _page(request, _mine(request, public_id))


def _mine(request: SignedInRequest, public_id: str) -> Evaluation:
    return evaluation_for(Evaluation.objects.released_by(request.user), public_id)


def _page(
    request: SignedInRequest,
    evaluation: Evaluation,
    *,
    refusal: BadInput | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    submission = evaluation.submission
    content, carried = submission.version.content, evaluation.carried
    waiting = evaluation.status == Status.AWAITING_RELEASE
    may = waiting and policy.can_release(request.user, evaluation)
    decision = getattr(evaluation, "decision", None) if waiting else None
    standing = [a for a in evaluation.assignments.all() if a.status == AssignmentStatus.SCORED]
    found = outcomes.outcome_of(content, decision.levels, carried) if decision else None
    context = {
        "evaluation": evaluation,
        "submission": submission,
        "version": submission.version,
        "decision": decision,
        "may": may,
        "barred": policy.why_not_release(request.user, evaluation),
        "clean": waiting and is_clean(evaluation),
        "evidence": evidence_of(submission) if may else None,
        "refusal": refusal,
        "refused_return": refusal is not None and refused == "return",
        "refused_override": refusal is not None and refused == "override",
        "may_override": may and policy.can_override(request.user, evaluation),
        "other": _other(decision),
        "most_reason": MOST_REASON,
        "sent": request.POST,
        "sent_criteria": request.POST.getlist("criteria"),
        "because": outcomes.explain(content, found, carried) if found else "",
        "settled": settled_word(decision.settled_by) if decision else "",
        "double": double_word(evaluation.why_double) if evaluation.why_double else "",
        "rows": _rows(content, carried, decision, standing) if decision and may else [],
        "columns": [a.slot for a in sorted(standing, key=lambda a: a.slot)],
        "notes": [a.sheet.note_to_approver for a in standing if a.sheet.note_to_approver.strip()]
        if may
        else [],
        "reason": next((a.sheet.reason for a in standing if a.slot == Slot.ADJUDICATION), "")
        if may
        else "",
        "returns": [row for row in evaluation.releases.all() if not row.released] if may else [],
    }
    return render(request, "assessment/release_detail.html", context, status=status)


def _other(decision: Decision | None) -> dict[str, str] | None:
    """The outcome that the rule did not come to."""
    if decision is None:
        return None
    value = OTHER[decision.outcome]
    labels = {"earned": _("Earned"), "not_yet": _("Not yet")}
    return {"value": value, "label": labels[value]}


def _rows(
    content: Any, carried: dict[str, str], decision: Any, standing: Any
) -> list[dict[str, Any]]:
    sides = sorted(standing, key=lambda a: a.slot)
    sheets = [a.sheet for a in sides]
    return [
        {
            "criterion": c,
            "kept": c.id in carried,
            "level": decision.levels.get(c.id, ""),
            "said": decision.feedback.get(c.id, {}),
            "sides": [(a.slot, a.sheet.levels.get(c.id, "")) for a in sides],
            "differ": len({s.levels[c.id] for s in sheets if c.id in s.levels}) > 1,
        }
        for c in content.criteria
    ]


@login_required
@require_POST
def releasing(request: SignedInRequest, public_id: str) -> HttpResponse:
    evaluation = _mine(request, public_id)
    actions.release(evaluation, note=request.POST.get("note", ""), by=request.user)
    messages.success(request, _("Released. The learner can read it now."))
    return redirect("assessment:release")


@login_required
@require_POST
def returning(request: SignedInRequest, public_id: str) -> HttpResponse:
    evaluation = _mine(request, public_id)
    try:
        actions.send_back(evaluation, request.POST.get("note", ""), by=request.user)
    except BadInput as e:
        return _page(request, evaluation, refusal=e, refused="return", status=e.status)
    messages.success(request, _("It is back with the assessors. Only they see your note."))
    return redirect("assessment:release")


@login_required
@require_POST
def overriding(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The other outcome than the rule's, with a reason for the learner."""
    evaluation = _mine(request, public_id)
    try:
        actions.override(
            evaluation,
            request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
            criteria=request.POST.getlist("criteria")[:50],
            by=request.user,
        )
    except BadInput as e:
        return _page(request, evaluation, refusal=e, refused="override", status=e.status)
    messages.success(request, _("Released with your reason. The learner can read it now."))
    return redirect("assessment:release")


@only_for(policy.is_approver)
@require_POST
def many(request: SignedInRequest) -> HttpResponse:
    """Several clean ones in one go."""
    chosen = Evaluation.objects.released_by(request.user).filter(
        submission__public_id__in=request.POST.getlist("submission")[:100]
    )
    rows = (
        chosen.with_version()
        .select_related("decision")
        .prefetch_related("assignments__sheet", "releases", "screenings")
    )
    done, left = actions.release_clean(rows, by=request.user)
    messages.success(request, ngettext("%(n)d released.", "%(n)d released.", done) % {"n": done})
    if left:
        messages.warning(
            request, _("These need a closer look first: %(ids)s.") % {"ids": ", ".join(left)}
        )
    return redirect("assessment:release")
