"""The lists of the retention page: what goes next, drafts, what stays though its time is over, and what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from assay.evidence.models import Artifact, DeletionStart, Submission, Tombstone
from assay.evidence.retention.due_items import (
    announced,
    decided_files,
    drafts_in_hand,
    going_by,
    rule_of,
    staying_on,
    why_kept,
    with_places,
)
from assay.evidence.retention.rules import Rule
from assay.evidence.retention.wording import draft_said, kind_said, rule_said, stone_said
from assay.lib.clock import span_of, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of a list. Whose it is stands there as the number of the submission, never as a name."""

    number: str
    title: str
    language: str
    what: str
    rule: str
    kept_until: date
    size_bytes: int
    why: str = ""  # it stays, though its time is over
    gone_at: datetime | None = None
    freed_bytes: int = 0
    sha256: str = ""


def next_files(submissions: QuerySet[Submission]) -> QuerySet[Artifact]:
    """What was handed in and has its day still before it, the first to go first."""
    begin, _end = span_of(today())
    taken_out = decided_files().filter(removed_at__isnull=False, submission__closed_at__gte=begin)
    return with_places((staying_on(today()) | taken_out).filter(submission__in=submissions))


def next_drafts(submissions: QuerySet[Submission]) -> QuerySet[Any]:
    """Drafts of which their learner was told."""
    return announced(drafts_in_hand().filter(pk__in=submissions))


def waits_until() -> date | None:
    """The day of the first deletion, while this installation waits for it: what was long due has been announced."""
    start = DeletionStart.objects.filter(begins_on__gt=today()).first()
    return start.begins_on if start else None


def overdue(submissions: QuerySet[Submission]) -> QuerySet[Artifact]:
    """What stays though its time is over; also what the next run takes."""
    return with_places(going_by(today()).filter(submission__in=submissions))


def gone(submissions: QuerySet[Submission]) -> QuerySet[Tombstone]:
    """What was deleted, the last first."""
    rows = Tombstone.objects.filter(submission__in=submissions)
    rows = rows.select_related("submission__version")
    return rows.defer("submission__manifest", "submission__version__data")


def items(rows: Sequence[Any]) -> list[Item]:
    """A page of one of these lists, in words. One query for holds and those of later rooms; none for what went."""
    kept = why_kept([row for row in rows if isinstance(row, Artifact)])
    return [_item(row, " ".join(kept.get(row.pk, ()))) for row in rows]


def _item(row: Any, why: str) -> Item:
    submission = row if isinstance(row, Submission) else row.submission
    version = submission.version
    about: dict[str, Any] = {
        "number": submission.public_id,
        "title": version.title,
        "language": version.language,
    }
    if isinstance(row, Submission):
        return Item(
            what=draft_said(row.files),  # type: ignore[attr-defined]  # annotated by `announced`
            rule=rule_said(Rule.DRAFT),
            kept_until=row.deletion_on or today(),
            size_bytes=row.size_bytes,  # type: ignore[attr-defined]
            **about,
        )
    if isinstance(row, Artifact):
        return Item(
            what=kind_said(row),
            rule=rule_said(rule_of(row)),
            kept_until=row.kept_until,  # type: ignore[attr-defined]  # annotated by `decided_files`
            size_bytes=row.size_bytes,
            why=why,
            **about,
        )
    return Item(
        what=stone_said(row),
        rule=rule_said(row.rule),
        kept_until=row.kept_until,
        size_bytes=row.size_bytes,
        gone_at=row.finished_at,
        freed_bytes=row.freed_bytes,
        sha256=row.sha256,
        **about,
    )
