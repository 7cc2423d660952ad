"""What a later attempt is read beside: the last one that was decided and counts, and what was said of it. No names."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from assay.assessment.models import Evaluation, Status
from assay.evidence.models import Submission
from assay.lib.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAttempt:
    """The attempt before: its submission, and by criterion the level and the words that its learner was sent."""

    submission: Submission
    summary: str
    overridden: (
        str  # why its approver decided otherwise than the rule, as its learner was told; mostly ""
    )
    levels: dict[str, str]
    feedback: dict[str, dict[str, str]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Criterion by criterion, as its version had them."""
        titles = {c.id: c.title for c in self.submission.version.content.criteria}
        return [
            {"title": titles.get(i, i), "level": level, "said": self.feedback.get(i, {})}
            for i, level in self.levels.items()
        ]

    def said_of(self, criterion: str) -> tuple[str, str, str] | None:
        """Level, strength and next step, where this criterion was judged."""
        if criterion not in self.levels:
            return None
        said = self.feedback.get(criterion, {})
        return self.levels[criterion], said.get("strength", ""), said.get("next", "")


def attempt_before(submission: Submission) -> EarlierAttempt | None:
    """The last decided attempt before this one that an appeal did not set aside. One query; none for a first."""
    if submission.attempt < 2:
        return None
    found = _before.first(submission.start_id, submission.attempt)
    if found is None:
        return None
    if found.submission.version_id == submission.version_id:
        found.submission.version = submission.version  # its content is in order already
    decision, other = found.decision, getattr(found, "override", None)
    return EarlierAttempt(
        submission=found.submission,
        summary=decision.summary,
        overridden=other.reason if other is not None and other.ended_at is None else "",
        levels=decision.levels,
        feedback=decision.feedback,
    )


@prepared
def _before(start: int, attempt: int) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.filter(
        submission__start__pk=start,
        submission__attempt__lt=attempt,
        submission__set_aside_at__isnull=True,
        status=Status.RELEASED,
    )
    rows = rows.select_related("decision", "override", "submission__version").defer(
        "submission__manifest"
    )
    return rows.order_by("-submission__attempt")
