"""What a draft lacks or has wrong, as its author reads it: no word of the file format, and its place in the data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.catalog.content.files import check_content
from assay.lib.text.shapes import Problem

_ABSENT = frozenset(["missing", "empty", "few", "essential", "unused"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`at` names the place that mends it: "rubric.criteria[2].descriptors.almost", places counted from 1."""

    at: str
    what: str


def of_template(data: Mapping[str, Any]) -> list[Gap]:
    """All that the program's template asks for and a draft does not have, each place once."""
    found: dict[str, Gap] = {}
    for problem in check_content(_with_parts(data), strict=True).problems:
        gap = in_words(problem)
        found.setdefault(gap.at, gap)
    return list(found.values())


def in_words(problem: Problem) -> Gap:
    """A problem of the schema for whoever fills in a form."""
    at = ".".join(step for step in (problem.path, problem.key) if step)
    if problem.kind == "unused":
        return Gap(
            at="rubric.criteria[1].evidence",
            what=_("%(row)s: no criterion is judged on it. Pick it in one, or remove it.")
            % {"row": _row(at)},
        )
    if problem.kind == "essential":
        return Gap(at="rubric.criteria[1].essential", what=str(_ESSENTIAL))
    if problem.kind == "unknown":
        return Gap(
            at=at, what=_("What was picked here is no longer asked for. Pick something else.")
        )
    bare = re.sub(r"\[\d+\]", "", at)
    said = _ASK.get(bare) if problem.kind in _ABSENT else None
    what = str(said) if said else f"{problem.what} {problem.plain}".strip()
    if problem.kind in _ABSENT and not said:
        what = _("Something is missing here.")
    row = _row(at)
    return Gap(at=_mended(at), what=f"{row}: {what}" if row and row != what else what)


