"""How a rule came to an amount, as data that is kept with an entry, and back into words.

Steps are kept by code and facts, never as sentences: whoever reads them later reads their own language. The rule's id
and first day say which of its records it was, `as_of` on which day it was applied.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from assay.credits.facts import rule_named
from assay.credits.models import Credit
from assay.credits.rules import words
from assay.credits.rules.calculation import Line, Step
from assay.credits.rules.nouns import Activity, Rounding, Rule


def kept(rule: Rule, line: Line, *, as_of: date) -> dict[str, Any]:
    """A line as JSON: amounts as text, days in ISO 8601."""
    one, record = line.activity, line.record or rule
    return {
        "rule": rule.id,
        "since": record.since.isoformat(),
        "unit": rule.unit,
        "as_of": as_of.isoformat(),
        "ended_on": one.ended_on.isoformat(),
        "contact_hours": str(one.contact_hours),
        "category": one.category,
        "program": one.program.number if one.program else "",
        "part": "capstone" if one.is_capstone else one.group,
        "entered_on": one.entered_on.isoformat() if one.entered_on else "",
        "steps": [
            [step.code, str(step.change), [_kept(fact) for fact in step.facts]]
            for step in line.steps
        ],
        "flags": list(line.flags),
    }


def line_of(data: dict[str, Any]) -> Line:
    """The line that was kept, as far as words need it."""
    steps = tuple(
        Step(code, Decimal(change), tuple(_read(fact) for fact in facts))
        for code, change, facts in data["steps"]
    )
    ended_on = date.fromisoformat(data["ended_on"])
    activity = Activity(id="", title="", ended_on=ended_on, began_on=ended_on)
    amount = sum((step.change for step in steps), Decimal(0))
    return Line(activity, amount, steps, tuple(data["flags"]))


def rule_in(data: dict[str, Any]) -> Rule | None:
    """The record of the rule that an explanation rests on; None where none of its name comes along any more."""
    return rule_named(data["rule"], date.fromisoformat(data["since"]))


def proposed(credit: Credit) -> dict[str, Any] | None:
    """The explanation that a credit's amount rests on: of the last entry that has one."""
    return next(
        (entry.explanation for entry in reversed(credit.entries.all()) if entry.explanation), None
    )


def sentences(data: dict[str, Any]) -> list[str]:
    """What was kept, in words."""
    rule = rule_in(data)
    return list(words.steps(rule, line_of(data))) if rule else []


def _kept(fact: object) -> dict[str, str] | str | int | bool | None:
    if isinstance(fact, Decimal):
        return {"n": str(fact)}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    if isinstance(fact, Rounding):
        return {"rounding": fact.value}
    if fact is None or isinstance(fact, str | int):
        return fact
    raise TypeError(f"{type(fact)} is no fact of a step")


def _read(fact: Any) -> object:
    if not isinstance(fact, dict):
        return fact
    ((kind, text),) = fact.items()
    if kind == "day":
        return date.fromisoformat(text)
    return Decimal(text) if kind == "n" else Rounding(text)
