"""What a learner reads beside each file of a decided submission: until when it is kept and why, or when it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from assay.evidence.models import Artifact, Status, Submission, Tombstone
from assay.evidence.retention.due_items import decided_files, why_kept, with_places
from assay.evidence.retention.rules import Rule, is_over
from assay.evidence.retention.wording import kind_said
from assay.lib.clock import today
from assay.ui import words
from assay.ui.words import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file or link with its sentence. `is_gone`: it has neither name nor bytes any more."""

    artifact: Artifact
    kind: str
    step: str
    said: str
    is_gone: bool


def kept_files(submission: Submission) -> list[KeptFile]:
    """Of a decided submission, or of a draft that was emptied; none else. Two queries, more where something is kept."""
    if submission.status != Status.CLOSED and submission.emptied_at is None:
        return []
    standing = list(with_places(decided_files().filter(submission=submission)))
    day = today()
    over = [a for a in standing if is_over(a.kept_until, day)]  # type: ignore[attr-defined]  # annotated
    kept = why_kept(over)
    rows = [_standing(a, kept.get(a.pk, ()), day, submission) for a in standing]
    gone = submission.tombstones.filter(artifact__isnull=False).exclude(rule=Rule.CONSENT)
    stones = list(gone.select_related("artifact"))
    rows += [_gone(stone, submission) for stone in stones if stone.table == "evidence.artifact"]
    order = {step.id: n for n, step in enumerate(submission.version.content.steps)}
    return sorted(
        rows,
        key=lambda row: (order.get(row.artifact.step_id, len(order)), row.artifact.order),
    )


def _standing(
    artifact: Artifact, why: Sequence[str], day: date, submission: Submission
) -> KeptFile:
    until: date = artifact.kept_until  # type: ignore[attr-defined]  # annotated by `decided_files`
    said_day = words.day(until)
    if why:
        said = _("It was kept until %(day)s. It stays for now: %(why)s") % {
            "day": said_day,
            "why": " ".join(why),
        }
    elif is_over(until, day):
        said = _("It was kept until %(day)s. It is deleted with the next daily run.") % {
            "day": said_day
        }
    else:
        said = _("Kept until %(day)s. Then it is deleted.") % {"day": said_day}
    return KeptFile(
        artifact=artifact,
        kind=kind_said(artifact),
        step=_step(artifact, submission),
        said=said,
        is_gone=False,
    )


def _gone(stone: Tombstone, submission: Submission) -> KeptFile:
    artifact = stone.artifact
    assert artifact is not None
    return KeptFile(
        artifact=artifact,
        kind=kind_said(artifact),
        step=_step(artifact, submission),
        said=_said(stone),
        is_gone=True,
    )


def _said(stone: Tombstone) -> str:
    day = words.day(stone.finished_at)
    if stone.finished_at is None:
        return _("It is being deleted.")
    if stone.storage_key and not stone.freed_bytes:
        return _(
            "Deleted here on %(day)s. The same file is kept elsewhere, such as in another attempt of yours or in"
            " training you agreed to, and has its own day there."
        ) % {"day": day}
    if local_date(stone.finished_at) > stone.kept_until + timedelta(days=2):
        return _("Deleted on %(day)s. It was needed for longer than promised.") % {"day": day}
    return _("Deleted on %(day)s, as promised.") % {"day": day}


def _step(artifact: Artifact, submission: Submission) -> str:
    """What it was given for, in a line."""
    content = submission.version.content
    item = content.item(artifact.step_id)
    if item is not None:
        return item.title
    step = next((step for step in content.steps if step.id == artifact.step_id), None)
    return getattr(step, "text", "")
