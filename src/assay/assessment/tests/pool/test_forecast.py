"""The forecast reckons from what waits and from the past; its interval holds in a model."""

import random
from datetime import date, timedelta

import pytest

from assay.assessment.pool.forecast import (
    Drafts,
    Ended,
    Facts,
    Reader,
    Waiting,
    first_days,
    forecast,
    grouped,
    half_after,
    kind_number,
    kind_of,
    life_table,
    peak_times,
)

MONDAY = date(2026, 11, 2)
#: Of a hundred drafts 20 are handed in in each of the first four weeks, and 20 are left after the fifth.
PAST = (
    *(Ended(weeks=n, how="handed_in", many=20) for n in range(4)),
    Ended(weeks=5, how="left", many=20),
)


def test_six_weeks_begin_on_this_monday_or_at_the_end_of_a_week_on_the_next() -> None:
    assert first_days(MONDAY + timedelta(days=3))[0] == MONDAY
    assert first_days(MONDAY + timedelta(days=4))[0] == MONDAY + timedelta(days=7)
    assert len(first_days(MONDAY)) == 6


def test_a_life_table_counts_those_still_open() -> None:
    table = life_table(PAST)
    assert table[:4] == pytest.approx([20 / 100, 20 / 80, 20 / 60, 20 / 40])
    assert table[4] == 0 and half_after(PAST) == 2
    open_too = life_table((*PAST, Ended(weeks=1, how="open", many=100)))
    assert open_too[0] == pytest.approx(20 / 200) and open_too[1] == pytest.approx(20 / 130)


def test_what_waits_counts_in_the_week_it_is_promised_for_and_what_is_late_in_the_first() -> None:
    waiting = [
        Waiting(kind=1, due_on=MONDAY - timedelta(days=30), sure=2),
        Waiting(kind=1, due_on=MONDAY + timedelta(days=8), sure=1, many=3),
        Waiting(kind=2, due_on=MONDAY + timedelta(days=60), sure=1),
    ]
    found = forecast(Facts(day=MONDAY, waiting=waiting))
    assert [week.need for week in found.weeks] == [2, 3, 0, 0, 0, 0]
    assert all(week.low == week.need == week.high for week in found.weeks)


def test_too_few_hand_ins_date_no_draft() -> None:
    few = (Ended(weeks=1, how="handed_in", many=9),)
    drafts = [Drafts(kind=1, weeks=0, again=False, many=40)]
    found = forecast(Facts(day=MONDAY, drafts=drafts, first=few, starts={1: 5.0}))
    assert not found.dated and found.open_drafts == 40
    assert sum(week.need for week in found.weeks) == 0


def test_drafts_come_as_others_did_two_weeks_before_their_promise() -> None:
    drafts = [Drafts(kind=1, weeks=0, again=False, many=100)]
    found = forecast(Facts(day=MONDAY, drafts=drafts, first=PAST, target_days=10))
    # Handed in on a Wednesday, promised for the Wednesday two weeks later.
    assert [round(week.need, 6) for week in found.weeks] == [0, 0, 20, 20, 20, 20]
    twice = forecast(Facts(day=MONDAY, drafts=drafts, first=PAST, target_days=10, doubled={1: 0.5}))
    assert twice.weeks[2].need == pytest.approx(30)


def test_a_peak_brings_more_and_closed_days_move_promises() -> None:
    drafts = [Drafts(kind=1, weeks=0, again=False, many=100)]
    facts = {"drafts": drafts, "first": PAST, "target_days": 5}
    plain = forecast(Facts(day=MONDAY, **facts))
    peak = [(MONDAY, MONDAY + timedelta(days=4))]
    more = forecast(Facts(day=MONDAY, **facts, peaks=peak, peak_times=2.0))
    assert more.weeks[1].need == pytest.approx(2 * plain.weeks[1].need)
    assert more.weeks[2].need < plain.weeks[2].need  # who came earlier comes no more
    assert more.weeks[0].is_peak and not more.weeks[1].is_peak
    shut = [(MONDAY + timedelta(days=7), MONDAY + timedelta(days=11))]
    later = forecast(Facts(day=MONDAY, **facts, closed=shut))
    assert later.weeks[1].need == 0 and later.weeks[2].need > plain.weeks[2].need


