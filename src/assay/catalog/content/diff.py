"""The difference between two versions, and whether it touches how evidence is judged. Without database.

A minor number is for wording only; a change of scoring takes a new major number, because assessors are certified and
learners hold to what they started. Where the line is: anything asked for or counted is scoring. A sentence that is
judged or answered stays wording while nearly all its words, and all its figures and refusals ("no", "not"), stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SCORING, WORDING = "scoring", "wording"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WEIGHTY = re.compile(
    r"\d+|no|not|never|none|without|and|or|all|each|every|any|must|at|least|most|one|two|three|four|five|six"
)
#: Sentences that are judged or answered: rewording them is wording only while they stay nearly the same.
_JUDGED = {"competency", "text", "instructions", "demonstrated", "almost", "not_yet"}
_ASKED = ("requirements", "rubric", "competency", "assessed_by")
_FREE = {"title", "purpose", "label"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: where (`path`), of which kind, and the two values (None: not there)."""

    kind: str
    path: str
    old: Any
    new: Any


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every difference between two contents, in the order of the newer. The changelog itself is not compared."""
    keys = [*new, *(key for key in old if key not in new)]
    return [
        c
        for key in keys
        if key != "changelog"
        for c in _compare((key,), old.get(key), new.get(key))
    ]


def is_scoring(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """True if the newer needs a major number of its own."""
    return any(change.kind == SCORING for change in changes(old, new))


def _compare(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    if (old or None) == (new or None):
        return  # what is empty, false or zero says no more than what is not there
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(k for k in old if k not in new)]:
            yield from _compare((*path, key), old.get(key), new.get(key))
    elif _keyed(old) and _keyed(new):
        yield from _by_id(path, old, new)
    else:
        yield Change(kind=_kind(path, old, new), path=".".join(path), old=old, new=new)


def _keyed(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) and "id" in v for v in value)
    )


def _by_id(
    path: tuple[str, ...], old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[Change]:
    before, after = {v["id"]: v for v in old}, {v["id"]: v for v in new}
    for ident in [*after, *(i for i in before if i not in after)]:
        yield from _compare((*path, ident), before.get(ident), after.get(ident))


def _kind(path: tuple[str, ...], old: Any, new: Any) -> str:
    if path[0] not in _ASKED or path[-1] in _FREE:
        return WORDING
    both_text = isinstance(old, str) and isinstance(new, str)
    if both_text and path[-1] in _JUDGED and close(old, new):
        return WORDING
    return SCORING


def close(old: str, new: str) -> bool:
    """True if two sentences ask the same: figures, refusals and joints equal, nine words in ten the same."""
    before, after = ([w.casefold() for w in _WORD.findall(text)] for text in (old, new))
    if [w for w in before if _WEIGHTY.fullmatch(w)] != [w for w in after if _WEIGHTY.fullmatch(w)]:
        return False
    return SequenceMatcher(a=before, b=after, autojunk=False).ratio() >= 0.9


def number_key(number: str) -> tuple[int, ...]:
    """Version numbers in order: "1.10" after "1.9"."""
    return tuple(int(part) for part in number.split("."))


def next_number(number: str, *, scoring: bool) -> str:
    major, minor = number_key(number)[:2]
    return f"{major + 1}.0" if scoring else f"{major}.{minor + 1}"
