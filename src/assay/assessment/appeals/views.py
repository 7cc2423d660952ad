"""Appeals: the learner's own page, the list of those who answer, and one case."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.appeals import actions
from assay.assessment.appeals.actions import MOST_WORDS, readings_of
from assay.assessment.appeals.readers import appeal_readers
from assay.assessment.judging.comparison import compare
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.models import (
    APPEAL_SLOTS,
    Appeal,
    AppealGround,
    AppealQuerySet,
    AppealStatus,
    Assignment,
    AssignmentStatus,
    Evaluation,
)
from assay.assessment.words import days_late
from assay.lib.clock import today
from assay.lib.counts import Counted, Listed, counted
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, Role
from assay.program.policies import (
    AppealPolicy,
    AssessmentPolicy,
    ClosedEverywhere,
    Everywhere,
    in_force,
)
from assay.ui.paging import Number, as_file, headings, in_parts, numbers_of, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "answer": ("due_on", "pk"),
    "submission": ("evaluation__submission__public_id", "pk"),
    "filed": ("filed_at", "pk"),
}
#: What a list may show, in the order of its numbers.
VIEWS = ("filed", "in_review", "with_chair", "all")
SHOWN = {name: (name,) for name in VIEWS} | {"all": tuple(AppealStatus.values)}


@login_required
def appeal(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """The learner's page: what an appeal is, the form, and afterwards where it is and what was found."""
    evaluation = _own(request, submission_pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.appeal(
                evaluation,
                ground=request.POST.get("ground", ""),
                words=request.POST.get("words", ""),
                by=request.user,
            )
            messages.success(request, _("Your appeal is filed. You will hear from us by e-mail."))
            return redirect("assessment:appeal", submission_pk)
        except BadInput as e:
            refusal = e
    return _own_page(request, evaluation, refusal)


@login_required
@require_POST
def appeal_withdrawal(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    row = get_object_or_404(_own(request, submission_pk).appeals.exclude(status="withdrawn"))
    actions.withdraw_appeal(row, by=request.user)
    messages.success(request, _("Your appeal is taken back. The decision stays as it is."))
    return redirect("assessment:appeal", submission_pk)


@login_required
@require_POST
def chair(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Ask the chair to look at the answer."""
    evaluation = _own(request, submission_pk)
    row = get_object_or_404(evaluation.appeals.exclude(status="withdrawn"))
    try:
        actions.ask_chair(row, request.POST.get("words", ""), by=request.user)
    except BadInput as e:
        return _own_page(request, evaluation, e)
    messages.success(request, _("The chair has it now, and has the last word."))
    return redirect("assessment:appeal", submission_pk)


def _own(request: SignedInRequest, submission_pk: int) -> Evaluation:
    rows = Evaluation.objects.filter(submission__start__person=request.user).select_related(
        "submission__version__micro_credential__issuer", "submission__start", "decision"
    )
    return get_object_or_404(rows, submission=submission_pk, released_at__isnull=False)


def _own_page(
    request: SignedInRequest, evaluation: Evaluation, refusal: Refusal | None = None
) -> HttpResponse:
    row = evaluation.appeals.exclude(status=AppealStatus.WITHDRAWN).first()
    rules = in_force(AppealPolicy, within=policy.issuer_key(evaluation))
    context = {
        "submission": evaluation.submission,
        "version": evaluation.submission.version,
        "appeal": row,
        "why_not": "" if row else policy.why_not_appeal(evaluation),
        "until": policy.appeal_until(evaluation),
        "rules": rules,
        "grounds": [(v, label) for v, label in AppealGround.choices if v in rules.grounds],
        "sent": request.POST,
        "refusal": refusal,
        "most": MOST_WORDS,
        "chair_open": row is not None and not policy.why_not_ask_chair(row),
        "chair_until": policy.chair_until(row) if row and row.decided_at else None,
        "may_withdraw": row is not None
        and row.round == 1
        and row.status in (AppealStatus.FILED, AppealStatus.IN_REVIEW),
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/appeal.html", context, status=status)


@only_for(policy.hears_appeals)
@require_safe
def appeals(request: SignedInRequest) -> HttpResponseBase:
    """Appeals that a lead or a chair answers, soonest promised first."""
    view = request.GET.get("show", "all")
    view = view if view in VIEWS else "all"
    sorting = sorting_of(request.GET, tuple(ORDERS), "answer")
    reach = _reach(request.user)
    if request.GET.get("file") == "csv":
        rows = _list_of(*reach, SHOWN[view]).order_by(*sorting.fields(ORDERS))
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("appeals", _file_headings(), lines)
    page = page_of(Listed(_in_order(tuple(sorting.fields(ORDERS))), *reach, SHOWN[view]), request)
    closed, day = ClosedEverywhere(), today()
    for row in page:
        row.late_text = days_late(row.due_on, day, closed.of(row.issuer))[1] if row.is_open else ""
    question = _in_order(ORDERS["answer"])
    counts = {name: counted(Listed(question, *reach, SHOWN[name])) for name in VIEWS}
    context = {
        "page": page,
        "view": view,
        "counts": _numbers(counts, view),
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Filed"), "filed"),
            (_("Answer promised"), "answer"),
            (_("Where it is"), ""),
        ),
        "download": as_file(request.GET),
        "days": max(rules.days for rules in Everywhere(AppealPolicy).all(AppealPolicy)),
    }
    return render(request, "assessment/appeals.html", context)


def _numbers(counts: dict[str, Counted], view: str) -> list[Number]:
    labels = {
        "filed": (_("To take"), _("no lead has it yet")),
        "in_review": (_("Being read again"), _("a lead has it")),
        "with_chair": (_("With the chair"), _("the learner asked")),
        "all": (_("All"), _("answered ones too")),
    }
    return numbers_of(counts, labels, shown=view)


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Filed"),
        _("Answer promised"),
        _("Where it is"),
        _("Reason"),
        _("Answer"),
    ]


def _line(row: Appeal) -> list[object]:
    version = row.evaluation.submission.version
    return [
        row.evaluation.public_id,
        version.title,
        version.marked_number,
        local_date(row.filed_at).isoformat(),
        row.due_on.isoformat(),
        row.get_status_display(),
        row.get_ground_display(),
        row.get_outcome_display(),
    ]


@login_required
@require_safe
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    return _case_page(request, _case(_heard_by(request.user), pk))


@login_required
@require_POST
def taking(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_appeal(_case(_led_by(request.user), pk), by=request.user)
    return redirect("assessment:case", pk)


@login_required
@require_POST
def reader(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name one of the two who read it again."""
    row = _case(_led_by(request.user), pk)
    chosen = Person.objects.filter(pk=whole_number(request.POST.get("reader")) or 0).first()
    try:
        if chosen is None:
            message = _("Choose who reads it.")
            raise BadInput(message, fields={"reader": message})
        actions.ask_reader(row, chosen, by=request.user)
    except BadInput as e:
        return _case_page(request, row, e)
    messages.success(request, _("It is on their desk now, without the first levels."))
    return redirect("assessment:case", pk)


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _case(_led_by(request.user), pk)
    try:
        actions.decide_appeal(
            row,
            reason=request.POST.get("reason", ""),
            returned=request.POST.get("result") == "returned",
            reading=request.POST.get("reading", ""),
            by=request.user,
        )
    except Refusal as e:
        return _case_page(request, row, e)
    messages.success(request, _("Answered. The learner reads it now."))
    return redirect("assessment:case", pk)


@login_required
@require_POST
def ruling(request: SignedInRequest, pk: int) -> HttpResponse:
    """The chair's last word."""
    row = _case(_ruled_by(request.user), pk)
    try:
        if request.POST.get("result") not in ("stays", "again"):
            message = _("Choose one of the two.")
            raise BadInput(message, fields={"result": message})
        actions.rule_on_appeal(
            row,
            again=request.POST.get("result") == "again",
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except BadInput as e:
        return _case_page(request, row, e)
    messages.success(request, _("Your word is on record. The learner reads it now."))
    return redirect("assessment:case", pk)


def _reach(person: Person) -> tuple[list[str], list[str], list[str], Person, date]:
    """What an appeal must lie under to be on somebody's list: as lead, as chair, as administrator."""
    held = (policy.LEADS, policy.CHAIRS, (Role.PROGRAM_ADMIN,))
    led, chairs, administrators = (
        [place.path for place in person.organizations_as(*roles)] for roles in held
    )
    return led, chairs, administrators, person, today()


def _list_of(
    led: Sequence[str],
    chairs: Sequence[str],
    administrators: Sequence[str],
    person: Person,
    day: date,
    statuses: Sequence[str],
) -> AppealQuerySet:
    appeals = Appeal.objects.all()
    rows = appeals.led_from(led, person) | appeals.heard_from(chairs, administrators, person, day)
    issuer = F("evaluation__submission__version__micro_credential__issuer")
    rows = rows.annotate(issuer=issuer).filter(status__in=statuses)
    rows = rows.select_related("evaluation__submission__version", "lead")
    return rows.defer("evaluation__submission__version__data", "evaluation__submission__manifest")


@cache
def _in_order(fields: tuple[str, ...]) -> Prepared[..., Appeal]:
    @prepared
    def ordered(
        led: Sequence[str],
        chairs: Sequence[str],
        administrators: Sequence[str],
        person: Person,
        day: date,
        statuses: Sequence[str],
    ) -> AppealQuerySet:
        return _list_of(led, chairs, administrators, person, day, statuses).order_by(*fields)

    return ordered


def _led_by(person: Person) -> AppealQuerySet:
    paths = [place.path for place in person.organizations_as(*policy.LEADS)]
    return Appeal.objects.all().led_from(paths, person)


def _ruled_by(person: Person) -> AppealQuerySet:
    """Where this person has the last word: as chair, or as administrator where no chair may."""
    chairs = [place.path for place in person.organizations_as(*policy.CHAIRS)]
    administrators = [place.path for place in person.organizations_as(Role.PROGRAM_ADMIN)]
    return Appeal.objects.all().heard_from(chairs, administrators, person)


def _heard_by(person: Person) -> AppealQuerySet:
    return _led_by(person) | _ruled_by(person)


def _case(rows: AppealQuerySet, pk: int) -> Appeal:
    rows = rows.select_related(
        "evaluation__submission__version__micro_credential__issuer",
        "evaluation__submission__version__micro_credential__owner",
        "evaluation__submission__start__person",
        "evaluation__submission__declaration",
        "evaluation__decision",
        "lead",
        "chair",
    )
    return get_object_or_404(rows, pk=pk)


def _case_page(
    request: SignedInRequest, row: Appeal, refusal: Refusal | None = None
) -> HttpResponse:
    me, evaluation = request.user, row.evaluation
    submission = evaluation.submission
    leading = row.status == AppealStatus.IN_REVIEW and policy.can_decide_appeal(me, row)
    chairing = row.status == AppealStatus.WITH_CHAIR and policy.can_rule_on_appeal(me, row)
    answering = leading or chairing
    readings = _readings(row)
    sheets = readings_of(row) if answering else []
    context = {
        "appeal": row,
        "submission": submission,
        "version": submission.version,
        "leading": leading,
        "chairing": chairing,
        "answering": answering,
        "free": row.status == AppealStatus.FILED and policy.can_take_appeal(me, row),
        "barred": policy.why_not_answer(me, row),
        "readings": readings,
        "missing": 2 - len(readings),
        "readers": appeal_readers(row) if leading and len(readings) < 2 else [],
        "handed_over": len(sheets),
        "rows": _beside(row, sheets) if answering else [],
        "must_choose": leading and len(sheets) == 2 and _differ(row, sheets),
        "evidence": evidence_of(submission) if answering else None,
        "sent": request.POST,
        "refusal": refusal,
        "most": MOST_WORDS,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/case.html", context, status=status)


def _readings(row: Appeal) -> list[Assignment]:
    """Those of this round, in work or handed over."""
    rows = Assignment.objects.filter(
        evaluation=row.evaluation_id,
        slot__in=APPEAL_SLOTS[row.round],
        status__in=(AssignmentStatus.ACCEPTED, AssignmentStatus.SCORED),
    )
    return list(rows.select_related("assessor").order_by("slot"))


def _beside(row: Appeal, sheets: list[Any]) -> list[dict[str, Any]]:
    """Criterion by criterion: what was decided, and what the new readings say once both are there."""
    decision, carried = row.evaluation.decision, row.evaluation.carried
    shown = sheets if len(sheets) == 2 else []
    return [
        {
            "criterion": c,
            "kept": c.id in carried,
            "level": decision.levels.get(c.id, ""),
            "said": decision.feedback.get(c.id, {}),
            "sides": [
                {"level": s.levels.get(c.id, ""), "said": s.feedback.get(c.id, {})} for s in shown
            ],
            "differ": bool(shown)
            and len({decision.levels.get(c.id), *(s.levels.get(c.id) for s in shown)}) > 1
            and c.id not in carried,
        }
        for c in row.evaluation.submission.version.content.criteria
    ]


def _differ(row: Appeal, sheets: list[Any]) -> bool:
    content, carried = row.evaluation.submission.version.content, row.evaluation.carried
    first, second = ({**s.levels, **carried} for s in sheets)
    found = compare(
        first,
        second,
        rule=content.rule,
        criteria=content.criteria,
        when=in_force(AssessmentPolicy).adjudicate_when,
    )
    return not found.agree
