"""What becomes of a lease that lies idle: reminded of at half its time, ended after the whole. Without database."""

from enum import StrEnum


class Step(StrEnum):
    """What is due with a lease today."""

    NOTHING = ""
    REMIND = "remind"
    LAPSE = "lapse"


def step(idle_days: int, limit: int) -> Step:
    """After so many business days without a sign of work, where so many end it."""
    if idle_days >= limit:
        return Step.LAPSE
    return Step.REMIND if idle_days * 2 >= limit else Step.NOTHING
