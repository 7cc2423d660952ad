from hypothesis import given
from hypothesis import strategies as st

from assay.journeys.stacks import progress

FOUNDATIONS = {
    "groups": [
        {"title": "Core", "rule": {"type": "all"}, "members": ["a", "b", "c"]},
        {"title": "Access", "rule": {"type": "at_least", "n": 1}, "members": ["d", "e"]},
    ],
    "capstone": None,
}
WITH_CAPSTONE = {**FOUNDATIONS, "capstone": {"id": "cap"}}
TRACKS = {
    "tracks": [
        {
            "title": "Teacher leader",
            "groups": [{"rule": {"type": "all"}, "members": ["a", "b", "c"]}],
        },
        {"title": "Administrator", "groups": [{"rule": {"type": "all"}, "members": ["d", "e"]}]},
    ]
}


def test_of_a_group_with_a_choice_only_as_many_count_as_it_asks() -> None:
    found = progress(FOUNDATIONS, {"a", "d", "e"})
    assert (found.done, found.needed, found.left) == (2, 4, ("b", "c"))
    assert not found.complete


def test_a_group_that_is_met_asks_for_nothing_more() -> None:
    assert progress(FOUNDATIONS, {"d"}).left == ("a", "b", "c")
    assert progress(FOUNDATIONS, {"a", "b", "c"}).left == ("d", "e")


def test_a_capstone_comes_last() -> None:
    assert not progress(WITH_CAPSTONE, {"a", "b", "c"}).capstone_next
    ready = progress(WITH_CAPSTONE, {"a", "b", "c", "d"})
    assert ready.capstone_next
    assert not ready.complete
    assert progress(WITH_CAPSTONE, {"a", "b", "c", "d", "cap"}).complete


def test_of_two_tracks_the_one_further_along_counts() -> None:
    assert progress(TRACKS, {"d"}).track == "Administrator"
    assert progress(TRACKS, {"a", "b", "d"}).track == "Teacher leader"


@given(st.sets(st.sampled_from("abcdex")), st.sampled_from("abcde"))
def test_earning_one_more_never_takes_anything_away(earned: set[str], more: str) -> None:
    for data in (FOUNDATIONS, WITH_CAPSTONE):
        before, after = progress(data, earned), progress(data, earned | {more})
        assert before.done <= after.done <= after.needed == before.needed
        assert more not in after.left
        assert not set(after.left) & earned
