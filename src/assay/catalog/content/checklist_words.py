"""The sentences of the design standard that Assay brings along, so that readers have them in their own language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = frozenset(
    (
        gettext_noop("States one competency, in one sentence, that can be seen in practice."),
        gettext_noop(
            "Small enough to demonstrate within one term; typical hours are stated and were tried out."
        ),
        gettext_noop(
            "Serves a stated need of students and a strategic goal; does not duplicate an existing micro-credential."
        ),
        gettext_noop("Names the career stages, roles, grades and subjects it fits."),
        gettext_noop("Has a key method with components that a newcomer to it could follow."),
        gettext_noop(
            "Gives a fair rationale with at least two citations that can be found, and says what is not known."
        ),
        gettext_noop(
            "Resources are free or provided, current, accessible, and never a requirement to attend."
        ),
        gettext_noop(
            "Asks for evidence from real practice, including some from or about students."
        ),
        gettext_noop(
            "Prior practice within a stated period is accepted, so that the competent can go straight to evidence."
        ),
        gettext_noop("Offers an alternative to every video and to every written response."),
        gettext_noop(
            "Asks for the least student information needed, states consent, and gives a way without faces."
        ),
        gettext_noop("Limits on words, minutes, pages and counts are stated and fair."),
        gettext_noop("Criteria cover the competency, are few (four to six), and do not overlap."),
        gettext_noop(
            "Level descriptors differ in quality rather than quantity and use the district scale."
        ),
        gettext_noop(
            "Passing rule is one of the district's three rules and is written in plain words."
        ),
        gettext_noop(
            "At least three anchor submissions with expert scores exist before launch (five before certification)."
        ),
        gettext_noop("The whole rubric is public and the same as the one used by assessors."),
        gettext_noop(
            "Can be earned in any school and schedule, including by itinerant staff and those without their own class."
        ),
        gettext_noop("Reviewed for bias, deficit language and accessibility."),
        gettext_noop(
            "Owner, assessors for the expected volume and a review date within 24 months are named."
        ),
        gettext_noop("Credit value and categories are proposed with the basis of calculation."),
    )
)


def in_words(sentence: str) -> str:
    """A sentence of the standard as the reader says it, where it is one of ours; any other as it was written."""
    return _(sentence) if sentence in SENTENCES else sentence
