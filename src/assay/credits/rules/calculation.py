"""A rule applied to what somebody did in a cycle: an amount for each activity, with every step that led to it.

Pure and exact. What the ledger has settled comes first; the others are taken in the order of their days, whatever order
they are given in, so that what a cap leaves goes to what was earned first. Where a rule has several records, each
activity is counted by the one of its day (`Holds`). The changes of an activity's steps add up to its amount, and the
amounts to the total (a test holds both for random rules).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeAlias

from assay.credits.rules.nouns import (
    CAPSTONE,
    Activity,
    Approver,
    Cap,
    Completion,
    Cycle,
    Holds,
    Hours,
    Method,
    Rounding,
    Rule,
)

ZERO = Decimal(0)
_MODES = {
    Rounding.DOWN: ROUND_FLOOR,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_CEILING,
}


class Step(NamedTuple):
    """One step of an explanation: what it is, by how much it changed the amount, and what it rests on."""

    code: str
    change: Decimal
    facts: tuple[object, ...] = ()


class Line(NamedTuple):
    """What one activity comes to, why, and what is to be put right before it can be sent."""

    activity: Activity
    amount: Decimal
    steps: tuple[Step, ...]
    flags: tuple[str, ...] = ()
    record: Rule | None = None  # by which it was counted, where that is not the one that stands now


class Result(NamedTuple):
    """What everything comes to."""

    lines: tuple[Line, ...]
    carried: Decimal
    total: Decimal
    by_category: dict[str, Decimal]
    required: Decimal | None
    #: By category, "" for the total; of a program by its parts. Empty once all is there.
    lacking: dict[str, Decimal]
    is_program: bool = False

    @property
    def is_met(self) -> bool:
        return (self.required is not None or self.is_program) and not self.lacking


def calculate(
    rule: Rule,
    cycle: Cycle,
    activities: Iterable[Activity],
    *,
    carried: Decimal = ZERO,
    records: Sequence[Rule] = (),
    holds: Holds = Holds.EARNED,
) -> Result:
    """Apply a rule to a cycle. `carried`: what the cycle before left, by `carry_over`.

    `records`: all that the rule ever said, by their first days; `holds`: which of them counts.
    """
    asked = rule.requirement(cycle.kind)
    required = asked.total if asked else None
    book = _Book(required)
    if len(records) < 2:
        lines = [_line(rule, cycle, one, book) for one in in_order(activities)]
    else:
        lines = [
            _by_record(rule, record_for(one, records, holds), cycle, one, book)
            for one in in_order(activities)
        ]
    missing: dict[str, Decimal] = {}
    program = rule.completion if rule.method is Method.PROGRAM else None
    if program is not None:
        lines, missing = _completed(program, lines)
    by_category: dict[str, Decimal] = {}
    total = carried
    for line in lines:
        total += line.amount
        if line.amount:
            category = line.activity.category
            by_category[category] = by_category.get(category, ZERO) + line.amount
    lacking = missing
    if asked is not None:
        if total < asked.total:
            lacking[""] = asked.total - total
        for category, least in asked.minimums.items():
            has = by_category.get(category, ZERO)
            if has < least:
                lacking[category] = least - has
    return Result(tuple(lines), carried, total, by_category, required, lacking, program is not None)


def if_approved(
    rule: Rule,
    cycle: Cycle,
    result: Result,
    what: str,
    *,
    records: Sequence[Rule] = (),
    holds: Holds = Holds.EARNED,
) -> Result:
    """What the same would come to, had one more thing been approved before: for hints, never for the ledger."""
    done = [
        line.activity._replace(approved=line.activity.approved | {what}) for line in result.lines
    ]
    return calculate(rule, cycle, done, carried=result.carried, records=records, holds=holds)


def record_for(one: Activity, records: Sequence[Rule], holds: Holds) -> Rule:
    """The record that counts for an activity: of the day it was earned or begun, or the better of both."""
    earned = _record_on(one.ended_on, records)
    if holds is Holds.EARNED:
        return earned
    began = _record_on(one.began_on, records)
    if holds is Holds.BETTER and _base(earned, one).change >= _base(began, one).change:
        return earned
    return began if began.stands_on(one.ended_on) else replace(began, until=None)


def _record_on(day: date, records: Sequence[Rule]) -> Rule:
    begun = [record for record in records if record.since <= day]
    return begun[-1] if begun else records[0]


def _by_record(rule: Rule, record: Rule, cycle: Cycle, one: Activity, book: "_Book") -> Line:
    line = _line(record, cycle, one, book)
    return line if record is rule else line._replace(record=record)


def in_order(activities: Iterable[Activity]) -> list[Activity]:
    return sorted(activities, key=_place)


def _place(one: Activity) -> tuple[bool, date, bool, str]:
    """Settled first, then by day; a stack's own badge after its parts."""
    return one.settled is None, one.ended_on, one.is_stack, one.id


