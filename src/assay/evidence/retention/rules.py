"""Until when each thing is kept: the one computation behind the daily work, the pages and every promise (A8, D12).

No database and no clock. A day is the last one on which something is kept; it goes on the day after.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assay.lib.clock import months_after
from assay.program.policies import RetentionPolicy

#: A learner is told so many days before a draft is deleted, and once more so many days before.
FIRST_NOTICE_DAYS, LAST_NOTICE_DAYS = 30, 7


class Rule(StrEnum):
    """By which rule something goes."""

    ORIGINAL = "original"  # files and links that were handed in
    RECORDING = "recording"  # a recording, whether a smaller copy of it is played or itself
    LINK_COPY = "link_copy"  # a dated copy of what a link showed: it goes with the originals
    STREAMING_COPY = "streaming_copy"  # a copy of a video that assessors play
    TAKEN_OUT = "taken_out"  # what its learner took out before handing in
    DRAFT = "draft"  # files and texts of a draft in which nothing changed for long
    CONSENT = "consent"  # counts of people seen or heard, and what was agreed to


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was told when it was decided: kept as it was, whatever the policy says later."""

    originals_until: date
    streaming_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """A draft, or what was withdrawn: the day of its last change, and what its learner was told since."""

    changed_on: date
    open_until: date | None = None  # it may be handed in until then, whatever else
    told_until: date | None = None  # announced since the last change: it is kept until then


def promise(closed_on: date, policy: RetentionPolicy) -> Promise:
    """What is told with a decision of this day."""
    return Promise(
        originals_until=closed_on + timedelta(days=policy.keep_originals_days_after_decision),
        streaming_until=months_after(closed_on, policy.keep_streaming_copy_months),
    )


def until(
    rule: Rule, closed_on: date, policy: RetentionPolicy, told: Promise | None = None
) -> date:
    """Until when something of a decided submission is kept: as it was told, or less where the policy is shorter now.

    Never longer: families were promised that it goes, and a policy of later does not take that back.
    """
    if rule == Rule.TAKEN_OUT:
        return closed_on
    if rule == Rule.CONSENT:
        return months_after(closed_on, 12 * policy.consent_record_keep_years)
    today = promise(closed_on, policy)
    if rule in {Rule.STREAMING_COPY, Rule.RECORDING}:
        return min(today.streaming_until, told.streaming_until if told else date.max)
    return min(today.originals_until, told.originals_until if told else date.max)


def idle_until(draft: Idle, policy: RetentionPolicy) -> date:
    """Until when a draft is kept where nothing changes in it; never less than its learner was told."""
    days = (
        draft.changed_on + timedelta(days=policy.keep_drafts_idle_days),
        draft.open_until,
        draft.told_until,
    )
    return max(day for day in days if day is not None)


def notice_day(draft: Idle, policy: RetentionPolicy) -> date:
    """From when on its learner is told of it."""
    return idle_until(draft, policy) - timedelta(days=FIRST_NOTICE_DAYS)


def announced_until(draft: Idle, policy: RetentionPolicy, day: date) -> date:
    """Until when a draft is kept of which its learner is told on this day: they have all of the time that is theirs."""
    return max(idle_until(draft, policy), day + timedelta(days=FIRST_NOTICE_DAYS))


def last_notice_day(draft: Idle, policy: RetentionPolicy) -> date:
    """From when on its learner is told a second time."""
    return idle_until(draft, policy) - timedelta(days=LAST_NOTICE_DAYS)


def last_notice_until(draft: Idle, policy: RetentionPolicy, day: date) -> date:
    """Until when it is kept where they are told so on this day: a run that comes late puts it off."""
    return max(idle_until(draft, policy), day + timedelta(days=LAST_NOTICE_DAYS))


def is_over(until: date | None, day: date) -> bool:
    return until is not None and until < day
