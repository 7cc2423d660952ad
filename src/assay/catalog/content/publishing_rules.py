"""The design standard against a draft: what publishing asks, and what the checklist still misses. No database.

Publishing refuses what lacks one of the five properties (D10), a criterion that looks at impact (E10), or rests on a
quiz (A3). The checklist is wider: some of its items can be seen in the data, the rest people judge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content.nouns import Content
from assay.catalog.content.remarks import remarks
from assay.lib.wording import word_count

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s+[A-ZÁÉÍÓÚÑ¿¡])")


#: (where it is mended, why), or None where nothing is amiss
Lack = tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why this cannot be published. `rule` names it: D10.1 to D10.5, E10, A3. `at`: the place in the data, if any."""

    rule: str
    at: str
    what: str


def missing(content: Content, *, issuer_may_issue: bool, capstone: bool = False) -> list[Missing]:
    """All that stands in the way of publishing. A capstone rests on the research of its members."""
    unvetted = _(
        "Portable badge: the issuer has not been vetted, so no badge can be signed in its name."
    )
    checks: list[tuple[str, Lack]] = [
        ("D10.1", _single_competency(content)),
        ("D10.2", None if capstone else _research(content)),
        ("D10.3", _practice(content)),
        ("D10.4", _assessed(content)),
        ("D10.5", None if issuer_may_issue else ("", unvetted)),
        ("E10", _impact(content)),
        ("A3", _quiz(content)),
    ]
    return [Missing(rule=rule, at=lack[0], what=lack[1]) for rule, lack in checks if lack]


def _single_competency(content: Content) -> Lack:
    if not content.competency:
        return "competency", _("Single competency: nothing says what the educator can do.")
    if len(_SENTENCE_END.findall(content.competency)) > 0:
        words = _(
            "Single competency: this is more than one sentence. Say one thing that can be seen in practice."
        )
        return "competency", words
    return None


def _research(content: Content) -> Lack:
    if word_count(content.rationale) < 20:
        return "research.rationale", _(
            "Research: the rationale is missing. Say in a few sentences why the method helps."
        )
    if not any(c.get("doi") or c.get("url") or c.get("source") for c in content.citations):
        place = "source" if content.citations else "authors"
        return f"research.citations[1].{place}", _(
            "Research: no citation can be found by a reader. Give at least one with its DOI, address or source."
        )
    return None


def _practice(content: Content) -> Lack:
    if not any(item.type != "quiz" for item in content.items):
        return "requirements.part2.items[1].title", _(
            "Evidence of practice: Part 2 asks for no work sample such as video, student work or a plan."
        )
    return None


def _assessed(content: Content) -> Lack:
    if not content.criteria:
        return "rubric.criteria[1].title", _(
            "Assessed by people: there is no criterion that an expert or holder could judge."
        )
    if content.data.get("assessed_by", ["experts"]) == []:
        return "assessed_by", _(
            "Assessed by people: say whether experts, holders or both judge it."
        )
    return None


def _impact(content: Content) -> Lack:
    if not any(criterion.impact for criterion in content.criteria):
        return "rubric.criteria[1].impact", _(
            "Impact: no criterion looks at what changed for students or those served. Mark one."
        )
    return None


