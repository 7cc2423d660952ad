"""Reasons in words: one sentence each, beginning with "Because"."""

from collections.abc import Mapping

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assay.catalog.content import labels
from assay.journeys.suggestions import Reason

KINDS = {
    "role": labels.ROLES,
    "career_stage": labels.CAREER_STAGES,
    "grade_band": labels.GRADE_BANDS,
    "subject": labels.SUBJECTS,
}


def sentence(reason: Reason, competencies: Mapping[int, str]) -> str:
    """A reason as the learner reads it; `competencies` names those it may speak of."""
    named = competencies.get(reason.competency or 0, "")
    about = Truncator(reason.about.rstrip(" .")).chars(
        90
    )  # a goal is a sentence, and here stands in another
    if reason.code == "goal" and reason.about:
        return _("Because it serves your goal “%(goal)s”.") % {"goal": about}
    if reason.code == "gap" and named:
        return _("Because you would like to grow in “%(competency)s”.") % {"competency": named}
    if reason.code == "strength" and named:
        return _("Because you could show others “%(competency)s”: go straight to evidence.") % {
            "competency": named
        }
    if reason.code == "essential" and named:
        words = {
            "essential": _("Because “%(competency)s” is essential in this program."),
            "important": _("Because “%(competency)s” is important in this program."),
            "useful": _("Because “%(competency)s” is useful in this program."),
        }
        return words[reason.about] % {"competency": named}
    if reason.code == "stack":
        return _("Because it is a next step in “%(stack)s”.") % {"stack": about}
    if reason.code == "after" and reason.about:
        return _("Because it builds on “%(title)s”, which you have earned.") % {"title": about}
    if reason.code == "fit" and reason.about:
        return _("Matches your profile: %(what)s") % {"what": _fitting(reason.about)}
    return {
        "planned": _("Because it is in your plan."),
        "goal": _("Because it serves a goal of yours."),
        "gap": _("Because you would like to grow here."),
        "strength": _("Because you could show others: go straight to evidence."),
        "after": _("Because it builds on what you have earned."),
        "essential": _("Because it has a place in what this program wants most."),
        "starter": _(
            "Because many begin with this one: it is short, and you can show it in any class."
        ),
        "fit": _("Because it is made for work like yours."),
    }[reason.code]


def _fitting(about: str) -> str:
    """ "role=teacher;grade_band=3-5" in words: "Teacher, Grades 3 to 5"."""
    pairs = (pair.split("=", 1) for pair in about.split(";"))
    return ", ".join(labels.label(KINDS[kind], value) for kind, value in pairs)
