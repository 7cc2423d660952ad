"""The assessor's desk: what is mine, what waits, and what one is certified for."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import (
    LIVE,
    Anchor,
    Assessor,
    Assignment,
    AssignmentStatus,
    Basis,
    Calibration,
    DriftCheck,
    Evaluation,
    LateSheet,
    Pause,
    PayLine,
    Release,
    Slot,
    Status,
    counts_alone,
)
from assay.assessment.pay.amounts import Amount, pays_by_reading
from assay.assessment.pool.actions.calibrating import opens_on
from assay.assessment.pool.actions.checking import over_since
from assay.assessment.pool.share import share_of
from assay.assessment.waiting.sheets import waiting_for_a_taker
from assay.assessment.words import days_late
from assay.catalog.models import marked_number
from assay.lib.clock import today
from assay.lib.counts import Counted, Listed, counted
from assay.lib.http import address_of, page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.program.calendar import Period, add_business_days
from assay.program.policies import (
    AssessmentPolicy,
    AssessorPolicy,
    Everywhere,
    ServiceLevelPolicy,
    closed_periods,
)
from assay.ui.languages import language_name
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

#: Of a micro-credential one may score, and cannot be certified for yet: the last, and nothing to do.
LACKS_ANCHORS = 4


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
    told = Everywhere(AssessmentPolicy, AssessorPolicy, ServiceLevelPolicy)
    rules, asked = told.of(AssessmentPolicy, None), told.of(AssessorPolicy, None)
    closed, day = closed_periods(within=None), today()

    def say(part: list[dict[str, Any]]) -> None:
        for row in part:
            _say_where_it_is(row)
            if not is_scored:  # what is handed over is late for nobody here
                _say_when_it_is_due(row, rules, closed, day)

    found = list(_checks(me, over_since(told)))
    run_out = [row for row in found if row["status"] == AssignmentStatus.LAPSED]
    checks = [] if is_scored else [_as_submission(row) for row in found if row not in run_out]
    if request.GET.get("file") == "csv":
        say(checks)
        shown = chain(checks, in_parts(rows, say))
        lines = (_line(row, is_scored) for row in shown)
        return spreadsheet("scored" if is_scored else "open", _file_headings(is_scored), lines)
    page = page_of(rows, request)
    if checks and page.number == 1:
        page.object_list = _in_between(list(page), checks, by_due=sorting == Sorting("due"))
    say(list(page))
    offers = [] if is_scored else [row for row in page if row["is_offer"]]
    may_score = _certified(me)
    for row in may_score:
        _say_how_it_is_certified(row, day)
        row["rank"] = _what_to_do_first(row, asked.anchors)
        row["is_waiting"] = row["rank"] == LACKS_ANCHORS
    may_score.sort(key=lambda row: row["rank"])
    context = {
        "page": page,
        "offers": offers,
        "sheets": [row for row in page if row not in offers],
        "share": share_of(me, rules),
        "state": state,
        "rules": rules,
        "open_count": counted(open_) if is_scored else Counted(page.paginator.count + len(checks)),
        "headings": _headings(request, sorting, is_scored),
        "download": as_file(request.GET),
        "certified": may_score,
        "listed": [row for row in may_score if not row["is_waiting"]],
        "lacking": [row for row in may_score if row["is_waiting"]],
        "paused": [row for row in may_score if row["is_paused"]],
        "is_offered": any(not row["is_paused"] for row in may_score),
        "asked": asked.anchors,
        "waiting": counted(Listed(_waiting, me, _scored_by(me, may_score))),
        "late": [*_written_late(me), *run_out],
        "pay": _pay_of_the_month(me, day) if pays_by_reading(asked) else None,
    }
    return render(request, "assessment/desk.html", context)


def _pay_of_the_month(person: Person, day: date) -> dict[str, Any]:
    """What this month's readings come to so far; in one currency nearly always."""
    rows = _paid(person, day.replace(day=1))
    return {
        "month": day,
        "readings": sum(readings for _unit, readings, _cents in rows),
        "amount": ", ".join(str(Amount.of_cents(cents, unit)) for unit, _n, cents in rows),
    }


def _as_submission(row: dict[str, Any]) -> dict[str, Any]:
    """A check stands among submissions, and looks like one."""
    row["pk"], row["number"] = row.pop("key"), row.pop("of_version")
    row["sheet__levels"], row["sheet__revision"] = row.pop("levels"), row.pop("revision")
    same = {"slot": Slot.FIRST, "attempt": 1, "written_in": "", "is_returned": False}
    return row | same | {"evaluation__status": Status.SCORING}


def _in_between(
    rows: list[dict[str, Any]], checks: list[dict[str, Any]], *, by_due: bool
) -> list[dict[str, Any]]:
    """In the order of days, where the list is in it."""
    both = [*checks, *rows]
    return sorted(both, key=lambda row: row["due_on"]) if by_due else both


def _say_how_it_is_certified(row: dict[str, Any], day: date) -> None:
    until = row["calibrated_until"]
    row["basis_text"] = Basis(row["basis"]).label
    row["is_alone"] = counts_alone(row["calibrated_at"], until, day)
    row["is_due"] = until is not None and opens_on(until) <= day
    for name in ("anchors", "drawn", "scored"):
        row[name] = row[name] or 0


def _what_to_do_first(row: dict[str, Any], asked: int) -> int:
    """A pause, a turn under way, a renewal, what one can be certified for, what one is, and what lacks anchors."""
    if row["drawn"] or row["is_paused"]:
        return 0
    if row["is_due"]:
        return 1
    if row["is_alone"]:
        return 3
    return 2 if row["anchors"] >= asked else LACKS_ANCHORS