def test_a_peak_is_measured_only_where_past_ones_tell() -> None:
    weeks = {MONDAY - timedelta(weeks=n): 10 for n in range(20)}
    peaks = [(MONDAY - timedelta(weeks=3), MONDAY - timedelta(days=15))]
    assert peak_times(weeks, peaks) is None
    weeks[MONDAY - timedelta(weeks=3)] = 32
    assert peak_times(weeks, peaks) == pytest.approx(3.2)


def test_starts_and_next_attempts_come_within_the_weeks() -> None:
    started = forecast(Facts(day=MONDAY, first=PAST, starts={1: 10.0}, target_days=0))
    assert [round(week.starts, 3) for week in started.weeks] == [2, 4, 6, 8, 8, 8]
    waiting = [Waiting(kind=1, due_on=MONDAY, sure=1, many=100)]
    again = forecast(
        Facts(day=MONDAY, first=PAST, again=PAST, waiting=waiting, not_yet=0.4, target_days=0)
    )
    assert again.weeks[0].starts == pytest.approx(8)  # of 40 the fifth part at once


def test_the_pool_gives_agreed_shares_less_closed_days_and_days_away() -> None:
    readers = [
        Reader(kinds=frozenset({1}), per_week=2),
        Reader(kinds=frozenset({1, 2}), per_week=5, away_until=MONDAY + timedelta(days=9)),
    ]
    shut = [(MONDAY + timedelta(days=14), MONDAY + timedelta(days=15))]
    found = forecast(Facts(day=MONDAY + timedelta(days=1), readers=readers, closed=shut))
    assert [round(week.capacity, 1) for week in found.weeks][:4] == [1.6, 5.0, 4.2, 7.0]
    assert [round(week.capacity, 1) for week in found.by_kind[2]][:4] == [0, 3.0, 3.0, 5.0]


def test_readings_nobody_else_could_give_are_short_though_the_pool_has_room() -> None:
    facts = Facts(
        day=MONDAY,
        waiting=[Waiting(kind=1, due_on=MONDAY, sure=1, many=9)],
        readers=[
            Reader(kinds=frozenset({1}), per_week=2),
            Reader(kinds=frozenset({2}), per_week=30),
        ],
    )
    found = forecast(facts)
    assert found.weeks[0].short == 0 and found.short(2) == 7
    both = grouped(found, facts, {1, 2})
    assert (both[0].need, both[0].capacity) == (9, 32)


def test_the_interval_holds_nine_of_ten_weeks_of_a_model() -> None:
    """Drafts and starts drawn as the forecast supposes: how often what comes lies within the range."""
    rng, held, weeks = random.Random(11), 0, 0
    facts = Facts(
        day=MONDAY,
        drafts=[Drafts(kind=1, weeks=0, again=False, many=60)],
        first=PAST,
        starts={1: 6.0},
        doubled={1: 0.3},
        target_days=0,
    )
    found = forecast(facts)
    table = life_table(PAST)
    for _run in range(400):
        need = [0] * 6
        begun = [(0, 60)] + [
            (week, sum(rng.random() < 0.1 for _n in range(60))) for week in range(6)
        ]
        for first, many in begun:
            for _one in range(many):
                for week in range(first, 6):
                    if rng.random() < table[week - first]:
                        need[week] += 2 if rng.random() < 0.3 else 1
                        break
        for seen, week in zip(need, found.weeks, strict=True):
            held += week.low - 0.5 <= seen <= week.high + 0.5
            weeks += 1
    assert 0.87 <= held / weeks <= 0.95


@pytest.mark.parametrize("language", ["", "es", "zh-hans", "ar", "x" * 20])
def test_a_kind_is_a_micro_credential_in_a_language(language: str) -> None:
    number = kind_number(4711, language)
    assert kind_of(number) == (4711, language) and (number < 0) is bool(language)


def test_who_cannot_read_the_language_is_no_capacity_for_it() -> None:
    spanish = kind_number(1, "es")
    waiting = [Waiting(kind=spanish, due_on=MONDAY, sure=2)]
    one = Reader(kinds=frozenset({1}), per_week=9)
    alone = forecast(Facts(day=MONDAY, waiting=waiting, readers=[one]))
    assert alone.by_kind[spanish][0].capacity == 0 and alone.short(1) == 2
    both = Reader(kinds=frozenset({1, spanish}), per_week=9)
    assert forecast(Facts(day=MONDAY, waiting=waiting, readers=[one, both])).short(1) == 0