def carry_over(rule: Rule, cycle: Cycle, result: Result) -> Decimal:
    """What of a cycle goes into the next: beyond the need, and earned in the window of its last year."""
    if rule.carry_over is None or result.required is None:
        return ZERO
    last_year = _back(cycle.last)
    in_window = sum(
        (
            line.amount
            for line in result.lines
            if line.activity.ended_on > last_year and rule.carry_over.holds(line.activity.ended_on)
        ),
        ZERO,
    )
    return min(in_window, max(result.total - result.required, ZERO))


#: A cap by its category and the year it counts in.
_Key: TypeAlias = tuple[str, tuple[int, int] | None, int]


class _Book:
    """What caps and uniqueness remember while a cycle is gone through."""

    __slots__ = ("_required", "_spent", "seen")

    def __init__(self, required: Decimal | None) -> None:
        self._required = required
        self._spent: dict[_Key, Decimal] = {}
        self.seen: set[str] = set()

    def capped(self, rule: Rule, activity: Activity, amount: Decimal) -> Iterator[Step]:
        """Take an amount under every cap it falls under; what is over is taken off, the tightest first come."""
        touched: dict[_Key, None] = {}
        for key, cap, most in self._over(rule, activity):
            left = max(most - self._spent.get(key, ZERO), ZERO)
            if amount > left:
                yield Step(
                    "cap", left - amount, (most, cap.category, cap.year_from is not None, left)
                )
                amount = left
            touched[key] = None
        for key in touched:
            self._spent[key] = self._spent.get(key, ZERO) + amount

    def settle(self, rule: Rule, activity: Activity, amount: Decimal) -> None:
        """Reckon with what stands already, whatever the caps say today."""
        for key in dict.fromkeys(key for key, _cap, _most in self._over(rule, activity)):
            self._spent[key] = self._spent.get(key, ZERO) + amount
        if amount and (counted := _counted_as(rule, activity)):
            self.seen.add(counted)

    def _over(self, rule: Rule, activity: Activity) -> Iterator[tuple[_Key, Cap, Decimal]]:
        """The caps that an activity falls under, each with what it has been spent by and its amount.

        What was spent under a cap of one record is spent under the like of it in another.
        """
        for cap in rule.caps:
            most = self._most(cap)
            if most is not None and cap.category in ("", activity.category):
                year = _year_of(activity.ended_on, cap.year_from)
                yield (cap.category, cap.year_from, year), cap, most

    def _most(self, cap: Cap) -> Decimal | None:
        if cap.most is not None:
            return cap.most
        if cap.share is None or self._required is None:
            return None
        return self._required * cap.share


def _line(rule: Rule, cycle: Cycle, one: Activity, book: _Book) -> Line:
    if one.settled is not None:
        book.settle(rule, one, one.settled)
        return Line(one, one.settled, (Step("settled", one.settled),), _flags(rule, cycle, one))
    barred = _bar(rule, cycle, one, book)
    if barred is not None:
        return Line(one, ZERO, (barred,))
    steps = [_base(rule, one)]
    amount = steps[0].change
    if rule.step is not None and amount:
        rounded = (amount / rule.step).to_integral_value(_MODES[rule.rounding]) * rule.step
        if rounded != amount:
            steps.append(Step("rounded", rounded - amount, (rule.step, rule.rounding)))
            amount = rounded
    if one.completes_stack and rule.stack_bonus:
        steps.append(Step("stack", rule.stack_bonus))
        amount += rule.stack_bonus
    for step in book.capped(rule, one, amount) if rule.caps and amount else ():
        steps.append(step)
        amount += step.change
    if one.micro_credential and amount:
        steps.extend(_rests_on(rule, one))
    return Line(one, amount, tuple(steps), _flags(rule, cycle, one) if amount else ())


def _base(rule: Rule, one: Activity) -> Step:
    if one.is_stack:
        return Step("of_stack", ZERO)
    if one.other is not None:
        kind, number = one.other
        worth = rule.conversions.get(kind, ZERO)
        return Step(
            "converted" if worth else "not_converted", number * worth, (kind, number, worth)
        )
    if rule.method is Method.FLAT:
        if not one.micro_credential:
            return Step("no_award", ZERO)
        return Step("flat", rule.amount)
    if rule.method is Method.HOURS:
        by_program = rule.hours is Hours.PROGRAM and one.program is not None
        hours = one.program.hours if by_program and one.program else one.contact_hours
        code = "program_hours" if by_program else "hours"
        return Step(code, hours * rule.factor, (hours, rule.factor))
    if rule.method is Method.PROGRAM:
        return _part(rule.completion, one)
    return Step("plan" if rule.method is Method.PLAN else "none", ZERO)


def _part(asked: Completion | None, one: Activity) -> Step:
    """Which part of the program it is: what somebody wrote down, or that nobody did."""
    if not one.micro_credential:
        return Step("no_award", ZERO)
    parts = asked.parts if asked else {}
    named = CAPSTONE if one.is_capstone else one.group
    if named not in parts:
        return Step("no_part", ZERO)
    return Step("part_of_program", ZERO, (named, parts[named]))