def _say_where_it_is(row: dict[str, Any]) -> None:
    row["scoring"] = _kind_of_reading(Slot(row["slot"]), sent=row["ended_at"] is not None)
    row["written"] = language_name(row["written_in"]) if row["written_in"] else ""
    row["is_offer"] = row["status"] == AssignmentStatus.OFFERED
    name = "assessment:offered" if row["is_offer"] else "assessment:sheet"
    row["url"] = address_of(name, row["pk"])
    row["status"] = _how_far(Status(row["evaluation__status"]))
    row["levels_given"] = len(row.pop("sheet__levels") or ())
    row["is_begun"] = bool(row["sheet__revision"])


def _how_far(status: Status) -> str:
    """Whether it is decided. What becomes of it until then is not told: one that was set aside would show."""
    decided = status in (Status.RELEASED, Status.WITHDRAWN)
    return str(status.label) if decided else _("Not decided yet")


def _kind_of_reading(slot: Slot, *, sent: bool) -> str:
    """Whether somebody read it before is not told to whoever still reads: they might lean on it."""
    is_one_of_two = slot in (Slot.FIRST, Slot.SECOND)
    return _("Scoring") if is_one_of_two and not sent else str(slot.label)


def _say_when_it_is_due(
    row: dict[str, Any], rules: AssessmentPolicy, closed: list[Period], day: date
) -> None:
    row["days_late"], row["late_text"] = days_late(row["due_on"], day, closed)
    touched = local_date(row["touched_at"])
    row["goes_back_on"] = (
        None
        if row["is_begun"] or row["is_offer"] or row["slot"] == Slot.ADJUDICATION
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
    number = marked_number(row["number"], row["stage"])
    first = [row["public_id"], row["title"], number, row["scoring"], row["attempt"]]
    if is_scored:
        ended = row["ended_at"]
        return [*first, local_date(ended).isoformat() if ended else "", row["status"]]
    return [*first, row["due_on"].isoformat(), row["days_late"], row["levels_given"]]


def _open(person: Person) -> QuerySet[Assignment, Any]:
    return _shown(Assignment.objects.visible_to(person).open())


def _scored(person: Person) -> QuerySet[Assignment, Any]:
    return _shown(Assignment.objects.visible_to(person).sent())


def _shown(rows: QuerySet[Assignment]) -> QuerySet[Assignment, Any]:
    """What a row of the desk shows."""
    returned = Release.objects.filter(evaluation=OuterRef("evaluation"), released=False)
    return rows.values(
        "pk",
        "slot",
        "status",
        "due_on",
        "touched_at",
        "ended_at",
        "evaluation__status",
        "sheet__levels",
        "sheet__revision",
        attempt=F("evaluation__submission__counted"),
        public_id=F("evaluation__submission__public_id"),
        title=F("evaluation__submission__version__title"),
        language=F("evaluation__submission__version__language"),
        number=F("evaluation__submission__version__number"),
        stage=F("evaluation__submission__version__status"),
        written_in=F("evaluation__submission__language"),
        is_returned=Exists(returned),
    )


@prepared
def _checks(person: Person, since: datetime) -> QuerySet[DriftCheck, Any]:
    """The one that is open, with what a row of `_shown` has; and those that ran out with something written, as long as
    a submission might be undecided."""
    version = "reading__anchor__version"
    late = LateSheet.objects.filter(reading=OuterRef("reading"))
    run_out = Q(status=AssignmentStatus.LAPSED, ended_at__gte=since) & (
        Q(reading__revision__gt=0) | Q(Exists(late))
    )
    is_open = Q(status__in=(AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED))
    rows = DriftCheck.objects.all().visible_to(person)
    rows = rows.filter(is_open | run_out & Q(reading__anchor__retired_at__isnull=True))
    return rows.values(
        "status",
        "due_on",
        "touched_at",
        "ended_at",
        key=F("number"),
        levels=F("reading__levels"),
        revision=F("reading__revision"),
        public_id=F("reading__anchor__public_id"),
        title=F(f"{version}__title"),
        language=F(f"{version}__language"),
        of_version=F(f"{version}__number"),
        stage=F(f"{version}__status"),
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
        key=F("pk"),
        public_id=F("evaluation__submission__public_id"),
        title=F("evaluation__submission__version__title"),
        language=F("evaluation__submission__version__language"),
    )


def _scored_by(person: Person, certified: list[dict[str, Any]]) -> list[int]:
    """As `policy.scored_by` says, from rows that are there already."""
    return sorted(
        {
            row["one"]
            for row in certified
            if not row["is_paused"]
            and person.serves_program(
                Organization(pk=row["issuer"], path=row["path"]), *policy.ASSESSORS
            )
        }
    )


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
    paused = Pause.objects.open().filter(
        person=OuterRef("person"), issuer=OuterRef("micro_credential__issuer")
    )
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
        is_paused=Exists(paused),
        title=F("micro_credential__current__title"),
        language=F("micro_credential__current__language"),
        slug=F("micro_credential__slug"),
        one=F("micro_credential"),
        issuer=F("micro_credential__issuer"),
        path=F("micro_credential__issuer__path"),
    )


@prepared
def _paid(person: Person, month: date) -> QuerySet[PayLine, Any]:
    rows = PayLine.objects.visible_to(person).filter(pay_month__month=month).order_by()
    return (
        rows.values("currency")
        .annotate(readings=Count("pk", filter=Q(corrects__isnull=True)), cents=Sum("amount_cents"))
        .values_list("currency", "readings", "cents")
    )


def _number(rows: QuerySet[Any, Any], by: str, of: str = "pk") -> Subquery:
    """How many rows there are, as one value of a row that asks for them; None for none."""
    counted_ = rows.order_by().values(by).annotate(number=Count(of)).values("number")
    return Subquery(counted_, output_field=IntegerField())
