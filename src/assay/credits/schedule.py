"""When to hand in so that credit is there before a license ends: a calm day and the last one, reckoned backwards.

From the promise of assessment, the week that a batch may wait, and the time a state usually takes to answer. Computed
from days alone; nobody is hurried by it, and where the end is far away nothing is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assay.program.calendar import Period, add_business_days

#: What is taken for granted until the program's own figures are known: a batch each week, two weeks for its answer,
#: and how much room a calm day leaves.
BATCH_DAYS, ANSWER_DAYS, ROOM_DAYS = 7, 14, 28
#: Before that nobody needs dates.
TOLD_WITHIN = timedelta(days=365)


def evaluation_day(sent_on: date, days: int) -> date | None:
    """The last day to answer a state's own evaluation, so many days after credit was sent; None where there is none."""
    return sent_on + timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to be in time."""

    handed_in_on: date
    decided_on: date
    sent_on: date
    answered_on: date


def way_to(
    last: date, *, business_days: int, closed: Iterable[Period], is_sent: bool, room_days: int = 0
) -> Way:
    """The latest way that ends `room_days` before the last day, all steps in it. `is_sent`: it goes to a state."""
    periods = tuple(closed)
    answered = last - timedelta(days=room_days)
    sent = answered - timedelta(days=ANSWER_DAYS) if is_sent else answered
    decided = sent - timedelta(days=BATCH_DAYS) if is_sent else sent
    handed_in = decided - timedelta(days=business_days)
    while add_business_days(handed_in, business_days, periods) > decided:
        handed_in -= timedelta(days=1)
    return Way(handed_in_on=handed_in, decided_on=decided, sent_on=sent, answered_on=answered)
