"""The committee's service levels on one proposal: by when it answers and decides, in business days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.assessment.words import days_late
from assay.governance.models import Proposal, ProposalStatus
from assay.lib.clock import today
from assay.program.calendar import Period, business_days_between
from assay.program.policies import ClosedEverywhere
from assay.ui.words import day as day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What runs, in words, and the kind of its mark ("late", "waiting"); `left`: business days, below zero where it is
    late, None where nothing runs and nothing is stopped."""

    kind: str
    text: str
    left: int | None = None


def clock_of(row: Proposal, day: date, closed: Iterable[Period]) -> Clock:
    """The first answer while it waits to be taken up, then the decision; stopped while it is with its authors."""
    closed = list(closed)
    if row.status == ProposalStatus.SUBMITTED and row.answer_by is not None:
        return _running(_("First answer by %(day)s"), row.answer_by, day, closed)
    if row.status == ProposalStatus.IN_REVIEW and row.decide_by is not None:
        return _running(_("Decide by %(day)s"), row.decide_by, day, closed)
    if row.status == ProposalStatus.REVISE and row.days_left is not None:
        n = row.days_left
        said = ngettext(
            "The clock is stopped with %(n)d business day left",
            "The clock is stopped with %(n)d business days left",
            n,
        )
        return Clock(kind="waiting", text=said % {"n": n}, left=n)
    return Clock(kind="waiting", text=_("Since %(day)s") % {"day": day_words(row.moved_at)})


def _running(words: str, by: date, day: date, closed: list[Period]) -> Clock:
    said = words % {"day": day_words(by)}
    if by < day:
        n, late = days_late(by, day, closed)
        return Clock(kind="late", text=f"{said}, {late.lower()}", left=-n)
    n = business_days_between(day, by, closed)
    left = ngettext("%(n)d business day left", "%(n)d business days left", n) % {"n": n}
    return Clock(kind="waiting", text=f"{said}, {left}", left=n)


def set_clocks(rows: Iterable[Proposal]) -> None:
    """Give each its `clock`, as of today."""
    day, closed = today(), ClosedEverywhere()
    for row in rows:
        row.clock = clock_of(row, day, closed.of(row.committee.organization_id))
