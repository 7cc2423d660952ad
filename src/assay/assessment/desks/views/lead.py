"""The lead's desk: what is late or idle, what two assessors see differently, and who has it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import actions, policy
from assay.assessment.languages import UNREAD, waiting_in_languages
from assay.assessment.models import Assignment, Evaluation, Status
from assay.assessment.waiting.settling import barred_to
from assay.assessment.words import days_late
from assay.catalog.models import major_of, marked_number
from assay.lib.clock import today
from assay.lib.counts import Counted, counted
from assay.lib.http import page_of, return_address, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.program.calendar import add_business_days
from assay.program.policies import ClosedEverywhere, Everywhere, ServiceLevelPolicy
from assay.ui.languages import language_name
from assay.ui.paging import (
    Number,
    Ordered,
    Sorting,
    as_file,
    headings,
    in_parts,
    numbers_of,
    sorting_of,
)
from assay.ui.words import local_date

#: What a lead may look at, in the order of the numbers; and `with`, what one assessor holds.
VIEWS = ("late", "idle", "disagreements", "all")
ORDERS = {
    "promised": ("due_on", "pk"),
    "submission": ("submission__public_id",),
    "title": ("submission__version__title", "due_on", "pk"),
}


@only_for(policy.is_lead)
@require_safe
def lead(request: SignedInRequest) -> HttpResponseBase:
    """Everything in work, narrowed to what needs a lead."""
    me, day, rules = request.user, today(), Everywhere(ServiceLevelPolicy)
    places = me.organizations_as(*policy.LEADS)
    paths = [place.path for place in places]
    asked: dict[str, tuple[Ordered[dict[str, Any]], tuple[Any, ...]]] = {
        "late": (LATE, (paths, me, day)),
        "idle": (IDLE, (paths, me)),
        "disagreements": (TO_SETTLE, (paths, me)),
        "all": (IN_WORK, (paths, me)),
    }
    view = request.GET.get("show", "late")
    assessor = whole_number(request.GET.get("person")) if view == "with" else None
    if assessor is not None:
        asked["with"] = (WITH, (paths, me, assessor))
    view = view if view in asked else "late"
    sorting = sorting_of(request.GET, tuple(ORDERS), "promised")
    question, values = asked[view]
    in_order = view == "late" and sorting.name == "promised"
    rows = question.listed(sorting, *values, in_order=in_order)

    in_languages = waiting_in_languages(paths, me)
    unread = {one.key for one in in_languages if not one.readers}

    def say(part: list[dict[str, Any]]) -> None:
        say_where_they_are(part, rules, day, me)
        for row in part:
            key = row["written_in"], row["micro_credential"], major_of(row["number"])
            row["written"] = language_name(row["written_in"]) if row["written_in"] else ""
            row["has_no_reader"] = row["status"] in UNREAD and key in unread

    if request.GET.get("file") == "csv":
        return spreadsheet("in-work", _file_headings(), map(_line, in_parts(rows, say)))
    page = page_of(rows, request)
    say(list(page))
    counts = {
        name: Counted(page.paginator.count)
        if name == view
        else counted(
            asked[name][0].listed(Sorting("promised"), *asked[name][1], in_order=name == "late")
        )
        for name in VIEWS
    }
    context = {
        "page": page,
        "view": view,
        "counts": _numbers(counts, view),
        "in_work": counts["all"],
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Promised"), "promised"),
            (_("Where it is"), ""),
            (_("With"), ""),
        ),
        "download": as_file(request.GET),
        "level": level_of(rules, places),
        "without_reader": [one for one in in_languages if not one.readers],
        "first_to_settle": next(
            (
                row
                for row in page
                if row["status"] == Status.ADJUDICATION and not row["is_for_another"]
            ),
            None,
        ),
        "back": request.get_full_path(),
    }
    return render(request, "assessment/lead.html", context)


def _numbers(counts: dict[str, Counted], view: str) -> list[Number]:
    labels = {
        "late": (_("Past the promised date"), _("still in progress")),
        "idle": (_("Idle"), _("taken, but not worked on")),
        "disagreements": (_("To settle"), _("two assessors disagree")),
        "all": (_("In progress"), _("no matter who has them")),
    }
    return numbers_of(counts, labels, shown=view, late="late")


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Promised"),
        _("Business days late"),
        _("Where it is"),
        _("With"),
        _("Last worked on"),
        _("Language"),
    ]


def _line(row: dict[str, Any]) -> list[object]:
    lease = row["lease"] or {"assessor_name": "", "touched_at": None}
    touched = lease["touched_at"]
    return [
        row["public_id"],
        row["title"],
        marked_number(row["number"], row["stage"]),
        row["due_on"].isoformat(),
        row["days_late"],
        row["status_text"],
        lease["assessor_name"],
        local_date(touched).isoformat() if touched else "",
        row["written"] or language_name(row["language"]),
    ]


def level_of(rules: Everywhere, places: Sequence[Organization]) -> ServiceLevelPolicy | None:
    """What is promised in these places; None where it differs between them."""
    levels = {rules.of(ServiceLevelPolicy, place.pk) for place in places}
    return levels.pop() if len(levels) == 1 else None


def say_where_they_are(
    rows: Sequence[dict[str, Any]], rules: Everywhere, day: date, me: Person
) -> None:
    """Each row with its open lease, how late it is, its status in words, and whether another settles it.

    Two queries, and one more where something is to settle.
    """
    leases: dict[int, dict[str, Any]] = {}
    keys = [row["pk"] for row in rows]
    for start in range(0, len(keys), 100):
        for lease in _leases(keys[start : start + 100]):
            leases.setdefault(lease["evaluation"], lease)
    split = [row["pk"] for row in rows if row["status"] == Status.ADJUDICATION]
    barred: set[int] = set()
    for start in range(0, len(split), 100):
        barred.update(barred_to(me, split[start : start + 100]))
    everywhere = ClosedEverywhere()
    for row in rows:
        closed = everywhere.of(row["issuer"])
        level = rules.of(ServiceLevelPolicy, row["issuer"])
        extra = level.business_days_max - level.business_days_target
        row["lease"] = leases.get(row["pk"])
        row["days_late"], row["late_text"] = days_late(row["due_on"], day, closed)
        row["past_limit"] = bool(row["late_text"]) and day > add_business_days(
            row["due_on"], max(extra, 0), closed
        )
        row["status_text"] = str(Status(row["status"]).label)
        row["is_for_another"] = row["pk"] in barred


def _late(paths: Sequence[str], person: Person, day: date) -> QuerySet[Evaluation, Any]:
    return _shown(Evaluation.objects.all().led_from(paths, person).late(day))


def _idle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    return _shown(Evaluation.objects.all().led_from(paths, person).idle())


def _to_settle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person)
    return _shown(rows.filter(status=Status.ADJUDICATION))


def _in_work(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    return _shown(Evaluation.objects.all().led_from(paths, person).in_work())


def _with(paths: Sequence[str], person: Person, assessor: int) -> QuerySet[Evaluation, Any]:
    """What one assessor holds."""
    held = Assignment.objects.open().filter(assessor__pk=assessor)
    rows = Evaluation.objects.all().led_from(paths, person)
    return _shown(rows.filter(pk__in=held.order_by().values("evaluation")))


def _shown(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation, Any]:
    """What a row of the desk shows."""
    return rows.values(
        "pk",
        "status",
        "due_on",
        "paused_at",
        public_id=F("submission__public_id"),
        title=F("submission__version__title"),
        language=F("submission__version__language"),
        written_in=F("submission__language"),
        micro_credential=F("submission__version__micro_credential"),
        issuer=F("submission__version__micro_credential__issuer"),
        number=F("submission__version__number"),
        stage=F("submission__version__status"),
    )


LATE, IDLE, TO_SETTLE, IN_WORK, WITH = (
    Ordered(question, **ORDERS) for question in (_late, _idle, _to_settle, _in_work, _with)
)


@prepared
def _leases(evaluations: Sequence[int]) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.open().filter(evaluation__pk__in=evaluations)
    return rows.values("pk", "evaluation", "touched_at", assessor_name=F("assessor__display_name"))


@only_for(policy.is_lead)
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Evaluation.objects.all().led_by(request.user)
    assignment = get_object_or_404(
        Assignment.objects.select_related("evaluation").filter(evaluation__in=mine), pk=pk
    )
    actions.take_back(assignment, by=request.user)
    messages.success(request, _("It is back in the queue. The assessor keeps what they wrote."))
    return redirect("assessment:lead")


@only_for(policy.is_lead)
@require_POST
def taking_back_many(request: SignedInRequest) -> HttpResponse:
    """Those that were chosen go back into the queue; what is refused is told row by row."""
    mine = Evaluation.objects.all().led_by(request.user)
    asked = [whole_number(pk) for pk in request.POST.getlist("lease")[:100]]
    chosen = Assignment.objects.filter(evaluation__in=mine, pk__in=[pk for pk in asked if pk])
    rows = chosen.select_related("evaluation__submission__version__micro_credential")
    done, left = actions.take_back_many(rows, by=request.user)
    if not done and not left:
        messages.warning(request, _("Choose at least one submission first."))
    if done:
        said = ngettext(
            "%(n)d is back in the queue. The assessor keeps what they wrote.",
            "%(n)d are back in the queue. The assessors keep what they wrote.",
            done,
        )
        messages.success(request, said % {"n": done})
    for ident, why in left[:20]:
        messages.warning(request, f"{ident}: {why}")
    return redirect(return_address(request, reverse("assessment:lead")))
