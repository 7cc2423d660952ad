"""The lead's page of the week: what is late, what differs, whose words to read, who carries most, on one screen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.desks.views.forecast import chart_of
from assay.assessment.desks.views.lead import LATE, TO_SETTLE, level_of, say_where_they_are
from assay.assessment.desks.views.load import carried
from assay.assessment.feedback.actions import DAYS, week_of
from assay.assessment.models import (
    AssignmentStatus,
    DriftAlarm,
    FeedbackCheck,
    ScoreSheet,
    Slot,
)
from assay.assessment.monitoring.headline import Headline, headline_for
from assay.assessment.monitoring.report import Line
from assay.assessment.pool.forecast_facts import SOON, forecast_for
from assay.assessment.waiting.week import for_week
from assay.lib.clock import today
from assay.lib.counts import Counted, heads_of
from assay.lib.levels import LEVELS
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy, Everywhere, ServiceLevelPolicy
from assay.ui.paging import Number, Sorting
from assay.ui.work import Piece

#: So many rows of each list are shown; its number opens all of them.
SHOWN = 5
BUSIEST = 8
#: So many micro-credentials, lowest agreement first; and the width of their pictures, which begin at `FROM`.
LOWEST, WIDE, FROM = 6, 110, 0.4


@only_for(policy.is_lead)
@require_safe
def week(request: SignedInRequest) -> HttpResponse:
    """One screen for a Friday. Each number opens its list; what is done is done by the lists' own verbs."""
    me, day, told = request.user, today(), Everywhere(AssessmentPolicy, ServiceLevelPolicy)
    rules, places = told.of(AssessmentPolicy, None), me.organizations_as(*policy.LEADS)
    paths = [place.path for place in places]
    promised = Sorting("promised")
    late = LATE.listed(promised, paths, me, day, in_order=True)[0:SHOWN]
    to_settle = TO_SETTLE.listed(promised, paths, me)[0:SHOWN]
    say_where_they_are([*late, *to_settle], told, day, me)
    _say_what_differs(to_settle)
    kinds = for_week(me, paths)
    heads = dict(zip(kinds, heads_of(list(kinds.values())), strict=True))
    found, soon = headline_for(me), forecast_for(me).forecast
    check = _to_check.first(me.pk)
    context = {
        "today": day,
        "rules": rules,
        "level": level_of(told, places),
        "in_work": heads["all"][0],
        "late": late,
        "late_count": heads["late"][0],
        "to_settle": to_settle,
        "settle_count": heads["disagreements"][0],
        "first": _first(to_settle, late),
        "counts": _numbers(
            {name: head[0] for name, head in heads.items()}, late, found, round(soon.short(SOON))
        ),
        "chart": chart_of(soon),
        "found": found,
        "agreement": _percent(found.agreement.value),
        "interval": _interval(found),
        "bar": _percent(found.bar),
        "lowest": [_lowest(line) for line in found.lines[:LOWEST]],
        "below": sum(line.is_below for line in found.lines),
        "bar_at": _at(found.bar),
        "alarm": _alarm(heads["drift"][1]),
        "check": check,
        "excerpt": Truncator(_words_of(check.sheet)).chars(220) if check else "",
        "is_drawn": check is not None or bool(_drawn(me.pk, week_of(day))),
        "days": DAYS,
        "most": FeedbackCheck.MOST,
        "busiest": _busiest(paths, me, day, rules.max_open_per_assessor),
    }
    return render(request, "assessment/week.html", context)


