"""Sentences that say what a version asks and how it is judged. Without database."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content.labels import (
    CREDIT_UNITS,
    ITEM_TYPES,
    LEVELS,
    formats,
    label,
    listing,
    minutes,
    usual_part_title,
)
from assay.catalog.content.nouns import Content, Item, PassingRule, Prompt
from assay.ui.author_words import said_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to show: its part (1 to 3), title, what to do, and the limits in words.

    The written answers of a part are one thing with several `questions`, each as (question, limits).
    """

    part: str
    title: str
    text: str = ""
    limits: str = ""
    questions: tuple[tuple[str, str], ...] = ()


def evidence(content: Content) -> list[Asked]:
    """Prompts by part, and work samples, in the order in which they are handed in."""
    found = [
        _answers(content, "part1"),
        *(_item(item, content.language) for item in content.items),
        _answers(content, "part3"),
    ]
    return [asked for asked in found if asked is not None]


def _answers(content: Content, part: str) -> Asked | None:
    prompts = content.prompts_of(part)
    if not prompts:
        return None
    given = str(content.part(part).get("title", ""))
    name = usual_part_title(part, given) or said_in(given, content.language)
    answers = ngettext("%(n)d short answer", "%(n)d short answers", len(prompts)) % {
        "n": len(prompts)
    }
    return Asked(
        part=part[-1],
        title=format_html("{}: {}", name, answers),
        text=str(content.part(part).get("purpose", "")),
        questions=tuple((prompt.text, prompt_limits(prompt)) for prompt in prompts),
    )


def prompt_limits(prompt: Prompt) -> str:
    """ "Up to 250 words, or 2 minutes as audio or video." """
    words = _("Up to %(n)d words") % {"n": prompt.word_limit}
    if not prompt.alternatives:
        return f"{words}."
    forms = listing([label(ITEM_TYPES, form) for form in prompt.alternatives])
    return _("%(words)s, or %(minutes)s as %(forms)s.") % {
        "words": words,
        "minutes": minutes(prompt.spoken_minutes),
        "forms": forms,
    }


def _item(item: Item, language: str) -> Asked:
    return Asked(
        part="2",
        title=said_in(item.title, language),
        text=item.instructions,
        limits=item_limits(item),
    )


def item_limits(item: Item) -> str:
    """ "1 or 2 files, 10 minutes in total, video or audio, up to 2 GB each. Consent needed …" """
    size = (
        f"{item.max_mb_each / 1024:.0f} GB"
        if item.max_mb_each >= 1024
        else f"{item.max_mb_each} MB"
    )
    facts = [
        _count(item),
        formats(item.formats),
        minutes(item.max_minutes_total) + " " + _("in total") if item.max_minutes_total else "",
        ngettext("%(n)d page", "up to %(n)d pages", item.max_pages) % {"n": item.max_pages}
        if item.max_pages
        else "",
        _("up to %(n)d words each") % {"n": item.max_words_each} if item.max_words_each else "",
        _("up to %(size)s each") % {"size": size},
    ]
    sentences = [", ".join(fact for fact in facts if fact) + "."]
    if item.alternatives:
        others = listing([label(ITEM_TYPES, other) for other in item.alternatives])
        sentences.append(_("In another form if you like: %(others)s.") % {"others": others})
    return " ".join([*sentences, *_care(item)])


def _count(item: Item) -> str:
    low, high = item.count_min, item.count_max
    if low == high:
        return ngettext("%(n)d file", "%(n)d files", high) % {"n": high}
    joint = _("%(low)d or %(high)d files") if high - low == 1 else _("%(low)d to %(high)d files")
    return joint % {"low": low, "high": high}


def _care(item: Item) -> list[str]:
    """The care it takes to show other people."""
    found = []
    if item.consent_required:
        found.append(_("Consent of students' families needed."))
    if item.adults_consent_required:
        found.append(_("Consent of the adults shown needed."))
    if item.students_visible in ("possible", "likely"):
        found.append(_("Students may stay off camera."))
    if item.sensitivity:
        found.append(
            _("Handled as sensitive: %(kind)s.") % {"kind": item.sensitivity.replace("-", " ")}
        )
    if item.shared_team_artifact:
        found.append(_("Work of a team may be shown; say what was yours."))
    return found


def contact_hours(content: Content) -> str:
    """ "8 contact hours", "7.5 contact hours"."""
    given = content.contact_hours.normalize()
    return ngettext("%(n)s contact hour", "%(n)s contact hours", 1 if given == 1 else 2) % {
        "n": f"{given:f}"
    }


def declared(content: Content) -> dict[str, str] | None:
    """The worth its issuer declares: {"amount": "0.5", "unit": "CEU"}; None where nothing is declared."""
    worth = content.declared_credit
    return (
        {
            "amount": number_format(Decimal(f"{worth.amount:g}")),
            "unit": label(CREDIT_UNITS, worth.unit),
        }
        if worth
        else None
    )


def rule(passing: PassingRule, criteria: int) -> str:
    """The passing rule in words that stand for themselves."""
    if passing.type == "parts":
        parts = [
            _("%(level)s or better on every criterion of Part %(n)s")
            % {"level": label(LEVELS, level), "n": part[-1]}
            if level != "demonstrated"
            else _("%(level)s on every criterion of Part %(n)s")
            % {"level": label(LEVELS, level), "n": part[-1]}
            for part, level in sorted(passing.parts.items())
        ]
        return _("To earn the badge you need %(what)s.") % {"what": listing(parts, last=_("and"))}
    if passing.type == "points_with_essentials":
        return _(
            "To earn the badge you need %(min)d of %(max)d points, Demonstrated on every essential criterion, "
            "and nothing below %(floor)s. Demonstrated gives 2 points, Almost 1."
        ) % {
            "min": passing.min_points,
            "max": passing.max_points or 2 * criteria,
            "floor": label(LEVELS, passing.no_level_below),
        }
    return _("To earn the badge you need Demonstrated on every criterion.")


def rubric(content: Content) -> list[dict[str, Any]]:
    """Criteria as the rubric's component reads them."""
    return [
        {
            "title": c.title,
            "part": c.part[-1],
            "essential": c.essential,
            "impact": c.impact,
            "descriptors": c.descriptors,
        }
        for c in content.criteria
    ]
