"""The assessor's desk: what is mine, the next one, and the sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import actions, policy
from assay.assessment.actions.calibrating import opens_on
from assay.assessment.actions.offering import NothingWaits
from assay.assessment.errors import LeaseEnded
from assay.assessment.evidence_view import evidence_of
from assay.assessment.forms import Sheet, in_fields, sheet_from
from assay.assessment.models import (
    LIVE,
    Anchor,
    Assessor,
    Assignment,
    AssignmentStatus,
    Basis,
    Calibration,
    Evaluation,
    LateSheet,
    Release,
    Slot,
    Status,
    Stem,
    counts_alone,
)
from assay.assessment.views.finding import assignment_for, assignment_to_save
from assay.assessment.views.sheet_page import Subject, sheet_context
from assay.assessment.words import days_late
from assay.assessment.work import waiting_for_a_taker
from assay.lib.clock import today
from assay.lib.counts import Counted, Listed, counted
from assay.lib.errors import Refusal, Stale
from assay.lib.http import address_of, page_of, spreadsheet, wants_json
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.calendar import Period, add_business_days
from assay.program.policies import AssessmentPolicy, AssessorPolicy, both_in_force, closed_periods
from assay.ui.http import kept_beside, newer, saved, tab_of
from assay.ui.paging import Heading, Ordered, Sorting, as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

OPEN_ORDERS = {
    "due": ("due_on", "pk"),
    "submission": ("evaluation__submission__public_id",),
    "title": ("evaluation__submission__version__title", "due_on", "pk"),
}
SCORED_ORDERS = {
    "scored": ("ended_at", "pk"),
    "submission": ("evaluation__submission__public_id",),
    "title": ("evaluation__submission__version__title", "-ended_at", "pk"),
}


@only_for(policy.is_assessor)
@require_safe
def desk(request: SignedInRequest) -> HttpResponseBase:
    """The assessor's own work: open first, then what they have scored."""
    state, me = request.GET.get("state", "open"), request.user
    is_scored = state == "scored"
    orders, default = (SCORED_ORDERS, "-scored") if is_scored else (OPEN_ORDERS, "due")
    sorting = sorting_of(request.GET, tuple(orders), default)
    open_ = OPEN.listed(Sorting("due"), me)
    rows = SCORED.listed(sorting, me) if is_scored else OPEN.listed(sorting, me)
    rules, asked = both_in_force(AssessmentPolicy, AssessorPolicy)
    closed, day = closed_periods(), today()

    def say(part: list[dict[str, Any]]) -> None:
        for row in part:
            _say_where_it_is(row)
            if not is_scored:  # what is handed over is late for nobody here
                _say_when_it_is_due(row, rules, closed, day)

    if request.GET.get("file") == "csv":
        lines = (_line(row, is_scored) for row in in_parts(rows, say))
        return spreadsheet("scored" if is_scored else "open", _file_headings(is_scored), lines)
    page = page_of(rows, request)
    say(list(page))
    may_score = _certified(me)
    for row in may_score:
        _say_how_it_is_certified(row, day)
    may_score.sort(key=lambda row: _what_to_do_first(row, asked.anchors))
    context = {
        "page": page,
        "state": state,
        "rules": rules,
        "open_count": counted(open_) if is_scored else Counted(page.paginator.count),
        "headings": _headings(request, sorting, is_scored),
        "download": as_file(request.GET),
        "certified": may_score,
        "asked": asked.anchors,
        "waiting": counted(Listed(_waiting, me, _scored_by(me))),
        "late": _written_late(me),
    }
    return render(request, "assessment/desk.html", context)


def _say_how_it_is_certified(row: dict[str, Any], day: date) -> None:
    until = row["calibrated_until"]
    row["basis_text"] = Basis(row["basis"]).label
    row["is_alone"] = counts_alone(row["calibrated_at"], until, day)
    row["is_due"] = until is not None and opens_on(until) <= day
    for name in ("anchors", "drawn", "scored"):
        row[name] = row[name] or 0


def _what_to_do_first(row: dict[str, Any], asked: int) -> int:
    """A turn under way, a renewal, what one can be certified for, what one is, and what lacks anchors."""
    if row["drawn"]:
        return 0
    if row["is_due"]:
        return 1
    if row["is_alone"]:
        return 3
    return 2 if row["anchors"] >= asked else 4


def _say_where_it_is(row: dict[str, Any]) -> None:
    row["status"] = str(Status(row["evaluation__status"]).label)
    row["scoring"] = str(Slot(row["slot"]).label)
    row["url"] = address_of("assessment:sheet", row["pk"])
    row["levels_given"] = len(row.pop("sheet__levels") or ())
    row["is_begun"] = bool(row["sheet__revision"])