def _with_parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with its empty halls, so that what is missing in them is named rather than the hall."""
    whole = dict(data)
    asked = whole.get("requirements", {})
    whole["requirements"] = {
        "part1": {"prompts": [], **asked.get("part1", {})},
        "part2": {"items": [], **asked.get("part2", {})},
        "part3": {"prompts": [], **asked.get("part3", {})},
    }
    for name in ("research", "audience", "rubric"):
        whole[name] = dict(whole.get(name, {}))
    return whole


def _row(at: str) -> str:
    """Which row of a list is meant, as its page counts it."""
    for pattern, words in _ROWS:
        if found := re.match(pattern, at):
            return str(words) % {"n": int(found[1])}
    return ""


def _mended(at: str) -> str:
    """The place whose field mends it: an empty list is mended by its first row."""
    return {
        "method_components": "method_components[1].title",
        "research.citations": "research.citations[1].authors",
        "requirements.part1.prompts": "requirements.part1.prompts[1].text",
        "requirements.part2.items": "requirements.part2.items[1].title",
        "requirements.part3.prompts": "requirements.part3.prompts[1].text",
        "rubric.criteria": "rubric.criteria[1].title",
        "estimated_hours": "estimated_hours.min",
        "credit": "credit.contact_hours",
        "rubric.passing_rule": "rubric.passing_rule.text",
        "rubric.scale": "rubric.criteria[1].title",
    }.get(at, at)


_ROWS: tuple[tuple[str, str | Promise], ...] = (
    (r"method_components\[(\d+)\]", gettext_lazy("Component %(n)d")),
    (r"research\.citations\[(\d+)\]", gettext_lazy("Citation %(n)d")),
    (r"resources\[(\d+)\]", gettext_lazy("Resource %(n)d")),
    (r"requirements\.part1\.prompts\[(\d+)\]", gettext_lazy("Part 1, question %(n)d")),
    (r"requirements\.part2\.items\[(\d+)\]", gettext_lazy("Work sample %(n)d")),
    (r"requirements\.part3\.prompts\[(\d+)\]", gettext_lazy("Part 3, question %(n)d")),
    (r"rubric\.criteria\[(\d+)\]", gettext_lazy("Criterion %(n)d")),
    (r"alignments\[(\d+)\]", gettext_lazy("Standard %(n)d")),
)
_ESSENTIAL = gettext_lazy("Mark at least one criterion as essential: this rule rests on them")
_NAME = gettext_lazy("give it a name")
_HOURS = gettext_lazy("State the hours: at least, typical and at most")
_WORDS = gettext_lazy("set the most words")
_QUESTION = gettext_lazy("write the question")
_LEVEL = gettext_lazy("describe what this level looks like")
_ASK: dict[str, str | Promise] = {
    "title": gettext_lazy("Give it a title"),
    "competency": gettext_lazy("Say in one sentence what the educator can do"),
    "key_method": gettext_lazy("Describe the key method"),
    "method_components": gettext_lazy("Add at least one component of the method"),
    "method_components.title": _NAME,
    "method_components.body": gettext_lazy("say what to do"),
    "research.rationale": gettext_lazy("Say why the method helps"),
    "research.citations": gettext_lazy("Add at least one citation"),
    "research.citations.authors": gettext_lazy("say who wrote it"),
    "research.citations.year": gettext_lazy("give its year"),
    "research.citations.title": gettext_lazy("give its title"),
    "resources.title": _NAME,
    "resources.type": gettext_lazy("choose its kind"),
    "estimated_hours": _HOURS,
    "estimated_hours.min": _HOURS,
    "estimated_hours.typical": _HOURS,
    "estimated_hours.max": _HOURS,
    "audience.roles": gettext_lazy("Choose the roles it fits"),
    "audience.grade_bands": gettext_lazy("Choose the grades it fits"),
    "audience.subjects": gettext_lazy("Choose the subjects it fits"),
    "audience.career_stages": gettext_lazy("Choose the career stages it fits"),
    "requirements.part1.prompts": gettext_lazy("Ask at least one question in Part 1"),
    "requirements.part1.prompts.text": _QUESTION,
    "requirements.part1.prompts.word_limit": _WORDS,
    "requirements.part2.items": gettext_lazy("Ask for at least one work sample in Part 2"),
    "requirements.part2.items.title": _NAME,
    "requirements.part2.items.type": gettext_lazy("choose its kind"),
    "requirements.part2.items.count": gettext_lazy("say how many files"),
    "requirements.part2.items.count.min": gettext_lazy("say how many files at least"),
    "requirements.part2.items.count.max": gettext_lazy("say how many files at most"),
    "requirements.part2.items.limits": gettext_lazy("choose which files are taken"),
    "requirements.part2.items.limits.formats": gettext_lazy("choose which files are taken"),
    "requirements.part2.items.limits.max_mb_each": gettext_lazy("set the most megabytes"),
    "requirements.part2.items.students_visible": gettext_lazy("say whether students are seen"),
    "requirements.part2.items.consent_required": gettext_lazy("say whether consent is needed"),
    "requirements.part2.items.instructions": gettext_lazy("say what to show"),
    "requirements.part3.prompts": gettext_lazy("Ask at least one question in Part 3"),
    "requirements.part3.prompts.text": _QUESTION,
    "requirements.part3.prompts.word_limit": _WORDS,
    "rubric.scale": gettext_lazy("Save the rubric once: the program’s scale comes with it"),
    "rubric.criteria": gettext_lazy("Add at least one criterion"),
    "rubric.criteria.title": _NAME,
    "rubric.criteria.part": gettext_lazy("choose its part"),
    "rubric.criteria.evidence": gettext_lazy("pick what it is judged on"),
    "rubric.criteria.descriptors": gettext_lazy("describe the three levels"),
    "rubric.criteria.descriptors.demonstrated": _LEVEL,
    "rubric.criteria.descriptors.almost": _LEVEL,
    "rubric.criteria.descriptors.not_yet": _LEVEL,
    "rubric.passing_rule": gettext_lazy("Choose when it is earned"),
    "rubric.passing_rule.type": gettext_lazy("Choose when it is earned"),
    "rubric.passing_rule.text": gettext_lazy("Write the passing rule in plain words"),
    "rubric.passing_rule.parts": gettext_lazy("Set the lowest level of at least one part"),
    "rubric.passing_rule.min_points": gettext_lazy("Set the points needed"),
    "credit": gettext_lazy("Say what credit it gives"),
    "credit.contact_hours": gettext_lazy("Say what credit it gives"),
    "credit.categories": gettext_lazy("Choose the categories of its credit"),
    "credit.basis": gettext_lazy("Say what the credit is worked out from"),
    "alignments": gettext_lazy("Choose at least one standard"),
    "alignments.framework": gettext_lazy("choose its framework"),
    "alignments.code": gettext_lazy("choose its code"),
}
