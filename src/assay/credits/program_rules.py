"""Rules of programs' own, as they stand: read from their text, each text once a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet

from assay.credits.models import ProgramRule
from assay.credits.rules.files import read
from assay.credits.rules.nouns import Rule
from assay.lib.prepared import prepared


class Kept(NamedTuple):
    """A record of a rule, and whose it is."""

    rule: Rule
    organization: int


Records = dict[str, list[Kept]]
_in_hand: ContextVar[Records | None] = ContextVar("rules_in_hand", default=None)


@contextmanager
def rules_in_hand() -> Iterator[None]:
    """Read what programs wrote once, for all that asks for rules in here. Also a decorator."""
    mark = _in_hand.set(records())
    try:
        yield
    finally:
        _in_hand.reset(mark)


def records() -> Records:
    """Every record by the rule's name, the one that stands last at the end. One query, none with the rules in hand."""
    found = _in_hand.get()
    return _read() if found is None else found


def record_on(name: str, day: date) -> Kept | None:
    """The record of a program's rule that stands on a day; before the first one the first."""
    rows = records().get(name)
    if not rows:
        return None
    begun = [one for one in rows if one.rule.since <= day]
    return begun[-1] if begun else rows[0]


def _read() -> Records:
    found: Records = {}
    for name, organization, text in _all_records():
        found.setdefault(name, []).append(Kept(record_in(text), organization))
    return found


@lru_cache(maxsize=512)
def record_in(text: str) -> Rule:
    """The rule of a text that was checked when it was kept."""
    document = read(text)
    return document.rules[0].rule


@prepared
def _all_records() -> QuerySet[ProgramRule, tuple[str, int, str]]:
    rows = ProgramRule.objects.order_by("rule", "since", "pk")
    return rows.values_list("rule", "organization", "text")
