"""The lead's alarms of drift: the list, and one with the checks it rests on and its answer."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.agreement.drift import LATEST, latest
from assay.assessment.models import AlarmAnswer, DriftAlarm
from assay.assessment.monitoring.drift import Record, record_of
from assay.assessment.pool import actions
from assay.assessment.pool.actions.pausing import MAX_WORDS
from assay.assessment.readings import Kind
from assay.catalog.models import Version
from assay.lib.counts import Listed, counted
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessorPolicy, in_force
from assay.ui import charts
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "person": ("person__display_name", "-raised_at", "pk"),
    "since": ("raised_at", "pk"),
    "answer": ("answer", "-raised_at", "pk"),
}
VIEWS = ("open", "answered")


@only_for(policy.is_lead)
@require_safe
def alarms(request: SignedInRequest) -> HttpResponseBase:
    """Alarms that wait for an answer, and those that had one."""
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    q = request.GET.get("q", "").strip()
    view = request.GET.get("show", "open")
    view = view if view in VIEWS else "open"
    sorting = sorting_of(request.GET, tuple(ORDERS), "-since")
    order = tuple(sorting.fields(ORDERS))
    listed: dict[str, Listed[DriftAlarm] | QuerySet[DriftAlarm]] = {
        name: Listed(_in_order(name, order), paths, request.user) for name in VIEWS
    }
    if q:
        listed = {
            name: _list_of(name, paths, request.user)
            .filter(person__display_name__icontains=q)
            .order_by(*order)
            for name in VIEWS
        }
    rows = listed[view]
    columns = [
        (_("Assessor"), "person"),
        (_("Since"), "since"),
        (_("Same level lately"), ""),
        (_("To be expected"), ""),
        (_("Answer"), "answer"),
    ]
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("drift", [label for label, _name in columns], lines)
    labels = {"open": _("To answer"), "answered": _("Answered")}
    context = {
        "page": page_of(rows, request),
        "view": view,
        "counts": [
            {
                "label": labels[name],
                "count": counted(listed[name]),
                "url": f"?show={name}",
                "is_current": name == view,
            }
            for name in VIEWS
        ],
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "q": q,
        "rules": in_force(AssessorPolicy),
    }
    return render(request, "assessment/drift.html", context)


def _list_of(view: str, paths: Sequence[str], person: Person) -> QuerySet[DriftAlarm]:
    rows = DriftAlarm.objects.all().led_from(paths, person)
    rows = rows.open() if view == "open" else rows.filter(answered_at__isnull=False)
    return rows.select_related("person", "issuer", "answered_by")


@cache
def _in_order(view: str, fields: tuple[str, ...]) -> Prepared[..., DriftAlarm]:
    @prepared
    def ordered(paths: Sequence[str], person: Person) -> QuerySet[DriftAlarm]:
        return _list_of(view, paths, person).order_by(*fields)

    return ordered


def _line(row: DriftAlarm) -> list[object]:
    answer = row.get_answer_display() if row.answer else ""
    if not answer and row.proposes_pause:
        answer = _("A pause is proposed")
    return [
        row.person.display_name,
        local_date(row.raised_at).isoformat(),
        f"{row.percent} % ({row.agreeing}/{row.asked})",
        f"{row.expected_percent} %",
        answer,
    ]


@only_for(policy.is_lead)
def alarm(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it rests on, and the lead's decision."""
    mine: QuerySet[DriftAlarm] = DriftAlarm.objects.all().visible_to(request.user)
    row = get_object_or_404(mine.select_related("person", "issuer", "answered_by"), pk=pk)
    refusal = None
    if request.method == "POST":
        try:
            _decide(request, row)
            return redirect("assessment:drift")
        except BadInput as e:
            refusal = e
    rules = in_force(AssessorPolicy)
    record = record_of(row.person, row.issuer) if row.is_open else None
    context = {
        "alarm": row,
        "picture": _picture(record, rules.pause_below_percent) if record else None,
        "checks": _checks(record) if record else [],
        "rules": rules,
        "refusal": refusal,
        "sent": request.POST,
        "answers": (AlarmAnswer.PAUSED, AlarmAnswer.GOES_ON),
        "most": MAX_WORDS,
    }
    return render(
        request, "assessment/drift_alarm.html", context, status=refusal.status if refusal else 200
    )


def _decide(request: SignedInRequest, row: DriftAlarm) -> None:
    reason, name = request.POST.get("reason", ""), {"name": row.person.display_name}
    match request.POST.get("answer"):
        case AlarmAnswer.PAUSED:
            actions.pause_after(row, reason, by=request.user)
            messages.success(request, _("%(name)s is paused and was told.") % name)
        case AlarmAnswer.GOES_ON:
            actions.let_go_on(row, reason, by=request.user)
            messages.success(request, _("%(name)s goes on as before.") % name)
        case _other:
            message = _("Choose one of the two.")
            raise BadInput(message, fields={"answer": message})


def _picture(record: Record, percent: int) -> charts.Chart | None:
    """Exact agreement over the latest twelve checks, after each of the latest twelve."""
    checks = record.checks
    ends = range(max(2, len(checks) - LATEST + 1), len(checks) + 1)
    figures = [(end, latest(checks[:end])) for end in ends]
    values = [
        charts.Value(label=str(end), value=round(100 * figure.value))
        for end, figure in figures
        if figure.value is not None
    ]
    if len(values) < 2:
        return None
    return charts.line(
        "drift",
        _("Same level over the latest twelve checks, in percent"),
        values,
        name=_("Same level, in percent"),
        top=100,
        standard=charts.Standard(value=percent, label=_("the policy’s line and above")),
    )


def _checks(record: Record) -> list[dict[str, Any]]:
    """The checks themselves, newest first."""
    wanted = {pair.micro_credential for pair in record.pairs}
    titles = {
        one: (title, language)
        for one, title, language in Version.objects.filter(
            micro_credential__current=F("pk"), micro_credential__in=wanted
        ).values_list("micro_credential", "title", "language")
    }
    return [
        {
            "at": pair.at,
            "kind": _("Anchor") if pair.kind == Kind.EXPERT else _("Second reading"),
            "title": titles.get(pair.micro_credential, ("", "en"))[0],
            "language": titles.get(pair.micro_credential, ("", "en"))[1],
            "same": pair.same,
            "asked": len(pair.levels),
        }
        for pair in reversed(record.pairs)
    ]
