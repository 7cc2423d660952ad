"""Decisions of one micro-credential by attempt: how many earned it, how many not yet; small counts hidden."""

from dataclasses import dataclass

from assay.governance.comparability.measures import Subject
from assay.lib.small_cells import INTERNAL, TOTAL, hide_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """ "1", "2", "3" (or later) or `TOTAL`; None where a count is hidden."""

    attempt: str
    earned: int | None
    not_yet: int | None
    decided: int | None


def attempts_of(subject: Subject) -> list[Attempt]:
    """With their sum at the end; nothing where nothing was decided."""
    counts: dict[tuple[str, str], int] = {}
    for attempt, (earned, decided) in sorted(subject.counts.get("attempts", {}).items()):
        counts[attempt, "earned"], counts[attempt, "not_yet"] = earned, decided - earned
    if not counts:
        return []
    shown = hide_table(counts, least=INTERNAL)
    return [
        Attempt(
            attempt=attempt,
            earned=shown[attempt, "earned"],
            not_yet=shown[attempt, "not_yet"],
            decided=shown[attempt, TOTAL],
        )
        for attempt in [*dict.fromkeys(attempt for attempt, _ in counts), TOTAL]
    ]
