"""Files of rules (`mc-credit-rules/2`) read: every problem by its line, and nothing used where there is one.

Each rule brings its worked cases along; a file is good only if each case comes to what it says (`unworked`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assay.credits.rules.calculation import Result, calculate, carry_over, in_order
from assay.credits.rules.nouns import (
    PAID,
    Activity,
    Approval,
    Approver,
    Cap,
    Completion,
    Confidence,
    Cycle,
    Every,
    Hours,
    Method,
    Pays,
    Program,
    Requirement,
    Rounding,
    Rule,
    Source,
    Window,
    plain,
)
from assay.credits.rules.shapes import FILE
from assay.lib.text.shapes import Path, Problem, Reading, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked case: what is known, and what it must come to."""

    title: str
    line: int
    cycle: Cycle
    activities: tuple[Activity, ...]
    carried: Decimal
    amounts: Mapping[str, Decimal]  # by activity
    total: Decimal
    lacking: Mapping[str, Decimal] | None
    carries_over: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A rule, and the cases that it must come to."""

    rule: Rule
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's rules, or the problems that keep it from being used."""

    rules: tuple[Ruled, ...]
    problems: tuple[Problem, ...]


def read(text: str) -> Document:
    """A file of rules, its worked cases gone through. Never raises for what the text says."""
    data, into = read_text(text, FILE)
    if into.problems or data is None:
        return Document(rules=(), problems=tuple(sorted(into.problems)))
    rules = []
    for n, row in enumerate(data["rules"]):
        at: Path = ("rules", n)
        if _is_sound(row, at, into):
            found = _rule(row)
            cases = tuple(
                _case(case, (*at, "cases", m), into) for m, case in enumerate(row["cases"])
            )
            rules.append(Ruled(rule=found, cases=cases))
    _refuse_overlaps(data["rules"], into)
    if not into.problems:
        for ruled in rules:
            for case in ruled.cases:
                for what in unworked(ruled.rule, case):
                    into.problems.append(
                        Problem(line=case.line, path=f"{ruled.rule.id}: {case.title}", what=what)
                    )
    problems = tuple(sorted(into.problems))
    return Document(rules=() if problems else tuple(rules), problems=problems)


def work(rule: Rule, case: Case) -> Result:
    return calculate(rule, case.cycle, case.activities, carried=case.carried)


def unworked(rule: Rule, case: Case) -> list[str]:
    """Where a worked case comes to something else than it says, as sentences."""
    result = work(rule, case)
    found = {line.activity.id: line.amount for line in result.lines}
    wrong = [
        _("“%(id)s” comes to %(found)s, and the case says %(said)s.")
        % {"id": id_, "found": plain(found[id_]), "said": plain(said)}
        for id_, said in case.amounts.items()
        if found[id_] != said
    ]
    wrong += [
        _("“%(id)s” comes to %(found)s, and the case says nothing of it.")
        % {"id": id_, "found": plain(amount)}
        for id_, amount in found.items()
        if amount and id_ not in case.amounts
    ]
    if result.total != case.total:
        both = {"found": plain(result.total), "said": plain(case.total)}
        wrong.append(_("The total is %(found)s, and the case says %(said)s.") % both)
    if case.lacking is not None and result.lacking != case.lacking:
        wrong.append(
            _("What is lacking is %(found)s, and the case says %(said)s.")
            % {"found": _told(result.lacking), "said": _told(case.lacking)}
        )
    if case.carries_over is not None:
        over = carry_over(rule, case.cycle, result)
        if over != case.carries_over:
            both = {"found": plain(over), "said": plain(case.carries_over)}
            wrong.append(_("%(found)s carries over, and the case says %(said)s.") % both)
    return wrong


def _told(amounts: Mapping[str, Decimal]) -> str:
    return (
        ", ".join(f"{name or _('in all')} {plain(amount)}" for name, amount in amounts.items())
        or "0"
    )


