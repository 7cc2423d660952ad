"""The passing rule's outcome in words, for desk, letter and release page. Without database.

The sheet says the same live in the browser: `static/assessment/rule.js` fills the same sentences from `facts`, and a
test holds the two together over every combination of levels. What one changes here, one changes there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.assessment.judging import scoring
from assay.catalog.content.nouns import Content, Criterion

Levels = Mapping[str, str]


def outcome_of(content: Content, levels: Levels, carried: Levels) -> scoring.Outcome:
    """The rule applied to a sheet's levels together with what was demonstrated earlier."""
    known = {
        ident: level for ident, level in levels.items() if content.criterion(ident) is not None
    }
    return scoring.outcome(content.rule, content.criteria, {**known, **carried})


def result(found: scoring.Outcome) -> str:
    """earned, not_yet, or "" while a criterion has no level."""
    return "" if found.unscored else found.word


def verdicts() -> dict[str, str]:
    return {
        "earned": _("As scored: earned"),
        "not_yet": _("As scored: not yet"),
        "": _("Not all scored yet"),
    }


def verdict(found: scoring.Outcome) -> str:
    return verdicts()[result(found)]


def rule_in_words(content: Content) -> str:
    """The passing rule as a sentence."""
    rule = content.rule
    if rule.type == "all_demonstrated":
        return _("The rule asks for Demonstrated on every criterion.")
    if rule.type == "parts":
        return _(
            "The rule asks for a least level in each part, and every criterion of a part must reach it."
        )
    return _(
        "The rule asks for Demonstrated on every essential criterion, nothing below %(level)s, and at least"
        " %(least)d of %(most)d points."
    ) % {
        "level": {"almost": _("Almost"), "not_yet": _("Not yet")}.get(
            rule.no_level_below, _("Demonstrated")
        ),
        "least": rule.min_points,
        "most": rule.max_points or 2 * len(content.criteria),
    }


def sentences() -> dict[str, str]:
    """The sentences an explanation is made of; names in braces are filled here and in the browser alike."""
    return {
        "unscored": _("{left} of {total} criteria still need a level."),
        "earned": _("{met} of {total} are demonstrated, and the rule is met."),
        "not_yet": _(
            "{met} of {total} are demonstrated; still open: {open}. What is demonstrated carries forward."
        ),
        "points": _("{points} points so far."),
        "kept": _("{kept} kept from an earlier attempt."),
    }


def explain(content: Content, found: scoring.Outcome, carried: Levels) -> str:
    """Which criteria are open, what is met, what was kept."""
    words, titles = sentences(), [c.title for c in content.criteria if c.id in found.open]
    said = [rule_in_words(content)]
    said.append(
        words[result(found) or "unscored"].format(
            left=len(found.unscored),
            total=found.total,
            met=found.demonstrated,
            open=", ".join(titles),
        )
    )
    if found.points_needed:
        said.append(words["points"].format(points=found.points))
    kept = sum(c.id in carried for c in content.criteria)
    if kept:
        said.append(words["kept"].format(kept=kept))
    return " ".join(said)


def part_in_words(scored: int, asked: int) -> tuple[str, str]:
    """Verdict and explanation of a reading that asks a part: alone it comes to nothing."""
    words, done = _of_part(asked), scored == asked
    said = words["sentences"]["earned" if done else "unscored"]
    return words["verdicts"]["earned" if done else ""], said.format(
        left=asked - scored, total=asked
    )


def facts_of_part(part: Sequence[Criterion]) -> dict[str, Any]:
    """As `facts`, for a reading that asks these criteria alone: the browser counts, and decides nothing."""
    return {
        "criteria": [{"id": c.id, "title": c.title, "least": "not_yet"} for c in part],
        "carried": {},
        "pointsNeeded": 0,
        "rule": "",
        **_of_part(len(part)),
    }


def _of_part(asked: int) -> dict[str, dict[str, str]]:
    said = ngettext(
        "This reading asks %(n)d criterion. The others are not part of it.",
        "This reading asks %(n)d criteria. The others are not part of it.",
        asked,
    ) % {"n": asked}
    return {
        "verdicts": {"earned": _("All asked are scored"), "": _("Not all scored yet")},
        "sentences": {"earned": said, "unscored": f"{sentences()['unscored']} {said}"},
    }


def facts(content: Content, carried: Levels) -> dict[str, Any]:
    """The figures from which the browser works the rule out as levels change."""
    points = content.rule.type == "points_with_essentials"
    return {
        "criteria": [
            {"id": c.id, "title": c.title, "least": scoring.least_level(content.rule, c)}
            for c in content.criteria
        ],
        "carried": {c.id: carried[c.id] for c in content.criteria if c.id in carried},
        "pointsNeeded": content.rule.min_points if points else 0,
        "rule": rule_in_words(content),
        "sentences": sentences(),
        "verdicts": verdicts(),
    }