def _say_when_it_is_due(
    row: dict[str, Any], rules: AssessmentPolicy, closed: list[Period], day: date
) -> None:
    row["days_late"], row["late_text"] = days_late(row["due_on"], day, closed)
    touched = local_date(row["touched_at"])
    row["goes_back_on"] = (
        None
        if row["is_begun"] or row["slot"] == Slot.ADJUDICATION
        else add_business_days(touched, rules.reassign_after_idle_business_days, closed)
    )


def _headings(request: SignedInRequest, sorting: Sorting, is_scored: bool) -> list[Heading]:
    if is_scored:
        columns = [
            (_("Submission"), "submission"),
            (_("Scores sent"), "scored"),
            (_("Reading"), ""),
            (_("Where it is now"), ""),
        ]
    else:
        columns = [
            (_("Submission"), "submission"),
            (_("Due"), "due"),
            (_("State"), ""),
            (_("Reading"), ""),
            (_("Levels"), ""),
        ]
    return headings(sorting, request.GET, *columns)


def _file_headings(is_scored: bool) -> list[str]:
    first = [_("Submission"), _("Micro-credential"), _("Version"), _("Reading"), _("Attempt")]
    if is_scored:
        return [*first, _("Scores sent"), _("Where it is now")]
    return [*first, _("Due"), _("Business days late"), _("Levels")]


def _line(row: dict[str, Any], is_scored: bool) -> list[object]:
    first = [row["public_id"], row["title"], row["number"], row["scoring"], row["attempt"]]
    if is_scored:
        ended = row["ended_at"]
        return [*first, local_date(ended).isoformat() if ended else "", row["status"]]
    return [*first, row["due_on"].isoformat(), row["days_late"], row["levels_given"]]


def _open(person: Person) -> QuerySet[Assignment, Any]:
    return _shown(Assignment.objects.visible_to(person).open())


def _scored(person: Person) -> QuerySet[Assignment, Any]:
    return _shown(Assignment.objects.visible_to(person).filter(status=AssignmentStatus.SCORED))


def _shown(rows: QuerySet[Assignment]) -> QuerySet[Assignment, Any]:
    """What a row of the desk shows."""
    returned = Release.objects.filter(evaluation=OuterRef("evaluation"), released=False)
    return rows.values(
        "pk",
        "slot",
        "due_on",
        "touched_at",
        "ended_at",
        "evaluation__status",
        "sheet__levels",
        "sheet__revision",
        attempt=F("evaluation__submission__attempt"),
        public_id=F("evaluation__submission__public_id"),
        title=F("evaluation__submission__version__title"),
        language=F("evaluation__submission__version__language"),
        number=F("evaluation__submission__version__number"),
        is_returned=Exists(returned),
    )


OPEN, SCORED = Ordered(_open, **OPEN_ORDERS), Ordered(_scored, **SCORED_ORDERS)


@prepared
def _written_late(person: Person) -> QuerySet[Assignment, Any]:
    """Leases that ended with something written, on sheet or beside it, while the submission is not decided."""
    mine = Assignment.objects.visible_to(person)
    rows = mine.filter(
        Q(late_sheets__isnull=False) | Q(sheet__revision__gt=0), status=AssignmentStatus.LAPSED
    )
    rows = rows.exclude(evaluation__status__in=(Status.RELEASED, Status.WITHDRAWN))
    rows = rows.exclude(evaluation__in=mine.filter(status__in=LIVE).values("evaluation")).distinct()
    return rows.values(
        "pk",
        public_id=F("evaluation__submission__public_id"),
        title=F("evaluation__submission__version__title"),
        language=F("evaluation__submission__version__language"),
    )


def _scored_by(person: Person) -> list[int]:
    return sorted({micro_credential for micro_credential, _major in policy.scored_by(person)})


@prepared
def _waiting(person: Person, scored: Sequence[int]) -> QuerySet[Evaluation]:
    return waiting_for_a_taker(person, scored)


@prepared
def _certified(person: Person) -> QuerySet[Assessor, Any]:
    """What they are attested for, by title, with the anchors there are and those of a turn under way."""
    rows = Assessor.objects.current().filter(person=person)
    rows = rows.filter(micro_credential__current__isnull=False)
    here = {"micro_credential": OuterRef("micro_credential"), "major": OuterRef("major")}
    there = Anchor.objects.usable().filter(
        version__micro_credential=OuterRef("micro_credential"), major=OuterRef("major")
    )
    turn = Calibration.objects.open().filter(person=OuterRef("person"), **here)
    read = turn.filter(readings__handed_over_at__isnull=False)
    return rows.order_by("micro_credential__current__title", "major").values(
        "pk",
        "major",
        "basis",
        "attested_at",
        "calibrated_at",
        "calibrated_until",
        anchors=_number(there, "version__micro_credential"),
        drawn=_number(turn, "micro_credential", "readings"),
        scored=_number(read, "micro_credential", "readings"),
        title=F("micro_credential__current__title"),
        language=F("micro_credential__current__language"),
        slug=F("micro_credential__slug"),
    )


