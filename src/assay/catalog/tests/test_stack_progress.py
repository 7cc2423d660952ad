"""A stack's rules as one function: every form of `stacks.yaml`, and what holds whatever somebody earns."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.content.stack_progress import Earned, months_after, progress

TODAY = date(2027, 3, 1)
FOUNDATIONS: dict[str, Any] = {
    "groups": [
        {"title": "Core", "rule": {"type": "all"}, "members": ["a", "b", "c"]},
        {"title": "Access", "rule": {"type": "at_least", "n": 1}, "members": ["d", "e"]},
    ],
    "capstone": None,
}
WITH_CAPSTONE = {**FOUNDATIONS, "capstone": {"id": "cap"}}
WITHIN_A_YEAR = {**FOUNDATIONS, "window_months": 12}
IN_ORDER = {**FOUNDATIONS, "order": "enforced", "suggested_sequence": ["b", "a", "c", "d", "e"]}
CURRENT = {**FOUNDATIONS, "accepts_versions": "current_only"}
TRACKS = {
    "tracks": [
        {
            "id": "lead",
            "title": "Teacher leader",
            "groups": [{"rule": {"type": "all"}, "members": ["a", "b", "c"]}],
        },
        {
            "id": "admin",
            "title": "Administrator",
            "groups": [{"rule": {"type": "all"}, "members": ["d", "e"]}],
        },
    ]
}
ALL = (FOUNDATIONS, WITH_CAPSTONE, WITHIN_A_YEAR, IN_ORDER, CURRENT, TRACKS)


def held(*idents: str, days_ago: int = 10) -> list[Earned]:
    return [Earned(ident=ident, on=TODAY - timedelta(days_ago)) for ident in idents]


def test_of_a_group_with_a_choice_only_as_many_count_as_it_asks() -> None:
    found = progress(FOUNDATIONS, held("a", "d", "e"), TODAY)
    assert (found.done, found.needed, found.left) == (2, 4, ("b", "c"))
    assert not found.complete


def test_a_group_that_is_met_asks_for_nothing_more() -> None:
    assert progress(FOUNDATIONS, held("d"), TODAY).left == ("a", "b", "c")
    assert progress(FOUNDATIONS, held("a", "b", "c"), TODAY).left == ("d", "e")


def test_a_capstone_comes_last() -> None:
    assert not progress(WITH_CAPSTONE, held("a", "b", "c"), TODAY).capstone_next
    ready = progress(WITH_CAPSTONE, held("a", "b", "c", "d"), TODAY)
    assert ready.capstone_next
    assert not ready.complete
    whole = progress(WITH_CAPSTONE, held("a", "b", "c", "d", "cap"), TODAY)
    assert whole.complete
    assert whole.idents == {"a", "b", "c", "d", "cap"}


def test_of_two_tracks_the_one_further_along_counts() -> None:
    assert progress(TRACKS, held("d"), TODAY).track == "Administrator"
    assert progress(TRACKS, held("a", "b", "d"), TODAY).track_id == "lead"


def test_what_was_earned_too_long_before_does_not_count_and_is_told() -> None:
    earned = [*held("a", days_ago=400), *held("b", "c", "d", days_ago=10)]
    found = progress(WITHIN_A_YEAR, earned, TODAY)
    assert (found.done, found.left, found.outside) == (3, ("a",), (("a", "window"),))
    assert found.until == months_after(TODAY - timedelta(10), 12)


def test_what_was_complete_within_the_span_stays_complete() -> None:
    earned = [*held("a", "b", days_ago=900), *held("c", "d", days_ago=600)]
    assert progress(WITHIN_A_YEAR, earned, TODAY).complete


def test_a_span_that_is_over_and_was_not_met_counts_for_nothing() -> None:
    found = progress(WITHIN_A_YEAR, held("a", "b", days_ago=500), TODAY)
    assert (found.done, found.outside) == (0, (("a", "window"), ("b", "window")))


def test_an_enforced_order_counts_what_was_earned_in_it() -> None:
    right = [*held("b", days_ago=40), *held("a", days_ago=30), *held("c", days_ago=20)]
    assert progress(IN_ORDER, [*right, *held("e")], TODAY).complete
    wrong = [*held("a", days_ago=40), *held("b", days_ago=30)]
    found = progress(IN_ORDER, wrong, TODAY)
    assert (found.done, found.outside) == (1, (("a", "order"),))


def test_only_the_current_version_counts_where_the_stack_says_so() -> None:
    old = [Earned(ident="a", on=TODAY, current=False)]
    assert progress(FOUNDATIONS, old, TODAY).done == 1
    found = progress(CURRENT, old, TODAY)
    assert (found.done, found.outside) == (0, (("a", "version"),))


def test_months_end_where_the_month_does() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 5), 36) == date(2029, 12, 5)


badges = st.builds(
    Earned,
    ident=st.sampled_from(["a", "b", "c", "d", "e", "cap", "x"]),
    on=st.dates(TODAY - timedelta(1500), TODAY),
    current=st.booleans(),
)
stacks = st.sampled_from(ALL)


@given(stacks, st.lists(badges, max_size=9), badges)
def test_one_badge_more_never_takes_anything_away(
    data: dict[str, Any], earned: list[Earned], more: Earned
) -> None:
    before, after = (progress(data, found, TODAY) for found in (earned, [*earned, more]))
    assert not after < before or after.complete
    assert before.complete <= after.complete


@given(stacks, st.lists(badges, max_size=9), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_told_does_not_matter(
    data: dict[str, Any], earned: list[Earned], random: Any
) -> None:
    shuffled = list(earned)
    random.shuffle(shuffled)
    first, second = progress(data, earned, TODAY), progress(data, shuffled, TODAY)
    assert (first.done, first.left, first.complete) == (second.done, second.left, second.complete)


@given(stacks, st.lists(badges, max_size=9))
def test_what_is_said_holds_together(data: dict[str, Any], earned: list[Earned]) -> None:
    found = progress(data, earned, TODAY)
    assert found.done <= found.needed
    assert found.done == sum(group.done for group in found.groups)
    assert not set(found.left) & {e.ident for group in found.groups for e in group.counted}
    assert {ident for ident, _why in found.outside} <= set(found.left)
    assert found.idents <= {e.ident for e in earned}
    assert bool(found.left) == (found.done < found.needed)
    if data.get("window_months") and found.counted:
        days = [e.on for e in found.counted if e.ident != "cap"]
        assert not days or max(days) <= months_after(min(days), data["window_months"])


@given(stacks, st.lists(badges, max_size=9))
def test_what_counts_completes_it_alone(data: dict[str, Any], earned: list[Earned]) -> None:
    found = progress(data, earned, TODAY)
    if found.complete:
        assert progress(data, found.counted, TODAY).complete