def _quiz(content: Content) -> Lack:
    quizzes = {item.id for item in content.items if item.type == "quiz"}
    for n, criterion in enumerate(content.criteria, start=1):
        if criterion.evidence and set(criterion.evidence) <= quizzes:
            return f"rubric.criteria[{n}].evidence", _(
                "Quiz: “%(title)s” rests on a quiz alone. Judge the ability to do the work."
            ) % {"title": criterion.title}
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One item of the checklist: "met", "missing" (with why, and where it is mended), or "people" where only they can
    tell, which may come with what a program sees."""

    code: str
    state: str
    why: str = ""
    at: str = ""


def findings(content: Content) -> dict[str, Finding]:
    """Items of the standard that the data itself answers, by code. Codes it cannot tell are left to people."""
    found = {}
    for code, check in _CHECKS.items():
        at, why = check(content) or ("", "")
        found[code] = Finding(code=code, state="missing" if why else "met", why=why, at=at)
    for code, (at, why) in remarks(content).items():
        if code not in found or found[code].state == "met":
            found[code] = Finding(code=code, state="people", why=why, at=at)
    return found


_NOTHING = "requirements.part1.prompts[1].text"


def _q02(content: Content) -> Lack:
    if not content.hours.get("typical"):
        return "estimated_hours.min", _("State the hours: least, typical and most.")
    if content.hours["typical"] > 40:
        return "estimated_hours.typical", _("More than 40 hours is hard to finish in one term.")
    return None


def _q04(content: Content) -> Lack:
    for name in ("roles", "grade_bands", "subjects", "career_stages"):
        if not content.audience.get(name):
            return f"audience.{name}", _(
                "Name the roles, grades, subjects and career stages it fits."
            )
    return None


def _q05(content: Content) -> Lack:
    if not content.key_method:
        return "key_method", _("Describe the key method.")
    n = len(content.method_components)
    if n < 2:
        return f"method_components[{n + 1}].title", _("Give the method at least two components.")
    return None


def _q06(content: Content) -> Lack:
    if not content.rationale:
        return "research.rationale", _("Write the rationale.")
    n = len(content.citations)
    return (
        (f"research.citations[{n + 1}].authors", _("Give at least two citations."))
        if n < 2
        else None
    )


def _q08(content: Content) -> Lack:
    if lack := _practice(content):
        return lack
    if not any(c.impact for c in content.criteria):
        return "rubric.criteria[1].impact", _(
            "No criterion looks at what changed for students. Mark one in the rubric."
        )
    return None


def _q10(content: Content) -> Lack:
    for n, item in enumerate(content.items, start=1):
        if item.type == "video" and not item.alternatives:
            words = _("“%(title)s” asks for video and offers no other way.") % {"title": item.title}
            return f"requirements.part2.items[{n}].alternatives", words
    for prompt in content.prompts:
        if not prompt.alternatives:
            words = _("The written answers of a part have no spoken alternative.")
            return f"requirements.{prompt.part}.alternatives", words
    return None if content.prompts or content.items else (_NOTHING, _("Nothing is asked for yet."))


def _q11(content: Content) -> Lack:
    for n, item in enumerate(content.items, start=1):
        faces = item.type in ("video", "image") and item.students_visible == "likely"
        if faces and not item.consent_required:
            words = _("“%(title)s” is likely to show students and asks for no consent.")
            return f"requirements.part2.items[{n}].consent_required", words % {"title": item.title}
        if faces and not item.alternatives:
            words = _("“%(title)s” needs a way without faces.") % {"title": item.title}
            return f"requirements.part2.items[{n}].alternatives", words
    return None if content.items else (_NOTHING, _("Nothing is asked for yet."))


def _q12(content: Content) -> Lack:
    for n, item in enumerate(content.items, start=1):
        at = f"requirements.part2.items[{n}]"
        if not item.formats:
            return f"{at}.limits.formats", _("“%(title)s” names no formats.") % {
                "title": item.title
            }
        if item.type in ("video", "audio") and not item.max_minutes_total:
            words = _("“%(title)s” has no limit in minutes.") % {"title": item.title}
            return f"{at}.limits.max_minutes_total", words
    return None if content.items else (_NOTHING, _("Nothing is asked for yet."))


def _q13(content: Content) -> Lack:
    n = len(content.criteria)
    if 4 <= n <= 6:
        return None
    words = ngettext(
        "There is %(n)d criterion; four to six are few enough to judge well.",
        "There are %(n)d criteria; four to six are few enough to judge well.",
        n,
    )
    return f"rubric.criteria[{min(n + 1, 7)}].title", words % {"n": n}


def _q14(content: Content) -> Lack:
    for n, criterion in enumerate(content.criteria, start=1):
        for level, text in criterion.descriptors.items():
            if not text:
                words = _("“%(title)s” lacks a level in words.") % {"title": criterion.title}
                return f"rubric.criteria[{n}].descriptors.{level}", words
    return None if content.criteria else ("rubric.criteria[1].title", _("Write the criteria."))


def _q15(content: Content) -> Lack:
    if content.rule.text:
        return None
    return "rubric.passing_rule.text", _("Say the passing rule in plain words.")


def _q21(content: Content) -> Lack:
    credit = content.data.get("credit", {})
    for name in ("contact_hours", "categories", "basis"):
        if not credit.get(name):
            return f"credit.{name}", _("Propose contact hours, categories and basis.")
    return None


_CHECKS: dict[str, Callable[[Content], Lack]] = {
    "q01": _single_competency,
    "q02": _q02,
    "q04": _q04,
    "q05": _q05,
    "q06": _q06,
    "q08": _q08,
    "q09": lambda _c: None,
    "q10": _q10,
    "q11": _q11,
    "q12": _q12,
    "q13": _q13,
    "q14": _q14,
    "q15": _q15,
    "q17": lambda _c: None,
    "q21": _q21,
}
