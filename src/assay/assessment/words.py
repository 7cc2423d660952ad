"""Codes of this room in words for people."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.program.calendar import Period, business_days_between


def ground_word(code: str) -> str:
    """A ground on which one must not judge, or steps back."""
    return str(_GROUNDS.get(code, code))


_GROUNDS = {
    "family": gettext_lazy("We are related or live together"),
    "supervisor_or_subordinate": gettext_lazy("One of us works under the other"),
    "co_author": gettext_lazy("We made this together"),
    "coached": gettext_lazy("I have coached this person"),
    "endorsed": gettext_lazy("One of us has endorsed a badge of the other"),
    "confirmed": gettext_lazy("One of us was asked to confirm the other’s work"),
    "advised": gettext_lazy("One of us asked the other about it, as someone who earned it"),
    "declared_other": gettext_lazy("Another reason"),
}


def double_word(code: str) -> str:
    """Why two people score it."""
    return {
        "high_stakes": _("high stakes"),
        "first_n": _("one of the first of its version"),
        "pilot": _("a pilot: everything is read by two"),
        "attested_only": _("its assessors are approved, not calibrated yet"),
        "random": _("drawn at random"),
        "worth_it": _("the first reading left the decision in doubt"),
    }.get(code, code)


def settled_word(code: str) -> str:
    return {
        "single": _("One assessor"),
        "agreement": _("Two assessors agree"),
        "adjudication": _("Settled by a lead assessor"),
        "appeal": _("Changed after an appeal"),
    }.get(code, code)


def disagreement_word(code: str) -> str:
    return {
        "pass_decision_differs": _("The two sheets come to different decisions."),
        "any_criterion_differs_by_two": _("A criterion differs by two levels."),
    }.get(code, code)


def days_late(due_on: date, day: date, closed: Sequence[Period]) -> tuple[int, str]:
    """How many business days a promised day is past, and that in words; 0 and "" where it is not."""
    if due_on >= day:
        return 0, ""
    n = business_days_between(due_on, day, closed)
    if n == 0:  # a weekend or a holiday lies between
        return 0, _("Late")
    return n, ngettext("%(n)d business day late", "%(n)d business days late", n) % {"n": n}