def _number(rows: QuerySet[Any, Any], by: str, of: str = "pk") -> Subquery:
    """How many rows there are, as one value of a row that asks for them; None for none."""
    counted_ = rows.order_by().values(by).annotate(number=Count(of)).values("number")
    return Subquery(counted_, output_field=IntegerField())


@only_for(policy.is_assessor)
@require_POST
def next_one(request: SignedInRequest) -> HttpResponse:
    """Take the next one, or hear plainly that nothing waits."""
    try:
        assignment = actions.offer_next(request.user)
    except NothingWaits as e:
        messages.info(request, e.message)
        return redirect("assessment:desk")
    return redirect("assessment:sheet", assignment.pk)


@only_for(policy.is_assessor)
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet: read, saved (with or without script) and read-only once handed over."""
    if request.method == "POST":
        return _save(request, assignment_to_save(request.user, pk))
    assignment = assignment_for(request.user, pk)
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
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST":  # what was sent may have ended the lease
        assignment.refresh_from_db(fields=("status",))
    submission = assignment.evaluation.submission
    visible = policy.holds_lease(request.user, assignment)
    context = {
        **sheet_context(
            _subject(assignment),
            assignment.sheet,
            typed,
            by=request.user,
            may_write=policy.can_write_sheet(request.user, assignment),
            refusal=refusal,
            stale=stale,
        ),
        "assignment": assignment,
        "submission": submission,
        "evidence": evidence_of(submission) if visible else None,
        "late": _late(assignment),
        "may_take_again": policy.can_take_again(request.user, assignment),
        "earlier": earlier_decision(submission),
        "note": _private_note(assignment),
    }
    return render(request, "assessment/sheet.html", context, status=status)


def _subject(assignment: Assignment) -> Subject:
    submission = assignment.evaluation.submission
    return Subject(
        public_id=submission.public_id,
        version=submission.version,
        carried=submission.carried,
        attempt=submission.attempt,
        save_url=address_of("assessment:sheet", assignment.pk),
        hand_over_url=address_of("assessment:handover", assignment.pk),
        kept_as=f"sheet:{assignment.pk}",
        back=str(assignment.pk),
    )


def _late(assignment: Assignment) -> list[dict[str, Any]]:
    """The late sheets of this writer, each with its words by criterion."""
    if assignment.status != AssignmentStatus.LAPSED:
        return []
    titles = {c.id: c.title for c in assignment.evaluation.submission.version.content.criteria}
    return [
        {
            "row": row,
            "rows": [
                {
                    "title": title,
                    "level": row.levels.get(ident, ""),
                    "said": row.feedback.get(ident, {}),
                }
                for ident, title in titles.items()
                if row.levels.get(ident) or any(row.feedback.get(ident, {}).values())
            ],
        }
        for row in assignment.late_sheets.all()
    ]


def earlier_decision(submission: Any) -> Any:
    """The decision on the attempt before this one: levels and feedback, no names. One query; none for a first."""
    if submission.attempt < 2:
        return None
    rows = Evaluation.objects.filter(
        submission__start=submission.start_id,
        submission__attempt__lt=submission.attempt,
        status="released",
    )
    earlier = (
        rows.select_related("decision", "submission__version")
        .order_by("-submission__attempt")
        .first()
    )
    if earlier is None:
        return None
    titles = {c.id: c.title for c in earlier.submission.version.content.criteria}
    decision = earlier.decision
    return {
        "summary": decision.summary,
        "rows": [
            {"title": titles.get(i, i), "level": level, "said": decision.feedback.get(i, {})}
            for i, level in decision.levels.items()
        ],
    }


def _private_note(assignment: Assignment) -> str:
    """The approver's note with a sheet that came back; only while it is open again."""
    if assignment.status != AssignmentStatus.ACCEPTED or not assignment.sheet.earlier:
        return ""
    row = assignment.evaluation.releases.filter(released=False).first()
    return row.note if row else ""


@login_required
@require_POST
def recusal(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = assignment_for(request.user, pk)
    actions.recuse(assignment, request.POST.get("ground", ""), by=request.user)
    messages.success(request, _("You stepped back. Someone else takes it from here."))
    return redirect("assessment:desk")


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
        LateSheet.objects.select_related("assignment"), pk=pk, assignment__assessor=request.user
    )
    actions.throw_away_late(late, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("assessment:sheet", late.assignment_id)


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
