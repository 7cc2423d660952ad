"""On what grounds an award may be withdrawn, and the word the public reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.program.policies import RevocationPolicy, in_force

#: Of the badge of a stack; nobody chooses it, it follows from a review.
PART_WITHDRAWN = "part_withdrawn"

WORDS: dict[str, str | Promise] = {
    "falsified_evidence": gettext_lazy("The evidence was falsified"),
    "plagiarism_including_undisclosed_ai": gettext_lazy(
        "Parts of the work were not the earner’s own"
    ),
    "consent_breach": gettext_lazy("Consent or privacy was breached"),
    "issued_in_error": gettext_lazy("Issued in error"),
    PART_WITHDRAWN: gettext_lazy("A badge inside it was withdrawn"),
}


def grounds_in_force(issuer: int) -> tuple[str, ...]:
    """On which grounds this issuer, by its key, withdraws."""
    return in_force(RevocationPolicy, within=issuer).grounds


def word(ground: str) -> str:
    """The ground in a word; one that a program added itself is read off its code."""
    known = WORDS.get(ground)
    return (
        str(known) if known else _("For cause: %(ground)s") % {"ground": ground.replace("_", " ")}
    )
