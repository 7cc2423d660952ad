"""Open to everybody: what a program shows by the five elements by which programs are judged (C11, C12)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from assay.catalog.content import labels
from assay.credentials.models import Award
from assay.governance.quality.elements import (
    ASKED,
    FACTS,
    ITEMS,
    Count,
    Element,
    Fact,
    count,
    fact,
    item,
    stages_served,
)
from assay.governance.quality.report import Quality, quality_of
from assay.lib.counts import Counted, counted
from assay.lib.http import spreadsheet
from assay.lib.small_cells import PUBLIC, hide
from assay.people.models import Organization
from assay.program.policies import ServiceLevelPolicy, in_force
from assay.ui.paging import as_file

MOST_NAMED = 10  # of those that lack something


@require_safe
def quality(request: HttpRequest, ident: str = "") -> HttpResponseBase:
    """Of the home district's program, or of the one that is asked for.

    Keeps C11 and C12 of docs/reference/promises.md.
    """
    programs = Organization.objects.issuing()
    program = (
        get_object_or_404(programs, ident=ident)
        if ident
        else Organization.objects.program_district()
    )
    if program is None:
        return render(request, "governance/quality.html")
    found = quality_of(program)
    elements = [_element(found, element) for element in Element]
    if request.GET.get("file") == "csv":
        return spreadsheet(f"{program.ident}-quality", _of_file(), _lines(elements))
    context = {
        "program": program,
        "elements": elements,
        "n": len(found.offers),
        "others": programs.exclude(pk=program.pk).order_by("name"),
        "download": as_file(request.GET),
        "least": PUBLIC,
    }
    return render(request, "governance/quality.html", context)


def _element(found: Quality, element: Element) -> dict[str, Any]:
    """Its words, its rows that were counted, and what of the standard people answer."""
    rows = [_of_fact(found, name) for name in FACTS[element]]
    by_people = []
    for code in ITEMS[element]:
        asked = found.items.get(code)
        if asked is None:
            continue
        told = item(found.offers, code)
        if told is None and asked.required:
            by_people.append(asked.text)
        elif told is None:
            continue
        else:
            rows.append(_row(asked.text, told, asked=asked.required))
    title, text = _WORDS[element]()
    figures = _FIGURES[element](found)
    return {
        "id": str(element),
        "title": title,
        "text": text,
        "figures": figures,
        "rows": rows,
        "by_people": by_people,
    }


def _row(text: str, told: Count, *, asked: bool) -> dict[str, Any]:
    return {
        "text": text,
        "met": told.met,
        "of": told.of,
        "asked": asked,
        "all_met": told.all_met,
        "lacking": told.lacking[:MOST_NAMED] if asked else (),
        "more": max(0, len(told.lacking) - MOST_NAMED) if asked else 0,
    }


def _of_fact(found: Quality, name: Fact) -> dict[str, Any]:
    words = {
        Fact.PARTNER: _("Designed with another organization, which permits its name on it."),
        Fact.BY_OTHERS: _("At least one of its resources comes from someone else."),
        Fact.REVIEWED: _("The day by which it is reviewed again has not passed."),
        Fact.STUDENTS: _("Asks for students’ work."),
        Fact.ALIGNED: _("Is aligned to a competency of a published framework."),
        Fact.STACKED: _("Counts toward a stack."),
        Fact.STAGES: _("Fits more than one career stage."),
    }
    return _row(words[name], fact(found.offers, name), asked=name in ASKED)


def _figure(name: str, value: str, note: str = "") -> dict[str, str]:
    return {"name": name, "value": value, "note": note}


def _hidden() -> str:
    return _("not shown: it rests on fewer than %(n)s people") % {"n": PUBLIC}


def _of_content(found: Quality) -> list[dict[str, str]]:
    endorsed = count(found.offers, lambda offer: offer.pk in found.endorsed)
    said = _("%(n)s of %(of)s") % {"n": endorsed.met, "of": endorsed.of}
    return [_figure(_("Endorsed by another organization or an expert"), said)]


def _of_feedback(found: Quality) -> list[dict[str, str]]:
    told, rules = found.measured, in_force(ServiceLevelPolicy, within=found.program)
    days = (
        _("%(n)s business days") % {"n": _number(told.days)} if told.days is not None else _hidden()
    )
    promised = _("Aim of the program: %(n)s business days.") % {"n": rules.business_days_target}
    tries = _number(told.tries) if told.tries is not None else _hidden()
    agreement = (
        _("%(n)s of 100") % {"n": _number(told.agreement)}
        if told.agreement is not None
        else _("not shown: too few were scored twice")
    )
    bar = _("Asked: %(n)s of 100.") % {"n": _number(told.bar)}
    if told.agreement is not None and told.agreement < told.bar:
        bar += " " + _("Not met today.")
    if told.days is not None and told.days > rules.business_days_target:
        promised += " " + _("Not met today.")
    return [
        _figure(
            _("From handing in to the decision with its feedback, the middle one"), days, promised
        ),
        _figure(_("Attempts of those who earned it, on average"), tries),
        _figure(_("Scores that two people gave the same way"), agreement, bar),
    ]


def _of_portfolio(found: Quality) -> list[dict[str, str]]:
    badges = counted(Award.objects.standing().single().filter(issuer=found.program))
    shown = hide({"badges": int(badges)}, [], least=PUBLIC)["badges"]
    return [
        _figure(
            _("Badges in force"),
            str(Counted(shown)) if shown is not None else _hidden(),
            _(
                "Each is a signed Open Badge 3.0. Its earner takes it along, and anyone can check it."
            ),
        )
    ]


def _of_research(found: Quality) -> list[dict[str, str]]:
    sources = sum(offer.sources for offer in found.offers)
    return [_figure(_("Sources cited in all"), str(sources))]


def _of_careers(found: Quality) -> list[dict[str, str]]:
    told = stages_served(found.offers)
    return [
        _figure(_capital(labels.label(labels.CAREER_STAGES, stage)), str(n))
        for stage, n in sorted(told.items(), key=lambda one: -one[1])
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


_FIGURES = {
    Element.CONTENT: _of_content,
    Element.FEEDBACK: _of_feedback,
    Element.PORTFOLIO: _of_portfolio,
    Element.RESEARCH: _of_research,
    Element.CAREERS: _of_careers,
}
_WORDS = {
    Element.CONTENT: lambda: (
        pgettext("element", "Content"),
        _("One competency that can be seen in practice, from organizations that know the field."),
    ),
    Element.FEEDBACK: lambda: (
        pgettext("element", "Feedback"),
        _("What an educator is told about the work, by which rubric and how soon."),
    ),
    Element.PORTFOLIO: lambda: (
        pgettext("element", "Portfolio"),
        _("Evidence from one’s own practice, and a badge that shows it wherever one goes."),
    ),
    Element.RESEARCH: lambda: (
        pgettext("element", "Research"),
        _("What is asked rests on research that can be found."),
    ),
    Element.CAREERS: lambda: (
        pgettext("element", "Careers"),
        _("Something for every career stage and field, and a way on from there."),
    ),
}


def _of_file() -> list[str]:
    return [_("Element"), _("What is looked at"), _("Figure"), _("Of"), _("Asked"), _("Note")]


def _lines(elements: list[dict[str, Any]]) -> Iterator[list[object]]:
    for one in elements:
        for figure in one["figures"]:
            yield [one["title"], figure["name"], figure["value"], "", "", figure["note"]]
        for row in one["rows"]:
            asked = _("yes") if row["asked"] else _("no")
            lacking = "; ".join(offer.title for offer in row["lacking"])
            yield [one["title"], row["text"], row["met"], row["of"], asked, lacking]
        for text in one["by_people"]:
            yield [one["title"], text, "", "", _("yes"), _("People answer it at the review.")]
