"""What would go by a day, line by line, as the command tells it: numbers of submissions, never names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from assay.evidence.models import Artifact
from assay.evidence.retention import due_items
from assay.evidence.retention.copies import kinds_of_copies
from assay.evidence.retention.rules import Rule
from assay.evidence.retention.wording import draft_said, kind_said, rule_said
from assay.lib.clock import today

_BATCH, _MOST = 500, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One due item."""

    HEAD: ClassVar[Sequence[str]] = (
        "submission",
        "what",
        "rule",
        "kept_until",
        "size_bytes",
        "stays_because",
    )

    number: str
    what: str
    rule: Rule
    kept_until: date
    size_bytes: int
    kept_because: tuple[str, ...] = ()

    def cells(self) -> list[object]:
        why = " ".join(self.kept_because)
        return [
            self.number,
            self.what,
            str(self.rule),
            self.kept_until.isoformat(),
            self.size_bytes,
            why,
        ]

    def said(self) -> str:
        line = f"{self.kept_until}  {self.number}  {self.what}, {self.size_bytes / 1e6:.1f} MB: {rule_said(self.rule)}"
        return f"{line}. Stays: {' '.join(self.kept_because)}" if self.kept_because else line


def lines(by: date) -> Iterator[Line]:
    """Files of what is decided, drafts of which learners were told, copies, records of consent."""
    yield from _files(by)
    for draft in due_items.announced(due_items.drafts_in_hand()).filter(
        deletion_on__lt=by + timedelta(days=1)
    ):
        yield Line(
            number=draft.public_id,
            what=draft_said(draft.files),
            rule=Rule.DRAFT,
            kept_until=draft.deletion_on,
            size_bytes=draft.size_bytes,
        )
    for kind in kinds_of_copies():
        for copy in due_items.due_copies(kind, today(), _MOST):
            yield Line(
                number=copy.artifact.submission.public_id,
                what=kind_said(copy.row),
                rule=copy.rule,
                kept_until=copy.kept_until,
                size_bytes=copy.row.size_bytes,
            )
    for row, kept_until in due_items.old_consents(today(), _MOST):
        yield Line(
            number=row.artifact.submission.public_id,
            what=rule_said(Rule.CONSENT),
            rule=Rule.CONSENT,
            kept_until=kept_until,
            size_bytes=0,
        )


def _files(by: date) -> Iterator[Line]:
    rows = due_items.with_places(due_items.going_by(by + timedelta(days=1)))
    start = 0
    while batch := list(rows[start : start + _BATCH]):
        start += _BATCH
        kept = due_items.why_kept(batch)
        for artifact in batch:
            yield _line(artifact, tuple(kept.get(artifact.pk, ())))


def _line(artifact: Artifact, kept_because: tuple[str, ...]) -> Line:
    return Line(
        number=artifact.submission.public_id,
        what=kind_said(artifact),
        rule=due_items.rule_of(artifact),
        kept_until=artifact.kept_until,  # type: ignore[attr-defined]  # annotated by `decided_files`
        size_bytes=artifact.size_bytes,
        kept_because=kept_because,
    )
