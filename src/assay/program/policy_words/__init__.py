"""The words of the policies that are known here: what each figure is called, what it changes, and its bounds.

A figure that nothing reads yet has no words, so that no page offers it.
"""

from assay.program.policy_words import (
    assessing,
    assessors,
    badges,
    decisions,
    keeping,
    shared,
    submissions,
)

_IN_ORDER = (submissions, assessing, assessors, decisions, badges, keeping, shared)


def describe_all() -> None:
    """Called once, in `AppConfig.ready`. The pages show them in this order."""
    for part in _IN_ORDER:
        part.describe_all()
