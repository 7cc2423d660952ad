"""A round of offers serves what is due first, as much of it as can be, and loads people fairly; bars hold."""

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.assessment.judging.allocation import Candidate, Waiting, allot, bar, best_for, fair_order

MOST_OPEN = 6


def candidate(person: int, **facts: Any) -> Candidate:
    known: dict[str, Any] = {
        "person": person,
        "workplaces": frozenset(),
        "conflicts": frozenset(),
        "certified": frozenset({(1, "1")}),
        "open_leases": 0,
    }
    return Candidate(**(known | facts))


def waiting(evaluation: int, **facts: Any) -> Waiting:
    known: dict[str, Any] = {
        "evaluation": evaluation,
        "learner": 1000 + evaluation,
        "learner_workplaces": frozenset(),
        "micro_credential": 1,
        "major": "1",
        "already": frozenset(),
        "screened": frozenset(),
        "due": "2026-12-01",
    }
    return Waiting(**(known | facts))


def pairs(candidates: list[Candidate], queue: list[Waiting]) -> dict[int, int]:
    """Evaluation -> person."""
    round_ = allot(candidates, queue, most_open=MOST_OPEN)
    return {one.evaluation: who.person for who, one in round_}


WAITING = st.builds(
    lambda n, due, learner, kind, already, language: {
        "due": f"2026-12-{due:02}",
        "learner": 1000 + learner,
        "micro_credential": kind,
        "already": frozenset(already),
        "language": language,
    },
    st.none(),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sets(st.integers(1, 4), max_size=2),
    st.sampled_from(("", "", "es", "vi")),
)
ASSESSORS = st.builds(
    lambda kinds, conflicts, taken, week, languages: {
        "certified": frozenset((kind, "1") for kind in kinds),
        "conflicts": frozenset(1000 + learner for learner in conflicts),
        "taken": taken,
        "per_week": float(week),
        "languages": frozenset(languages),
    },
    st.sets(st.integers(1, 2)),
    st.sets(st.integers(1, 3), max_size=2),
    st.integers(0, 6),
    st.integers(0, 3),
    st.sets(st.sampled_from(("es", "vi"))),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ASSESSORS, max_size=4), st.lists(WAITING, max_size=5))
def test_a_round_serves_what_is_due_first_and_as_much_as_can_be(
    people: list[dict[str, Any]], queue: list[dict[str, Any]]
) -> None:
    candidates = [candidate(n, **facts) for n, facts in enumerate(people, 1)]
    lying = [waiting(n, **facts) for n, facts in enumerate(queue, 1)]
    got = allot(candidates, lying, most_open=MOST_OPEN)
    assert all(bar(who, one) is None and who.has_room(MOST_OPEN) for who, one in got)
    assert all(one.language in {"", *who.languages} for who, one in got)
    assert len({who.person for who, _one in got}) == len({one.evaluation for _w, one in got})
    served = {one.evaluation for _who, one in got}
    assert [
        one.evaluation in served for one in sorted(lying, key=lambda w: (w.due, w.evaluation))
    ] == (best_by_trying(candidates, lying))


def best_by_trying(candidates: list[Candidate], queue: list[Waiting]) -> list[bool]:
    """Which of the queue, in its order, are served at best: by trying every way."""
    in_order = sorted(queue, key=lambda one: (one.due, one.evaluation))
    free = [one for one in candidates if one.has_room(MOST_OPEN)]
    seats: list[Candidate | None] = [*free, *[None] * len(in_order)]
    ways = set()
    for way in permutations(seats, len(in_order)):
        ways.add(
            tuple(
                who is not None and bar(who, one) is None
                for who, one in zip(way, in_order, strict=True)
            )
        )
    return list(max(ways, default=()))


@given(ASSESSORS, st.lists(WAITING, max_size=6))
def test_who_asks_gets_something_whenever_something_is_free(
    facts: dict[str, Any], queue: list[dict[str, Any]]
) -> None:
    who = candidate(1, **facts)
    lying = [waiting(n, **one) for n, one in enumerate(queue, 1)]
    free = [one for one in lying if bar(who, one) is None]
    got = best_for(who, lying)
    assert (got is None) == (not free)
    assert got is None or got.due == min(one.due for one in free)


def test_whoever_carries_least_of_their_share_is_asked_first() -> None:
    full, half, less = (
        candidate(1, taken=8, per_week=2),
        candidate(2, taken=8, per_week=4),
        candidate(3, taken=3, per_week=1),
    )
    assert [one.person for one in fair_order([full, less, half])] == [2, 3, 1]
    assert pairs([full, half, less], [waiting(1)]) == {1: 2}


def test_nobody_is_asked_beyond_their_share_their_limit_or_a_share_of_nothing() -> None:
    over = candidate(1, taken_this_week=2, per_week=2)
    many = candidate(2, open_leases=MOST_OPEN, per_week=9)
    none = candidate(3, per_week=0)
    assert pairs([over, many, none], [waiting(1)]) == {}


def test_the_second_reader_is_from_another_department_where_one_is() -> None:
    one_department = frozenset({7})
    second = waiting(1, first_reader=9, first_departments=one_department)
    near, far = candidate(1, departments=one_department), candidate(2, departments=frozenset({8}))
    assert pairs([near, far], [second]) == {1: 2}
    assert pairs([near], [second]) == {1: 1}, "a preference, and no bar"


def test_the_same_two_do_not_meet_by_habit() -> None:
    often, never = candidate(1, met={1001: 739_000}), candidate(2)
    assert pairs([often, never], [waiting(1)]) == {1: 2}
    beside = waiting(1, first_reader=9)
    assert pairs([candidate(1, met={9: 739_000}), candidate(2, met={9: 738_000})], [beside]) == {
        1: 2
    }
    who = candidate(1, met={1001: 739_000, 9: 738_000})
    assert best_for(who, [waiting(1), waiting(2, first_reader=9), waiting(3)]) == waiting(3)


def test_evidence_in_another_language_goes_to_those_who_read_it() -> None:
    vietnamese = waiting(1, language="vi")
    assert bar(candidate(1), vietnamese) == "language"
    assert pairs([candidate(1), candidate(2, languages=frozenset({"vi"}))], [vietnamese]) == {1: 2}


def test_an_offer_that_ran_out_is_not_repeated_but_may_be_taken() -> None:
    who, one = candidate(1), waiting(1, passed=frozenset({1}))
    assert pairs([who], [one]) == {}
    assert best_for(who, [one]) == one


def test_whoever_may_score_much_stays_free_for_what_few_may_score() -> None:
    all_round = candidate(1, certified=frozenset({(1, "1"), (2, "1")}))
    single = candidate(2)
    both = [waiting(1), waiting(2, micro_credential=2, due="2026-12-02")]
    assert pairs([all_round, single], both) == {1: 2, 2: 1}
    fresh = candidate(2, taken=3, per_week=1)  # asked last, so the first offer is passed on
    assert pairs([all_round, fresh], both) == {1: 2, 2: 1}
