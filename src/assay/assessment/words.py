"""Codes of this room in words for people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def ground_word(code: str) -> str:
    """A ground on which one must not judge, or steps back."""
    return str(_GROUNDS.get(code, code))


_GROUNDS = {
    "family": gettext_lazy("We are related or live together"),
    "supervisor_or_subordinate": gettext_lazy("One of us works under the other"),
    "co_author": gettext_lazy("We made this together"),
    "coached": gettext_lazy("I have coached this person"),
    "endorsed": gettext_lazy("One of us has endorsed a badge of the other"),
    "declared_other": gettext_lazy("Another reason"),
}


def double_word(code: str) -> str:
    """Why two people score it."""
    return {
        "high_stakes": _("high stakes"),
        "first_n": _("one of the first of its version"),
        "attested_only": _("its assessors are attested, not calibrated yet"),
        "random": _("drawn at random"),
    }.get(code, code)


def settled_word(code: str) -> str:
    return {
        "single": _("One assessor"),
        "agreement": _("Two assessors agree"),
        "adjudication": _("Settled by a lead assessor"),
    }.get(code, code)


def disagreement_word(code: str) -> str:
    return {
        "pass_decision_differs": _("The two sheets come to different decisions."),
        "any_criterion_differs_by_two": _("A criterion differs by two levels."),
    }.get(code, code)
