"""What is still open in a stack, in words."""

from datetime import date, timedelta
from typing import Any

from assay.catalog.content.stack_progress import Earned, progress
from assay.catalog.content.stack_words import still_open
from assay.catalog.tests.test_stack_progress import (
    CURRENT,
    IN_ORDER,
    TODAY,
    WITH_CAPSTONE,
    WITHIN_A_YEAR,
    held,
)

TITLES = {"a": "Routines", "b": "Wait Time", "c": "Checking", "d": "Data", "e": "Variability"}


def said(data: dict[str, Any], earned: list[Earned]) -> list[str]:
    titles = {**TITLES, "cap": "One unit"}
    return still_open(progress(data, earned, TODAY), data, titles)


def test_it_names_what_every_group_still_asks_and_the_capstone() -> None:
    assert said(WITH_CAPSTONE, held("a")) == [
        "Core: Wait Time and Checking are still to earn.",
        "Access: 1 more of these: Data or Variability.",
        "Then comes the capstone: One unit.",
    ]
    assert said(WITH_CAPSTONE, held("a", "b", "c", "d")) == ["Only the capstone is left: One unit."]
    assert said(WITH_CAPSTONE, held("a", "b", "c", "d", "cap")) == [
        "You have earned all that this stack asks for."
    ]


def test_it_says_by_when_and_why_something_does_not_count() -> None:
    late = said(WITHIN_A_YEAR, [*held("a", days_ago=400), *held("b", "c", "d")])
    assert late[0] == "Core: Routines is still to earn."
    assert late[1].startswith("What you have counts if you earn the rest by ")
    assert "February 19, 2028" in late[1]
    assert late[2].startswith("Routines does not count: all badges of this stack are to be earned")
    old = said(CURRENT, [Earned(ident="a", on=date(2027, 1, 2), current=False)])
    assert "takes the current one" in old[-1]
    turned = [Earned(ident="c", on=TODAY - timedelta(2)), *held("b", "a", days_ago=1)]
    assert "fixed order" in said(IN_ORDER, turned)[-1]
