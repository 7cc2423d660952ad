"""The list behind every number of the lead's page of agreement."""

from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.monitoring.pairs import SHOWN, Narrowed, figures_under
from assay.assessment.readings import Kind, read_twice
from assay.assessment.words import double_word, settled_word
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, in_parts


@only_for(policy.is_lead)
@require_safe
def readings(request: SignedInRequest) -> HttpResponseBase:
    """What was read twice, newest first, narrowed to what a number rests on. Nobody's name."""
    query, mine = request.GET, _figures_of(request.user)
    figures = mine.get(whole_number(query.get("of")) or 0) if "of" in query else None
    place = whole_number(query.get("department")) or 0
    reached = [
        row["pk"]
        for row in mine.values()
        if ("of" not in query or row is figures)
        and ("department" not in query or place == (row["owner"] or row["issuer"]))
    ]
    criterion = query.get("criterion", "")
    criterion = criterion if figures and criterion in figures["criteria"] else ""
    show = query.get("show", "all")
    narrowed = Narrowed(
        figures=reached,
        show=show if show in SHOWN else "all",
        criterion=criterion,
        assessor=(whole_number(query["assessor"]) or 0) if "assessor" in query else None,
        is_every=query.get("kind") == "every",
    )
    rows = narrowed.pairs_for(request.user)

    def say(part: Iterable[dict[str, Any]]) -> None:
        for row in part:
            row["settled"] = settled_word(row["settled_by"]) if row["settled_by"] else ""
            is_appeal = row["kind"] == Kind.APPEAL
            row["why"] = _("an appeal") if is_appeal else double_word(row["why"])

    if query.get("file") == "csv":
        return spreadsheet("read-twice", _headings(), map(_cells, in_parts(rows, say)))
    page = page_of(rows, request)
    say(page)
    if criterion:
        _say_levels(page, criterion)
    context = {
        "figures": figures,
        "criterion_title": figures["criteria"][criterion] if figures and criterion else "",
        "department": _department(mine, place) if "department" in query else "",
        # Nobody learns a name from a number: only whoever read something that this lead looks after has one here.
        "assessor": _name_of(narrowed.assessor) if narrowed.assessor and page.object_list else "",
        "every": narrowed.is_every,
        "every_url": _with(request, kind="every"),
        "unchosen_url": _with(request, kind=""),
        "counted_at": min((row["counted_at"] for row in mine.values()), default=None),
        "page": page,
        "shown": [
            {"label": label, "url": _with(request, show=name), "current": name == narrowed.show}
            for name, label in zip(SHOWN, _shown_labels(bool(criterion)), strict=True)
        ],
        "download": as_file(query),
    }
    return render(request, "assessment/agreement_readings.html", context)


def _figures_of(lead: Person) -> dict[int, dict[str, Any]]:
    paths = [place.path for place in lead.organizations_as(*policy.LEADS)]
    return {row["pk"]: row for row in figures_under(paths)}


def _department(mine: dict[int, dict[str, Any]], place: int) -> str:
    """What a place of these figures is called; "" where none of them is of it."""
    for kind in ("owner", "issuer"):
        for row in mine.values():
            if row[kind] == place:
                return str(row[f"{kind}_name"])
    return ""


def _name_of(person: int) -> str:
    return Person.objects.values_list("display_name", flat=True).get(pk=person)


def _say_levels(rows: Iterable[dict[str, Any]], criterion: str) -> None:
    """Add to each row what its two readers said of one criterion. One query."""
    rows = list(rows)
    found = {
        (pair.subject, pair.slot): pair.levels
        for pair in read_twice([row["evaluation"] for row in rows])
    }
    for row in rows:
        said = found.get((row["evaluation"], row["slot"]), ())
        row["levels"] = [level for level in said if level[0] == criterion]


def _with(request: SignedInRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


def _shown_labels(of_criterion: bool) -> tuple[str, str, str]:
    differ = _("Levels differ") if of_criterion else _("Decisions differ")
    return _("All"), differ, _("Settled by a lead")


def _cells(row: dict[str, Any]) -> list[object]:
    return [
        row["public_id"],
        row["title"],
        row["at"].date().isoformat(),
        row["why"],
        row["same"],
        row["asked"],
        row["is_decided_otherwise"],
        row["settled"],
    ]


def _headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Second reading sent"),
        _("Why twice"),
        _("Criteria the same"),
        _("Criteria read twice"),
        _("Decisions differ"),
        _("Settled by"),
    ]