def _rests_on(rule: Rule, one: Activity) -> Iterator[Step]:
    """Facts that were said and not worked out, without which it would count for nothing: each a step of no change."""
    for approval in rule.approvals:
        if approval.what != "program":
            of = one.component if approval.what == "component" else ""
            yield Step("approved", ZERO, (approval.what, of))
    if rule.enter_within_days and one.entered_on is not None:
        yield Step("entered", ZERO, (one.entered_on, rule.enter_within_days))


def _bar(rule: Rule, cycle: Cycle, one: Activity, book: _Book) -> Step | None:
    """Why an activity counts for nothing under this rule, or None. The plainest reason first."""
    if rule.method is Method.NONE:
        return Step("none", ZERO)
    if not rule.stands_on(one.ended_on):
        return Step("not_in_force", ZERO, (rule.since, rule.until))
    if rule.within_cycle and not cycle.first <= one.ended_on <= cycle.last:
        return Step("outside_cycle", ZERO, (cycle.first, cycle.last))
    taken = rule.not_also_for & one.used_for
    if taken:
        return Step("used", ZERO, (min(taken),))
    if one.micro_credential and (step := _unapproved(rule, one)) is not None:
        return step
    if rule.once:
        key = _counted_as(rule, one)
        if key and key in book.seen:
            return Step("repeated", ZERO, (rule.once, key))
        if key:
            book.seen.add(key)
    return None


def _counted_as(rule: Rule, one: Activity) -> str:
    """What counts once in a cycle, or nothing."""
    return {"component": one.component, "micro_credential": one.micro_credential}.get(rule.once, "")


def _unapproved(rule: Rule, one: Activity) -> Step | None:
    for approval in rule.approvals:
        if approval.what != "program":
            if approval.what not in one.approved:
                return Step("not_approved", ZERO, (approval.what,))
            continue
        program = one.program
        if program is None:
            return Step("no_program", ZERO)
        if not program.first <= one.ended_on <= program.last:
            return Step("program_over", ZERO, (program.number, program.first, program.last))
        if one.began_on < program.approved_on + timedelta(days=approval.lead_days):
            return Step(
                "lead_time", ZERO, (program.number, program.approved_on, approval.lead_days)
            )
    return None


def _flags(rule: Rule, cycle: Cycle, one: Activity) -> tuple[str, ...]:
    """What keeps it from being sent, though it counts."""
    flags = []
    if rule.identifier and not cycle.has_identifier:
        flags.append("identifier")
    if rule.exact_name and not cycle.name_matches:
        flags.append("name")
    if rule.enter_within_days and one.entered_on is not None:
        late = one.entered_on > one.ended_on + timedelta(days=rule.enter_within_days)
        flags += ["entered_late"] if late else []
    elif rule.enter_within_days and rule.approver is Approver.SELF and one.micro_credential:
        flags.append("to_enter")
    return tuple(flags)


def _completed(asked: Completion, lines: Sequence[Line]) -> tuple[list[Line], dict[str, Decimal]]:
    """One completion, at the activity by which everything of the program is there, and else what it lacks.

    Parts count for nothing alone. Of each part the latest count, each micro-credential once: old ones do not spoil a
    program that was done again within its years.
    """
    parts = asked.parts
    have: dict[str, dict[str, date]] = {part: {} for part in parts}
    done = any(line.activity.settled for line in lines)
    seen: list[Line] = []
    for line in lines:
        one, step = line.activity, line.steps[-1]
        if step.code == "part_of_program" and not done:
            mine = have[CAPSTONE if one.is_capstone else one.group]
            mine.pop(one.micro_credential, None)  # the latest comes last
            mine[one.micro_credential] = one.ended_on
            if all(len(have[part]) >= least for part, least in parts.items()):
                first = min(list(have[part].values())[-least] for part, least in parts.items())
                in_time = not asked.within_years or one.ended_on <= _on(first, asked.within_years)
                if in_time:
                    done, line = True, _with(line, "program_complete", Decimal(1))
                else:
                    line = _with(line, "program_too_long", ZERO, asked.within_years)
        seen.append(line)
    if done:
        return seen, {}
    open_ = {part: Decimal(least - len(have[part])) for part, least in parts.items()}
    return seen, {part: number for part, number in open_.items() if number > 0}


def _with(line: Line, code: str, change: Decimal, *facts: object) -> Line:
    """A line with one step more."""
    return line._replace(
        amount=line.amount + change, steps=(*line.steps, Step(code, change, facts))
    )


def _year_of(day: date, begins: tuple[int, int] | None) -> int:
    """The year a cap counts in, by the calendar year it begins in; 0 for the whole cycle."""
    if begins is None:
        return 0
    return day.year if (day.month, day.day) >= begins else day.year - 1


def _back(day: date) -> date:
    return _on(day, -1)


def _on(day: date, years: int) -> date:
    """The same day of another year; of a leap day, the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
