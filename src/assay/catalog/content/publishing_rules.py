"""The design standard against a draft: what publishing asks, and what the checklist still misses. No database.

Publishing refuses what lacks one of the five properties (D10), a criterion that looks at impact (E10), or rests on a
quiz (A3). The checklist is wider: some of its items can be seen in the data, the rest people judge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Content
from assay.lib.wording import word_count

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s+[A-ZÁÉÍÓÚÑ¿¡])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why this cannot be published. `rule` names it: D10.1 to D10.5, E10, A3."""

    rule: str
    section: str  # of the editor
    what: str


def missing(content: Content, *, issuer_may_issue: bool, capstone: bool = False) -> list[Missing]:
    """All that stands in the way of publishing. A capstone rests on the research of its members."""
    checks = [
        ("D10.1", "about", _single_competency(content)),
        ("D10.2", "research", "" if capstone else _research(content)),
        ("D10.3", "evidence", _practice(content)),
        ("D10.4", "rubric", _assessed(content)),
        (
            "D10.5",
            "about",
            ""
            if issuer_may_issue
            else _(
                "Portable badge: the issuer has not been vetted, so no badge can be signed in its name."
            ),
        ),
        ("E10", "rubric", _impact(content)),
        ("A3", "evidence", _quiz(content)),
    ]
    return [
        Missing(rule=rule, section=section, what=what) for rule, section, what in checks if what
    ]


def _single_competency(content: Content) -> str:
    if not content.competency:
        return _("Single competency: nothing says what the educator can do.")
    if len(_SENTENCE_END.findall(content.competency)) > 0:
        return _(
            "Single competency: this is more than one sentence. Say one thing that can be seen in practice."
        )
    return ""


def _research(content: Content) -> str:
    if word_count(content.rationale) < 20:
        return _("Research: the rationale is missing. Say in a few sentences why the method helps.")
    if not any(c.get("doi") or c.get("url") or c.get("source") for c in content.citations):
        return _(
            "Research: no citation can be found by a reader. Give at least one with its DOI, address or source."
        )
    return ""


def _practice(content: Content) -> str:
    if not any(item.type != "quiz" for item in content.items):
        return _(
            "Evidence of practice: Part 2 asks for no work sample such as video, student work or a plan."
        )
    return ""


def _assessed(content: Content) -> str:
    if not content.criteria:
        return _("Assessed by people: there is no criterion that an expert or holder could judge.")
    if content.data.get("assessed_by", ["experts"]) == []:
        return _("Assessed by people: say whether experts, holders or both judge it.")
    return ""


def _impact(content: Content) -> str:
    if not any(criterion.impact for criterion in content.criteria):
        return _(
            "Impact: no criterion looks at what changed for students or those served. Mark one."
        )
    return ""


def _quiz(content: Content) -> str:
    quizzes = {item.id for item in content.items if item.type == "quiz"}
    resting = [c.title for c in content.criteria if c.evidence and set(c.evidence) <= quizzes]
    if resting:
        return _("Quiz: “%(title)s” rests on a quiz alone. Judge the ability to do the work.") % {
            "title": resting[0]
        }
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One item of the checklist: "met", "missing" (with why), or "people" where only they can tell."""

    code: str
    state: str
    why: str = ""


def findings(content: Content) -> dict[str, Finding]:
    """Items of the standard that the data itself answers, by code. Codes it cannot tell are left to people."""
    found = {}
    for code, check in _CHECKS.items():
        why = check(content)
        found[code] = Finding(code=code, state="missing" if why else "met", why=why)
    return found


def _q02(content: Content) -> str:
    if not content.hours.get("typical"):
        return _("State the hours: least, typical and most.")
    return (
        _("More than 40 hours is hard to finish in one term.")
        if content.hours["typical"] > 40
        else ""
    )


def _q04(content: Content) -> str:
    lacking = [
        k
        for k in ("roles", "grade_bands", "subjects", "career_stages")
        if not content.audience.get(k)
    ]
    return _("Name the roles, grades, subjects and career stages it fits.") if lacking else ""


def _q05(content: Content) -> str:
    if not content.key_method:
        return _("Describe the key method.")
    return (
        _("Give the method at least two components.") if len(content.method_components) < 2 else ""
    )


def _q06(content: Content) -> str:
    if not content.rationale:
        return _("Write the rationale.")
    return _("Give at least two citations.") if len(content.citations) < 2 else ""


def _q08(content: Content) -> str:
    return _practice(content) or (
        ""
        if any(c.impact for c in content.criteria)
        else _("Ask for something from or about learners.")
    )


def _q10(content: Content) -> str:
    for item in content.items:
        if item.type == "video" and not item.alternatives:
            return _("“%(title)s” asks for video and offers no other way.") % {"title": item.title}
    for prompt in content.prompts:
        if not prompt.alternatives:
            return _("The written answers of a part have no spoken alternative.")
    return "" if content.prompts or content.items else _("Nothing is asked for yet.")


def _q11(content: Content) -> str:
    for item in content.items:
        faces = item.type in ("video", "image") and item.students_visible == "likely"
        if faces and not item.consent_required:
            return _("“%(title)s” is likely to show students and asks for no consent.") % {
                "title": item.title
            }
        if faces and not item.alternatives:
            return _("“%(title)s” needs a way without faces.") % {"title": item.title}
    return "" if content.items else _("Nothing is asked for yet.")


def _q12(content: Content) -> str:
    for item in content.items:
        if not item.formats:
            return _("“%(title)s” names no formats.") % {"title": item.title}
        if item.type in ("video", "audio") and not item.max_minutes_total:
            return _("“%(title)s” has no limit in minutes.") % {"title": item.title}
    return "" if content.items else _("Nothing is asked for yet.")


def _q13(content: Content) -> str:
    n = len(content.criteria)
    return (
        ""
        if 4 <= n <= 6
        else _("There are %(n)d criteria; four to six are few enough to judge well.") % {"n": n}
    )


def _q14(content: Content) -> str:
    for criterion in content.criteria:
        if not all(criterion.descriptors.values()):
            return _("“%(title)s” lacks a level in words.") % {"title": criterion.title}
    return "" if content.criteria else _("Write the criteria.")


def _q15(content: Content) -> str:
    return "" if content.rule.text else _("Say the passing rule in plain words.")


def _q21(content: Content) -> str:
    credit = content.data.get("credit", {})
    return (
        ""
        if credit.get("categories") and credit.get("basis")
        else _("Propose contact hours, categories and basis.")
    )


_CHECKS: dict[str, Callable[[Content], str]] = {
    "q01": _single_competency,
    "q02": _q02,
    "q04": _q04,
    "q05": _q05,
    "q06": _q06,
    "q08": _q08,
    "q09": lambda _c: "",
    "q10": _q10,
    "q11": _q11,
    "q12": _q12,
    "q13": _q13,
    "q14": _q14,
    "q15": _q15,
    "q17": lambda _c: "",
    "q21": _q21,
}
