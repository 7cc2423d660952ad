"""How near two micro-credentials are: alike either way round, by words, method and standards; never a decision."""

from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.content.likeness import Sketch, nearest

PAUSE = Sketch(
    key=1,
    text="Using Wait Time. The educator pauses after questions so that more students respond.",
    method="Two-pause questioning: wait three seconds.",
    standards=frozenset({"dimensions 2.3"}),
)
SAME = Sketch(
    key=2,
    text="Pauses That Let Students Think. The educator pauses after each question.",
    method="Questioning with a pause of three seconds.",
    standards=frozenset({"dimensions 2.3"}),
)
OTHER = Sketch(key=3, text="Planning a budget for a school library.", method="Spreadsheets.")
_SKETCHES = st.lists(
    st.builds(
        Sketch,
        key=st.integers(1, 9),
        text=st.text(max_size=80),
        method=st.text(max_size=40),
        standards=st.frozensets(st.sampled_from(["a 1", "a 2", "b 1"])),
    ),
    max_size=8,
    unique_by=lambda sketch: sketch.key,
)


def test_what_says_the_same_is_found_with_why() -> None:
    [found] = nearest(PAUSE, [SAME, OTHER])
    assert found.key == 2 and found.standards == ("dimensions 2.3",)
    assert {"pauses", "students"} <= set(found.words) and "questioning" in found.method


def test_what_has_nothing_in_common_is_not() -> None:
    assert nearest(PAUSE, [OTHER]) == []
    assert nearest(OTHER, [PAUSE, SAME]) == []


@given(_SKETCHES)
def test_nearness_is_the_same_either_way_round(sketches: list[Sketch]) -> None:
    for one in sketches:
        for found in nearest(one, sketches, most=99, least=0.0001):
            other = next(sketch for sketch in sketches if sketch.key == found.key)
            back = nearest(other, sketches, most=99, least=0.0001)
            assert 0 < found.share <= 1.0001 and found.key != one.key
            assert found.share in [near.share for near in back if near.key == one.key]
