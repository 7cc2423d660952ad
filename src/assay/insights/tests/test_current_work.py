from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.insights.current_work import (
    DRAFT,
    INCOMPLETE,
    NOT_YET,
    PRESSING,
    REVISING,
    WAITING,
    WITHDRAWN,
    Work,
    greeting,
    most_pressing,
)

KINDS = [INCOMPLETE, REVISING, NOT_YET, DRAFT, WAITING, WITHDRAWN]


def make_work(kind: str, *, pk: int = 1, day: int = 1) -> Work:
    saved = datetime(2026, 11, day, tzinfo=UTC)
    return Work(
        pk=pk,
        kind=kind,
        title="Wait time",
        slug="wait-time",
        number="1.0",
        language="en",
        saved_at=saved,
    )


def test_what_somebody_waits_for_comes_before_what_one_has_begun() -> None:
    works = [make_work(DRAFT, day=9), make_work(NOT_YET, day=3), make_work(INCOMPLETE, day=1)]
    assert most_pressing(works).kind == INCOMPLETE
    assert most_pressing(works[:2]).kind == NOT_YET


def test_of_two_drafts_the_one_touched_last_comes_first() -> None:
    assert most_pressing([make_work(DRAFT, pk=1, day=3), make_work(DRAFT, pk=2, day=8)]).pk == 2


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 28)), max_size=12))
def test_nothing_that_waits_on_others_presses(facts: list[tuple[str, int]]) -> None:
    works = [make_work(kind, pk=n, day=day) for n, (kind, day) in enumerate(facts)]
    first = most_pressing(works)
    assert (first is None) == all(work.kind in {WAITING, WITHDRAWN} for work in works)
    if first is not None:
        assert all(
            PRESSING.index(first.kind) <= PRESSING.index(w.kind)
            for w in works
            if w.kind in PRESSING
        )


@pytest.mark.parametrize(
    ("hour", "word"),
    [
        (3, "evening"),
        (4, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, word: str) -> None:
    assert greeting(hour) == word