def _is_sound(row: dict[str, Any], at: Path, into: Reading) -> bool:
    """One part of a rule against another."""
    before = len(into.problems)
    earn, until = row["earn"], row.get("until")
    needs = {"flat": ("amount",), "program": ("groups",)}.get(earn["method"], ())
    for name in needs:
        if name not in earn:
            into.refuse((*at, "earn"), _("“%(name)s” is missing.") % {"name": name}, kind="missing")
    if until is not None and until < row["since"]:
        into.refuse((*at, "until"), _("This ends before it begins."), _("Write a later day."))
    if row["purpose"] in PAID and "pays" not in row:
        into.refuse(
            at, _("“pays” is missing."), _("Say what one of its unit is paid."), kind="missing"
        )
    elif row["purpose"] not in PAID and "pays" in row:
        into.refuse((*at, "pays"), _("Only a rule of salary or stipend pays."))
    if "rounding" in row and Decimal(row["rounding"]["to"]) == 0:
        into.refuse((*at, "rounding", "to"), _("Nothing can be rounded to 0."))
    for n, cap in enumerate(row.get("caps", ())):
        if ("most" in cap) == ("share" in cap):
            into.refuse(
                (*at, "caps", n),
                _("A cap is either an amount or a share."),
                _("Write one of them."),
            )
        elif "share" in cap and Decimal(cap["share"]) > 1:
            into.refuse((*at, "caps", n, "share"), _("A share is at most 1."))
        elif "share" in cap and "requires" not in row:
            into.refuse(
                (*at, "caps", n), _("A share needs something required that it is a share of.")
            )
    for n, case in enumerate(row["cases"]):
        if case["last"] < case["first"]:
            into.refuse((*at, "cases", n, "last"), _("This ends before it begins."))
        ids = {one["id"] for one in case["activities"]}
        for name in case["amounts"]:
            if name not in ids:
                into.refuse((*at, "cases", n, "amounts", name), _("No activity has this name."))
    return len(into.problems) == before


def _refuse_overlaps(rows: list[dict[str, Any]], into: Reading) -> None:
    """Two rules of one name may follow each other, and never stand on one day."""
    for n, row in enumerate(rows):
        for m, earlier in enumerate(rows[:n]):
            last, last_earlier = row.get("until") or "9999", earlier.get("until") or "9999"
            if (
                row["id"] == earlier["id"]
                and row["since"] <= last_earlier
                and earlier["since"] <= last
            ):
                into.refuse(
                    ("rules", n, "since"),
                    _("A rule of this name is already in force on that day (line %(line)d).")
                    % {"line": into.line(("rules", m))},
                    _("End the earlier one the day before."),
                )


