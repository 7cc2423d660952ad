"""Lines of N-Quads with open places, hashed in code point order.

In what order lines sort depends on few values: those that begin a line, and those in which two lines differ. Where
these fall among the others is asked for every document (`_Contest`); under one answer the order is the same, so the
text is kept in that order, with its beginning hashed already.
"""

from __future__ import annotations

import hashlib
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias

from badgecore.wire import JsonObject, write_json

Values: TypeAlias = tuple[str, ...]
# The answers to all contests of some lines.
_Key: TypeAlias = tuple[tuple[int, ...], ...]

_REMEMBERED: Final = 4
_SHARED: Final = 20_000
# Sorts behind every line: no term begins so.
_BEYOND: Final = chr(sys.maxunicode)


class Marks:
    """Sentinels: an address and a text alike, found nowhere in the document, none the beginning of another."""

    def __init__(self, document: JsonObject) -> None:
        nonce = hashlib.sha256(write_json(document).encode()).hexdigest()[:24]
        self.common: Final = f"urn:badgecore:slot:{nonce}:"
        self.pattern: Final = re.compile(re.escape(self.common) + r"(\d+)\.")
        self._node = f"urn:badgecore:node:{nonce}:"
        self.node_pattern: Final = re.compile(re.escape(self._node) + r"(\d+)\.")

    def slot(self, place: int) -> str:
        return f"{self.common}{place}."

    def node(self, position: int) -> str:
        return f"{self._node}{position}."


class Lines:
    """Some lines; no two of them become one when filled (the caller sees to it, `form.meetings`)."""

    def __init__(self, lines: Sequence[str], marks: Marks) -> None:
        self._lines = list(lines)
        self._marks = marks
        self._contests = _contests(self._lines, marks)
        self._begun: dict[_Key, _Begun] = {}

    def digest(self, texts: Values) -> Any:
        """The SHA-256 object of the lines with `texts` in their places."""
        key: list[tuple[int, ...]] = []
        for contest in self._contests:
            answer = contest(texts)
            if answer is None:
                return _hashed(self._filled(texts))
            key.append(answer)
        begun = self._begun.get(tuple(key))
        if begun is None:
            if len(self._begun) >= _REMEMBERED:
                return _hashed(self._filled(texts))
            begun = self._begun[tuple(key)] = self._begin(texts)
        return begun.digest(texts)

    def _filled(self, texts: Values) -> str:
        return Template("\n".join(self._lines), self._marks.pattern).filled(texts)

    def _begin(self, texts: Values) -> _Begun:
        filled = self._filled(texts).split("\n")
        order = sorted(range(len(self._lines)), key=filled.__getitem__)
        return _Begun([self._lines[place] for place in order], self._marks)


class _Begun:
    """Lines in their order; all before the first open one are hashed."""

    __slots__ = ("_hasher", "_rest")

    def __init__(self, lines: list[str], marks: Marks) -> None:
        first = next((place for place, line in enumerate(lines) if marks.common in line), len(lines))
        self._hasher = hashlib.sha256("".join([f"{line}\n" for line in lines[:first]]).encode())
        self._rest = Template("".join([f"{line}\n" for line in lines[first:]]), marks.pattern)

    def digest(self, texts: Values) -> Any:
        hasher = self._hasher.copy()
        hasher.update(self._rest.filled(texts).encode())
        return hasher


class Template:
    """A text with open places. Its pieces are joined, the quickest way to fill them: `%` reads every letter."""

    __slots__ = ("_pieces", "_single", "chosen", "is_open")

    def __init__(
        self, text: str, pattern: re.Pattern[str], place: Callable[[re.Match[str]], int] = lambda found: int(found[1])
    ) -> None:
        places: list[int] = []
        pieces: list[str] = []
        at = 0
        for found in pattern.finditer(text):
            pieces += (text[at : found.start()], "")
            places.append(place(found))
            at = found.end()
        self._pieces: Final = [*pieces, text[at:]]
        self._single: Final = places[0] if len(places) == 1 else -1
        self.is_open: Final = bool(places)
        self.chosen: Final = chooser(places)

    def filled(self, texts: Sequence[str]) -> str:
        if self._single >= 0:
            return self._pieces[0] + texts[self._single] + self._pieces[2]
        pieces = self._pieces.copy()
        pieces[1::2] = self.chosen(texts)
        return "".join(pieces)


