"""Lines of N-Quads with open places, filled and put in code point order.

Filled as UTF-8: its bytes sort as its code points do, and nothing is encoded twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias

from badgecore.wire import JsonObject, write_json

Values: TypeAlias = tuple[str, ...]
# Which place a sentinel opens.
Place: TypeAlias = Callable[[re.Match[str]], int]


class Marks:
    """Sentinels: an address and a text alike, found nowhere in the document, none the beginning of another."""

    def __init__(self, document: JsonObject) -> None:
        nonce = hashlib.sha256(write_json(document).encode()).hexdigest()[:24]
        self._slot: Final = f"urn:badgecore:slot:{nonce}:"
        self._node: Final = f"urn:badgecore:node:{nonce}:"
        self.pattern: Final = re.compile(re.escape(self._slot) + r"(\d+)\.")
        # Labels of blank nodes are open places too, until it is known in which order the nodes come.
        self.either: Final = re.compile(
            f"{self.pattern.pattern}|{re.escape(self._node)}" + r"(\d+)\."
        )

    def slot(self, place: int) -> str:
        return f"{self._slot}{place}."

    def node(self, position: int) -> str:
        return f"{self._node}{position}."


def _number(found: re.Match[str]) -> int:
    return int(found[1])


class Template:
    """A text with open places. Its pieces are joined, the quickest way to fill them: `%` reads every letter."""

    __slots__ = ("_pieces", "_places", "chosen", "is_open")

    def __init__(self, text: str, pattern: re.Pattern[str], place: Place = _number) -> None:
        places: list[int] = []
        pieces: list[bytes] = []
        at = 0
        for found in pattern.finditer(text):
            pieces += (text[at : found.start()].encode(), b"")
            places.append(place(found))
            at = found.end()
        self._pieces: Final = [*pieces, text[at:].encode()]
        self._places: Final = places
        self.is_open: Final = bool(places)
        self.chosen: Final = chooser(places)

    def filled(self, texts: Sequence[bytes]) -> bytes:
        pieces = self._pieces.copy()
        pieces[1::2] = self.chosen(texts)
        return b"".join(pieces)

    def read(self, text: bytes) -> list[bytes] | None:
        """What stands in the places, each open once, of a JSON text: still escaped; None for any other text."""
        found = [b""] * len(self._places)
        at, fixed = 0, self._pieces[0::2]
        for place, piece in zip(self._places, fixed, strict=False):
            if not text.startswith(piece, at):
                return None
            begin = at + len(piece)
            at = _end_of_text(text, begin)
            if at < 0:
                return None
            found[place] = text[begin:at]
        return found if text[at:] == fixed[-1] else None


def _end_of_text(text: bytes, begin: int) -> int:
    """The position of the closing quote of a JSON text that begins here; -1 without one."""
    end = text.find(b'"', begin)
    if end < 0 or b"\\" not in text[begin:end]:
        return end
    found = _REST_OF_TEXT.match(text, begin)
    return found.end() if found else -1


_REST_OF_TEXT: Final = re.compile(rb'(?:[^"\\]|\\.)*(?=")')


class Lines:
    """Some lines; no two of them become one when filled (the caller sees to it, `form.meetings`)."""

    __slots__ = ("_template", "chosen", "filled", "is_open")

    def __init__(
        self, lines: Sequence[str], pattern: re.Pattern[str], place: Place = _number
    ) -> None:
        self._template: Final = Template(
            "".join([f"{line}\n" for line in sorted(lines)]), pattern, place
        )
        self.is_open: Final = self._template.is_open
        self.chosen: Final = self._template.chosen
        #: The lines in order, with texts in their places.
        self.filled: Final[Callable[[Sequence[bytes]], bytes]] = (
            self._template.filled if _is_ordered(lines, pattern) else self._put_in_order
        )

    def _put_in_order(self, texts: Sequence[bytes]) -> bytes:
        lines = self._template.filled(texts).split(b"\n")
        lines.pop()
        lines.sort()
        lines.append(b"")
        return b"\n".join(lines)


def _is_ordered(lines: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Whether the lines come in the same order however they are filled.

    Subjects and predicates hold no space, so that lines sort by subject first, then by predicate: no two different ones
    begin alike with the space behind them. What follows a predicate matters where it comes several times.
    """
    parts = [line.split(" ", 2) for line in lines]
    subjects = {subject for subject, _, _ in parts}
    if len(subjects) > 1 and any(pattern.search(subject) for subject in subjects):
        return False
    if any(pattern.search(predicate) for _, predicate, _ in parts):
        return False
    several: dict[tuple[str, str], list[str]] = {}
    for subject, predicate, rest in parts:
        several.setdefault((subject, predicate), []).append(rest)
    return not any(
        len(rests) > 1 and any(pattern.search(rest) for rest in rests) for rests in several.values()
    )


def chooser(places: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that picks these places or names out of a sequence or mapping, always as a tuple."""
    if not places:
        return lambda _values: ()
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    found: Callable[[Any], tuple[Any, ...]] = itemgetter(*places)
    return found