def _rule(row: dict[str, Any]) -> Rule:
    earn, source, rounding = row["earn"], row["source"], row.get("rounding")
    groups = earn.get("groups")
    window = row.get("carry_over")
    until = row.get("until")
    return Rule(
        id=row["id"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(until) if until else None,
        name=row["name"],
        state=row["state"],
        purpose=row["purpose"],
        unit=row["unit"],
        source=Source(
            title=source["title"],
            url=source.get("url", ""),
            checked=date.fromisoformat(source["checked"]),
            confidence=Confidence(source["confidence"]),
        ),
        method=Method(earn["method"]),
        hours=Hours(earn.get("hours", "contact")),
        factor=Decimal(earn.get("factor", "1")),
        amount=Decimal(earn.get("amount", "0")),
        stack_bonus=Decimal(earn.get("stack_bonus", "0")),
        completion=Completion(
            groups=groups,
            capstone=earn.get("capstone", False),
            within_years=earn.get("within_years", 0),
        )
        if groups
        else None,
        conversions=_decimals(earn.get("conversions", {})),
        pays=_pays(row["pays"]) if "pays" in row else None,
        step=Decimal(rounding["to"]) if rounding else None,
        rounding=Rounding(rounding["mode"]) if rounding else Rounding.DOWN,
        cycle_years=row.get("cycle_years", 0),
        requirements={
            "" if kind == "all" else kind: Requirement(
                total=Decimal(asked["total"]), minimums=_decimals(asked.get("minimums", {}))
            )
            for kind, asked in row.get("requires", {}).items()
        },
        caps=tuple(_cap(cap) for cap in row.get("caps", ())),
        within_cycle=row.get("within_cycle", False),
        carry_over=Window(first=_month_day(window["from"]), last=_month_day(window["to"]))
        if window
        else None,
        once=row.get("once", ""),
        approvals=tuple(
            Approval(what=one["of"], lead_days=one.get("lead_days", 0))
            for one in row.get("approvals", ())
        ),
        identifier=row.get("identifier", ""),
        exact_name=row.get("exact_name", False),
        enter_within_days=row.get("enter_within_days", 0),
        evaluation_within_days=row.get("evaluation_within_days", 0),
        approver=Approver(row.get("approver", "district")),
        not_also_for=frozenset(row.get("not_also_for", ())),
        also_for_other_licenses=row.get("also_for_other_licenses", False),
        retention_years=row.get("retention_years", 0),
        note=row.get("note", ""),
    )


def _pays(row: dict[str, Any]) -> Pays:
    return Pays(
        amount=Decimal(row["amount"]),
        currency=row["currency"],
        every=Every(row["every"]),
        lane=row.get("lane", ""),
        clause=row.get("clause", ""),
    )


def _cap(row: dict[str, Any]) -> Cap:
    return Cap(
        most=Decimal(row["most"]) if "most" in row else None,
        share=Decimal(row["share"]) if "share" in row else None,
        category=row.get("category", ""),
        year_from=_month_day(row["year_from"]) if "year_from" in row else None,
    )


def _case(row: dict[str, Any], at: Path, into: Reading) -> Case:
    lacking, over = row.get("lacking"), row.get("carries_over")
    return Case(
        title=row["title"],
        line=into.line(at),
        cycle=Cycle(
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            row.get("kind", ""),
            row.get("identifier", True),
            row.get("name_matches", True),
        ),
        activities=tuple(in_order(_activity(one) for one in row["activities"])),
        carried=Decimal(row.get("carried", "0")),
        amounts=_decimals(row["amounts"]),
        total=Decimal(row["total"]),
        lacking=None
        if lacking is None
        else {"" if name == "all" else name: Decimal(amount) for name, amount in lacking.items()},
        carries_over=None if over is None else Decimal(over),
    )


def _activity(row: dict[str, Any]) -> Activity:
    day, program, other = date.fromisoformat(row["on"]), row.get("program"), row.get("other")
    began, entered = row.get("began"), row.get("entered_on")
    return Activity(
        id=row["id"],
        title=row.get("title", row["id"]),
        ended_on=day,
        began_on=date.fromisoformat(began) if began else day,
        contact_hours=Decimal(row.get("contact_hours", "0")),
        micro_credential=row.get("micro_credential", ""),
        category=row.get("category", ""),
        component=row.get("component", ""),
        program=_program(program) if program else None,
        approved=frozenset(row.get("approved", ())),
        completes_stack=row.get("completes_stack", False),
        group=row.get("group", ""),
        is_capstone=row.get("capstone", False),
        other=(other["kind"], Decimal(other["number"])) if other else None,
        used_for=frozenset(row.get("used_for", ())),
        entered_on=date.fromisoformat(entered) if entered else None,
    )


def _program(row: dict[str, Any]) -> Program:
    days = [date.fromisoformat(row[name]) for name in ("approved_on", "first", "last")]
    return Program(row["number"], Decimal(row["hours"]), *days)


def _month_day(text: str) -> tuple[int, int]:
    month, _dash, day = text.partition("-")
    return int(month), int(day)


def _decimals(amounts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}