class Labelled:
    """Lines that are open for the labels of blank nodes too."""

    def __init__(self, lines: Sequence[str], marks: Marks, nodes: int) -> None:
        # In nearly the right order already: sorting them is cheap.
        text = "\n".join(sorted(lines))
        self._nodes = Template(text, marks.node_pattern)
        either = re.compile(f"{marks.node_pattern.pattern}|{marks.pattern.pattern}")
        # The labels come first in what fills the places, then the texts of the slots.
        self._whole = Template(text, either, lambda found: int(found[1]) if found[1] else nodes + int(found[2]))
        self._shared: dict[str, str] = {}

    def lines(self, order: Sequence[int]) -> list[str]:
        """With the labels in. A line that another order has too is the same text in memory."""
        shared = self._shared
        if len(shared) > _SHARED:
            shared.clear()
        return [shared.setdefault(line, line) for line in self._nodes.filled(_labels(order)).split("\n")]

    def digest(self, order: Sequence[int], texts: Values) -> Any:
        """The SHA-256 object of the lines, where it is not worth while to lay them out."""
        return _hashed(self._whole.filled((*_labels(order), *texts)))


def _labels(order: Sequence[int]) -> list[str]:
    labels = [""] * len(order)
    for number, position in enumerate(order):
        labels[position] = f"_:c14n{number}"
    return labels


def _hashed(text: str) -> Any:
    lines = text.split("\n")
    lines.sort()
    lines.append("")
    return hashlib.sha256("\n".join(lines).encode())


class _Contest:
    """Where open pieces of text fall among fixed ones that they are sorted with. None if two are alike."""

    __slots__ = ("_fixed", "_last", "_open")

    def __init__(self, pieces: Sequence[str], marks: Marks) -> None:
        self._fixed = sorted({piece for piece in pieces if marks.common not in piece})
        self._open = [Template(piece, marks.pattern) for piece in dict.fromkeys(pieces) if marks.common in piece]
        # The answer before this one, the fixed pieces around it, and what has to stay before what to make it the same.
        self._last: tuple[tuple[int, ...], list[str], list[tuple[int, int]]] = ((), [], [])

    def __call__(self, texts: Values) -> tuple[int, ...] | None:
        pieces = [piece.filled(texts) for piece in self._open]
        answer, around, chain = self._last
        if chain:
            both = pieces + around
            for one, other in chain:
                if not both[one] < both[other]:
                    break
            else:
                return answer
        return self._asked(pieces)

    def _asked(self, pieces: list[str]) -> tuple[int, ...] | None:
        fixed, count = self._fixed, len(pieces)
        falls = [bisect_left(fixed, piece) for piece in pieces]
        ranked = sorted(range(count), key=pieces.__getitem__)
        around, chain = ["", *fixed, _BEYOND], []
        for place, piece in enumerate(ranked):
            fall = falls[piece]
            if fall < len(fixed) and fixed[fall] == pieces[piece]:
                return None
            follows = place > 0 and falls[ranked[place - 1]] == fall
            if follows and pieces[ranked[place - 1]] == pieces[piece]:
                return None
            chain.append((ranked[place - 1] if follows else count + fall, piece))
            if place + 1 == count or falls[ranked[place + 1]] != fall:
                chain.append((piece, count + fall + 1))
        answer = (*falls, *ranked)
        self._last = answer, around, chain
        return answer


def _contests(lines: Sequence[str], marks: Marks) -> list[_Contest]:
    """All that decides how these lines sort.

    Subjects and predicates hold no space, so that lines sort by subject first, then by predicate: no two different ones
    begin alike with the space behind them. Only what follows a predicate that comes several times is left.
    """
    subjects: dict[str, None] = {}
    objects: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        subjects[f"{subject} "] = None
        objects.setdefault((subject, predicate), []).append(rest)
    groups = [list(subjects), *objects.values()]
    predicates = [[f"{name} " for owner, name in objects if owner == subject] for subject, _ in objects]
    groups += [group for group in predicates if any(marks.common in name for name in group)]
    return [_Contest(group, marks) for group in groups if len(group) > 1 and any(marks.common in one for one in group)]


def chooser(places: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What stands at these places or under these names, always as a tuple."""
    if not places:
        return lambda _values: ()
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    found: Callable[[Any], tuple[Any, ...]] = itemgetter(*places)
    return found
