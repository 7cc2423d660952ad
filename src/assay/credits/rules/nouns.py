"""A rule of credit, and the facts it is applied to (requirement D7). Amounts are Decimal, days are days.

A rule belongs to a jurisdiction, a purpose and a time. It says how an activity earns, what bounds that, and what must
be there besides. Where a value came from, and on which day somebody looked, travels with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Method(StrEnum):
    """How an activity earns."""

    HOURS = "hours"  # hours times a factor
    FLAT = "flat"  # the same amount for each award
    PROGRAM = "program"  # one completion, once everything of an approved program is there
    PLAN = "plan"  # evidence for a professional growth plan; no amount
    NONE = "none"  # the jurisdiction counts nothing


class Hours(StrEnum):
    """Whose hours count."""

    CONTACT = "contact"  # what the micro-credential declares
    PROGRAM = "program"  # instructional time of the approved program, and nothing else


class Holds(StrEnum):
    """Which record of a rule counts, where it changed between the start and the award."""

    EARNED = "day_earned"
    STARTED = "day_started"
    BETTER = "better"  # of the two for the learner


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Every(StrEnum):
    """How often an amount is paid."""

    YEAR = "year"  # each year from then on, as a place in a lane is
    ONCE = "once"


#: What a rule may be for; the latter of them are an employer's own, and what is paid in money.
PURPOSES = ("renewal", "rank_change", "salary", "stipend", "release_time")
OF_EMPLOYERS = ("salary", "stipend", "release_time")
PAID = ("salary", "stipend")


#: The part of an approved program that comes once, beside its groups.
CAPSTONE = "capstone"


class Approver(StrEnum):
    """Who says yes to a proposal."""

    DISTRICT = "district"
    SPONSOR = "sponsor"
    STATE = "state"
    SELF = "self"


class Confidence(StrEnum):
    """How well a rule is known."""

    FOUND = "found"  # read in public material on the day given
    RECALLED = "recalled"  # general knowledge, to be verified before it is used
    FICTIONAL = "fictional"  # the demo's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    title: str
    url: str
    checked: date
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """What one of a rule's unit is paid."""

    amount: Decimal
    currency: str  # ISO 4217
    every: Every
    lane: str = ""
    clause: str = ""  # of the agreement that it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most so much: of one category or of all, in a cycle or in a year that begins on a month and day."""

    most: Decimal | None = None
    share: Decimal | None = None  # of what the renewal requires
    category: str = ""
    year_from: tuple[int, int] | None = None  # month and day; None: in the whole cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What a renewal asks for, of holders of one kind of license."""

    total: Decimal
    minimums: Mapping[str, Decimal] = field(default_factory=dict)  # by category


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What must have been approved before the learning began."""

    what: str  # "program", "component", "provider", "plan"
    lead_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What an approved program is made of: so many awards of each group, and a capstone."""

    groups: Mapping[str, int]
    capstone: bool = False
    within_years: int = 0

    @property
    def parts(self) -> dict[str, int]:
        """How many of each part it asks for, the capstone among them."""
        return {**self.groups, **({CAPSTONE: 1} if self.capstone else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of every year, from one month and day to another of the same year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        return self.first <= (day.month, day.day) <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One jurisdiction's rule for one purpose, as it stood from one day on."""

    id: str
    since: date
    until: date | None = None  # the last day
    name: str
    state: str
    purpose: str  # "renewal", "rank_change", "salary", ...
    unit: str
    source: Source
    method: Method
    hours: Hours = Hours.CONTACT
    factor: Decimal = Decimal(1)
    amount: Decimal = Decimal(0)  # of one award
    stack_bonus: Decimal = Decimal(0)
    completion: Completion | None = None
    pays: Pays | None = None  # of a rule of salary or stipend
    conversions: Mapping[str, Decimal] = field(
        default_factory=dict
    )  # "semester_hour": what one is worth
    step: Decimal | None = None
    rounding: Rounding = Rounding.DOWN
    cycle_years: int = 0
    requirements: Mapping[str, Requirement] = field(
        default_factory=dict
    )  # by kind of license; "": of all
    caps: tuple[Cap, ...] = ()
    within_cycle: bool = False
    carry_over: Window | None = None  # of the last year of a cycle, what is beyond the need
    once: str = ""  # "micro_credential" or "component": counts once in a cycle
    approvals: tuple[Approval, ...] = ()
    identifier: str = ""  # what the person must have, such as "PIC"
    exact_name: bool = False
    enter_within_days: int = 0
    evaluation_within_days: int = 0
    approver: Approver = Approver.DISTRICT
    not_also_for: frozenset[str] = frozenset()  # purposes
    also_for_other_licenses: bool = False  # one award for two licenses of the same purpose
    retention_years: int = 0
    note: str = ""

    def requirement(self, kind: str) -> Requirement | None:
        return self.requirements.get(kind) or self.requirements.get("")

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Program(NamedTuple):
    """An approval on file that a micro-credential is offered under."""

    number: str
    hours: Decimal  # of instruction
    approved_on: date
    first: date
    last: date


class Activity(NamedTuple):
    """An award, or learning elsewhere, as a rule sees it."""

    id: str
    title: str
    ended_on: date
    began_on: date
    contact_hours: Decimal = Decimal(0)
    micro_credential: str = ""  # empty: earned elsewhere, no award
    category: str = ""
    component: str = ""
    program: Program | None = None
    approved: frozenset[str] = frozenset()  # of "component", "provider", "plan"
    completes_stack: bool = False
    is_stack: bool = (
        False  # a stack's own badge: what a rule gives for completing it, and nothing else
    )
    group: str = ""  # of a program
    is_capstone: bool = False
    other: tuple[str, Decimal] | None = None  # ("semester_hour", 3)
    used_for: frozenset[str] = frozenset()  # purposes it was taken for already
    entered_on: date | None = None  # with the state, by whoever earned it
    settled: Decimal | None = None  # what the ledger says already, and no rule changes any more


class Cycle(NamedTuple):
    """One person's license, from its issue to its expiry, both days included."""

    first: date
    last: date
    kind: str = ""
    has_identifier: bool = True
    name_matches: bool = True


def plain(amount: Decimal) -> str:
    """An amount as it is written: 12.50 as 12.5, 10.0 as 10."""
    return f"{amount.normalize():f}"
