"""The learner's one line of states: written, handed in, looked at, decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from assay.evidence.models import Status, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of the line: `kind` is done, now, todo or earned (ui's status marks)."""

    kind: str
    label: str
    on: date | datetime | None = None
    promised: bool = False


def line_of(submission: Submission) -> list[Stop]:
    """The stops of a submission in order."""
    if submission.status == Status.WITHDRAWN:
        return [
            Stop(kind="done", label=_("Started"), on=submission.created_at),
            Stop(kind="now", label=_("Withdrawn")),
        ]
    draft, closed = submission.status == Status.DRAFT, submission.status == Status.CLOSED
    earned = submission.outcome == "earned"
    return [
        Stop(kind="done", label=_("Started"), on=submission.created_at),
        Stop(kind="now" if draft else "done", label=_("Submitted"), on=submission.submitted_at),
        Stop(kind="done" if closed else "todo" if draft else "now", label=_("With assessors")),
        Stop(
            kind="earned" if earned else "done" if closed else "todo",
            label=_("Earned") if earned else _("Decided: not yet") if closed else _("Decision"),
            on=submission.closed_at or submission.promised_on,
            promised=not closed and submission.promised_on is not None,
        ),
    ]