def _first(*lists: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """What this lead does first: nothing that another must settle."""
    return next((row for rows in lists for row in rows if not row["is_for_another"]), None)


def _alarm(row: Sequence[Any] | None) -> DriftAlarm | None:
    """The alarm of drift that is first up. One query, where there is any."""
    if row is None:
        return None
    return _alarm_of.first(int(Piece(*row).key))


@prepared
def _alarm_of(pk: int) -> QuerySet[DriftAlarm]:
    return DriftAlarm.objects.get_queryset().select_related("person", "issuer").filter(pk=pk)


@prepared
def _to_check(lead: int) -> QuerySet[FeedbackCheck]:
    """Whose words are read next, of this lead's sample."""
    rows = FeedbackCheck.objects.all().open().filter(lead=lead)
    return rows.select_related("sheet")[:1]


@prepared
def _drawn(lead: int, monday: date) -> QuerySet[FeedbackCheck, int]:
    rows = FeedbackCheck.objects.get_queryset().filter(lead=lead, week=monday)
    return rows.values_list("pk", flat=True)[:1]


def _numbers(
    counts: Mapping[str, Counted], late: Sequence[Mapping[str, Any]], found: Headline, short: int
) -> list[Number]:
    desk, below = reverse("assessment:lead"), len(found.below)
    return [
        Number(
            count=counts["late"],
            label=_("Past the date"),
            note=late[0]["late_text"] if late else "",
            url=f"{desk}?show=late",
            is_late=counts["late"] > 0,
        ),
        Number(
            count=counts["idle"],
            label=_("Idle"),
            note=_("taken, but not worked on"),
            url=f"{desk}?show=idle",
        ),
        Number(
            count=counts["disagreements"],
            label=_("To settle"),
            note=_("two assessors disagree"),
            url=f"{desk}?show=disagreements",
        ),
        Number(
            count=counts["appeals"],
            label=_("Appeals to answer"),
            note=_("new, or yours"),
            url=reverse("assessment:appeals"),
        ),
        Number(
            count=counts["drift"],
            label=_("Drift alarms"),
            note=_("levels have moved") if counts["drift"] else "",
            url=reverse("assessment:drift"),
            is_late=counts["drift"] > 0,
        ),
        Number(
            count=counts["held"],
            label=_("On hold"),
            note=_("a question is looked into"),
            url=f"{reverse('assessment:holds')}?show=open",
        ),
        Number(
            count=counts["feedback"],
            label=_("Feedback to read"),
            note=_("of this week’s sample"),
            url=reverse("assessment:feedback_sample"),
        ),
        Number(
            count=below,
            label=_("Below the standard"),
            note=ngettext("criterion", "criteria", below),
            url=f"{reverse('assessment:agreement')}?by=criterion",
        ),
        Number(
            count=short,
            label=_("Readings short"),
            note=_("in the next two weeks"),
            url=reverse("assessment:forecast"),
        ),
        Number(
            count=counts["overrides"],
            label=_("Overrides"),
            note=_("in the last four weeks"),
            url=reverse("assessment:overrides"),
        ),
    ]


def _say_what_differs(rows: Sequence[dict[str, Any]]) -> None:
    """Each disagreement with what the two sheets say, and on how many criteria they differ. One query."""
    sheets: dict[int, dict[int, dict[str, Any]]] = {}
    for sheet in _two_sheets([row["pk"] for row in rows]) if rows else ():
        of = sheets.setdefault(sheet["assignment__evaluation"], {})
        of[sheet["assignment__slot"]] = sheet
    for row in rows:
        one, two = (sheets.get(row["pk"], {}).get(slot) for slot in (Slot.FIRST, Slot.SECOND))
        row["first_says"], row["second_says"] = (
            _outcome(sheet["outcome"]) if sheet else "" for sheet in (one, two)
        )
        row["differs"] = _differing(one["levels"], two["levels"]) if one and two else ""


def _outcome(word: str) -> str:
    return {"earned": _("earned"), "not_yet": _("not yet")}.get(word, "")


def _differing(one: Mapping[str, str], two: Mapping[str, str]) -> str:
    """ "2 criteria, one of them by two levels"."""
    apart = [
        abs(LEVELS.index(one[ident]) - LEVELS.index(two[ident]))
        for ident in one.keys() & two.keys()
        if one[ident] != two[ident]
    ]
    said = ngettext("%(n)d criterion", "%(n)d criteria", len(apart)) % {"n": len(apart)}
    far = sum(steps > 1 for steps in apart)
    if not far:
        return said
    by_two = ngettext("%(n)d by two levels", "%(n)d by two levels", far) % {"n": far}
    return f"{said}, {by_two}"


@prepared
def _two_sheets(evaluations: Sequence[int]) -> QuerySet[ScoreSheet, Any]:
    rows = ScoreSheet.objects.filter(
        assignment__evaluation__pk__in=evaluations,
        assignment__slot__in=(Slot.FIRST, Slot.SECOND),
        assignment__status=AssignmentStatus.SCORED,
    )
    return rows.values("assignment__evaluation", "assignment__slot", "levels", "outcome")


def _busiest(paths: Sequence[str], me: Person, day: date, most: int) -> list[dict[str, Any]]:
    """Who carries most, late ones first among equals, with the width of a bar to the limit. Two queries."""
    rows = sorted(carried(paths, me, day), key=lambda row: (-row["open"], -row["late"]))[:BUSIEST]
    names = dict(_names([row["assessor"] for row in rows])) if rows else {}
    return [
        {
            **row,
            "name": names[row["assessor"]],
            "pk": row["assessor"],
            "width": min(109, round(109 * row["open"] / most)),
        }
        for row in rows
    ]


@prepared
def _names(people: Sequence[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.get_queryset().filter(pk__in=people).values_list("pk", "display_name")


def _words_of(sheet: ScoreSheet) -> str:
    """The first words of a sheet that tell a learner what to do next, or else what was strong."""
    said = [words[key] for key in ("next", "strength") for words in sheet.feedback.values()]
    return next((words for words in [*said, sheet.summary] if words), "")


def _lowest(line: Line) -> dict[str, Any]:
    """A line of agreement with the list behind it, and where its range and its value lie in its picture."""
    low, high = _at(line.figure.low or 0), _at(line.figure.high or 1)
    return {
        "line": line,
        "url": f"{reverse('assessment:agreement_readings')}?{urlencode(line.query or {})}",
        "low": low,
        "width": max(high - low, 1),
        "point": min(_at(line.figure.value or 0), WIDE - 4),
    }


def _at(share: float) -> int:
    """How far from the left a share lies; what lies under the least one, at its edge."""
    return max(0, round(WIDE * (share - FROM) / (1 - FROM)))


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _interval(found: Headline) -> tuple[int, int] | None:
    low, high = found.agreement.low, found.agreement.high
    return None if low is None or high is None else (round(100 * low), round(100 * high))
