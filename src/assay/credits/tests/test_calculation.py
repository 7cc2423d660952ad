"""Whatever is given in whatever order: explanations add up, caps hold, windows hold, and order does not matter."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.credits.rules.calculation import calculate, carry_over
from assay.credits.rules.nouns import (
    Activity,
    Approval,
    Cap,
    Completion,
    Confidence,
    Cycle,
    Hours,
    Method,
    Program,
    Requirement,
    Rounding,
    Rule,
    Source,
    Window,
)
from assay.credits.rules.words import STEPS

FIRST, LAST = date(2024, 7, 1), date(2029, 6, 30)
CYCLE = Cycle(FIRST, LAST)
SOURCE = Source(title="here", url="", checked=FIRST, confidence=Confidence.FICTIONAL)
RULE = Rule(
    id="plain",
    since=date(2020, 1, 1),
    name="Plain",
    state="MI",
    purpose="renewal",
    unit="contact_hour",
    source=SOURCE,
    method=Method.HOURS,
    requirements={"": Requirement(total=Decimal(100), minimums={"reading": Decimal(20)})},
)
CATEGORIES = ("", "reading", "presenting")

amounts = st.decimals(min_value=0, max_value=60, places=2)
days = st.dates(min_value=FIRST - timedelta(days=60), max_value=LAST + timedelta(days=60))
programs = st.none() | st.builds(
    Program, st.just("P-1"), amounts, st.just(date(2024, 1, 1)), st.just(FIRST), st.just(LAST)
)
activities = st.lists(
    st.builds(
        Activity,
        id=st.uuids().map(str),
        title=st.just("it"),
        ended_on=days,
        began_on=st.just(FIRST),
        contact_hours=amounts,
        micro_credential=st.sampled_from(("", "a", "b", "c")),
        category=st.sampled_from(CATEGORIES),
        component=st.sampled_from(("", "1", "2")),
        program=programs,
        approved=st.frozensets(st.sampled_from(("component", "provider", "plan"))),
        completes_stack=st.booleans(),
        group=st.sampled_from(("x", "y")),
        is_capstone=st.booleans(),
        other=st.none() | st.tuples(st.sampled_from(("semester_hour", "ceu")), amounts),
        used_for=st.frozensets(st.sampled_from(("salary", "renewal"))),
        entered_on=st.none() | days,
        settled=st.none(),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
caps = st.lists(
    st.builds(
        Cap,
        most=st.just(Decimal(30)) | st.just(Decimal("7.5")),
        category=st.sampled_from(CATEGORIES),
        year_from=st.none() | st.just((7, 1)),
    ),
    max_size=3,
).map(tuple)
rules = st.builds(
    replace,
    st.just(RULE),
    method=st.sampled_from(Method),
    hours=st.sampled_from(Hours),
    factor=st.sampled_from((Decimal(1), Decimal("0.1"))),
    amount=st.sampled_from((Decimal(6), Decimal("0.5"))),
    stack_bonus=st.sampled_from((Decimal(0), Decimal(3))),
    completion=st.just(Completion(groups={"x": 2, "y": 1}, capstone=True, within_years=3)),
    conversions=st.just({"semester_hour": Decimal(15)}),
    step=st.none() | st.sampled_from((Decimal("0.25"), Decimal(1))),
    rounding=st.sampled_from(Rounding),
    caps=caps,
    within_cycle=st.booleans(),
    once=st.sampled_from(("", "component", "micro_credential")),
    approvals=st.sampled_from(
        ((), (Approval(what="program", lead_days=14),), (Approval(what="plan"),))
    ),
    not_also_for=st.sampled_from((frozenset(), frozenset({"salary"}))),
)


@given(rules, activities)
@settings(max_examples=300, deadline=None)
def test_every_explanation_adds_up_and_has_words(rule: Rule, done: list[Activity]) -> None:
    result = calculate(rule, CYCLE, done)
    for line in result.lines:
        assert sum((step.change for step in line.steps), Decimal(0)) == line.amount >= 0
        assert line.steps and {step.code for step in line.steps} <= STEPS
    assert sum((line.amount for line in result.lines), Decimal(0)) == result.total
    assert sum(result.by_category.values(), Decimal(0)) == result.total
    assert len(result.lines) == len(done)


@given(rules, activities, st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_order_in_which_awards_are_given_changes_nothing(
    rule: Rule, done: list[Activity], random: object
) -> None:
    shuffled = list(done)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert calculate(rule, CYCLE, shuffled) == calculate(rule, CYCLE, done)


@given(rules, activities)
@settings(max_examples=300, deadline=None)
def test_no_cap_and_no_window_is_ever_passed(rule: Rule, done: list[Activity]) -> None:
    result = calculate(rule, CYCLE, done)
    for cap in rule.caps if rule.method is not Method.PROGRAM else ():
        taken: dict[int, Decimal] = {}
        for line in result.lines:
            day = line.activity.ended_on
            if cap.category in ("", line.activity.category):
                year = (
                    0
                    if cap.year_from is None
                    else day.year - ((day.month, day.day) < cap.year_from)
                )
                taken[year] = taken.get(year, Decimal(0)) + line.amount
        assert all(amount <= (cap.most or 0) for amount in taken.values())
    for line in result.lines:
        if rule.within_cycle and not FIRST <= line.activity.ended_on <= LAST:
            assert line.amount == 0
        if rule.not_also_for & line.activity.used_for:
            assert line.amount == 0


@given(activities, amounts)
@settings(max_examples=200, deadline=None)
def test_no_more_carries_over_than_is_beyond_the_need(
    done: list[Activity], carried: Decimal
) -> None:
    rule = replace(RULE, within_cycle=True, carry_over=Window(first=(4, 1), last=(6, 30)))
    result = calculate(rule, CYCLE, done, carried=carried)
    over = carry_over(rule, CYCLE, result)
    assert 0 <= over <= max(result.total - 100, Decimal(0))
    assert result.is_met == (not result.lacking)


def test_a_license_that_ends_on_the_day_of_the_award_still_counts_it() -> None:
    rule = replace(RULE, within_cycle=True)
    on_the_day = Activity("a", "a", LAST, LAST, Decimal(5), "a")
    late = on_the_day._replace(id="b", ended_on=LAST + timedelta(days=1))
    assert [line.amount for line in calculate(rule, CYCLE, [late, on_the_day]).lines] == [5, 0]


def test_a_cycle_that_ends_on_a_leap_day_carries_over_from_its_last_year() -> None:
    rule = replace(
        RULE,
        requirements={"": Requirement(total=Decimal(1))},
        carry_over=Window(first=(2, 1), last=(2, 29)),
    )
    cycle = Cycle(date(2023, 3, 1), date(2028, 2, 29))
    done = [
        Activity("old", "old", date(2027, 2, 28), FIRST, Decimal(5), "a"),
        Activity("new", "new", date(2028, 2, 29), FIRST, Decimal(3), "b"),
    ]
    assert carry_over(rule, cycle, calculate(rule, cycle, done)) == 3


def test_what_is_wrong_with_the_person_does_not_take_credit_away_but_is_said() -> None:
    rule = replace(RULE, identifier="PIC", exact_name=True, enter_within_days=60)
    cycle = CYCLE._replace(has_identifier=False, name_matches=False)
    done = Activity("a", "a", date(2026, 1, 1), FIRST, Decimal(5), "a", entered_on=date(2026, 3, 3))
    (line,) = calculate(rule, cycle, [done]).lines
    assert line.amount == 5 and line.flags == ("identifier", "name", "entered_late")


def test_a_year_begins_where_the_cap_says() -> None:
    rule = replace(
        RULE, method=Method.FLAT, amount=Decimal(3), caps=(Cap(most=Decimal(4), year_from=(7, 1)),)
    )
    ends = (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1))
    done = [Activity(str(n), "a", day, FIRST, Decimal(0), f"m{n}") for n, day in enumerate(ends)]
    assert [line.amount for line in calculate(rule, CYCLE, done).lines] == [3, 1, 3]


def test_a_program_finished_too_late_says_so() -> None:
    completion = Completion(groups={"x": 2}, within_years=1)
    rule = replace(RULE, method=Method.PROGRAM, completion=completion)
    done = [
        Activity("a", "a", date(2025, 1, 1), FIRST, Decimal(0), "a", group="x"),
        Activity("b", "b", date(2026, 1, 2), FIRST, Decimal(0), "b", group="x"),
    ]
    result = calculate(rule, CYCLE, done)
    assert result.total == 0 and result.lines[1].steps[-1].code == "program_too_long"
    in_time = [done[0], done[1]._replace(ended_on=date(2026, 1, 1))]
    assert calculate(rule, CYCLE, in_time).total == 1


@given(rules, activities, st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_settled_stands_and_caps_hold_for_the_rest(
    rule: Rule, done: list[Activity], data: st.DataObject
) -> None:
    rule = replace(rule, method=Method.HOURS)
    before = {line.activity.id: line.amount for line in calculate(rule, CYCLE, done).lines}
    chosen = data.draw(st.sets(st.sampled_from(sorted(before)))) if before else set()
    again = [one._replace(settled=before[one.id]) if one.id in chosen else one for one in done]
    fewer = data.draw(st.permutations(again))
    result = calculate(rule, CYCLE, fewer)
    for line in result.lines:
        if line.activity.id in chosen:
            assert line.amount == before[line.activity.id]
    for cap in rule.caps:
        if cap.most is not None and cap.year_from is None:
            under = [x for x in result.lines if cap.category in ("", x.activity.category)]
            assert sum((x.amount for x in under), Decimal(0)) <= cap.most


PROGRAM = replace(
    RULE,
    method=Method.PROGRAM,
    completion=Completion(groups={"core": 2}, capstone=True, within_years=1),
    requirements={},
    caps=(),
)


def _step_of(name: str, day: date, part: str) -> Activity:
    fields = {"is_capstone": True} if part == "capstone" else {"group": part}
    return Activity(name, name, day, day, micro_credential=name.rstrip("2"), **fields)  # type: ignore[arg-type]


def test_a_program_takes_the_latest_of_each_part_and_each_micro_credential_once() -> None:
    long_ago = _step_of("old", date(2024, 1, 10), "core")
    done = [
        long_ago,
        _step_of("a", date(2026, 1, 10), "core"),
        _step_of("a2", date(2026, 2, 10), "core"),  # the same one again
        _step_of("end", date(2026, 3, 10), "capstone"),
        Activity("workshop", "", date(2020, 1, 1), date(2020, 1, 1), Decimal(9)),
    ]
    result = calculate(PROGRAM, CYCLE, done)
    assert result.total == 0 and not result.lacking  # all is there, and two years apart
    assert next(line for line in result.lines if line.activity.id == "end").steps[-1].code == (
        "program_too_long"
    )
    result = calculate(PROGRAM, CYCLE, [*done, _step_of("b", date(2026, 5, 10), "core")])
    assert result.total == 1 and result.is_met
    assert [line.activity.id for line in result.lines if line.amount] == ["b"]


def test_a_program_says_what_it_lacks_and_counts_nothing_that_has_no_part() -> None:
    result = calculate(
        PROGRAM,
        CYCLE,
        [_step_of("a", date(2026, 1, 10), "core"), _step_of("b", date(2026, 1, 11), "")],
    )
    assert result.lacking == {"core": 1, "capstone": 1} and not result.is_met
    assert [line.steps[-1].code for line in result.lines] == ["part_of_program", "no_part"]


def test_a_program_that_was_approved_lacks_nothing_any_more() -> None:
    done = _step_of("end", date(2026, 3, 10), "capstone")._replace(settled=Decimal(1))
    result = calculate(PROGRAM, CYCLE, [done])
    assert result.total == 1 and result.is_met
