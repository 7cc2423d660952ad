"""The canonical form of a document with slots: everything common is canonicalised once.

How it stays exact. The generic path runs once on sentinel values. Filling a slot can change three things only: the text
of the lines that hold it, the first-degree hashes of the blank nodes in those lines (RDFC-1.0 §4.6), and so the order
in which blank nodes are labelled and lines sorted. These are done anew for every document; all else is kept. Where two
hashes are equal or two lines coincide the rest of the algorithm would matter, and Fallback sends the document the
generic way.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import combinations
from operator import itemgetter
from typing import Any, Final, TypeAlias

from badgecore.canon import to_quads
from badgecore.canon.nquads import escaped, is_plain
from badgecore.canon.quads import RDF_TYPE
from badgecore.canon.rdfc import Quad
from badgecore.documents import Contexts
from badgecore.errors import NotPreparable
from badgecore.wire import JsonObject, write_json

Pointer: TypeAlias = tuple[str | int, ...]
Values: TypeAlias = tuple[str, ...]

# Addresses that mean themselves under every context: no prefix, no base, no blank node.
# Several of them, each followed by a space.
_IRIS: Final = re.compile(r"(?:(?:https?://|urn:uuid:|did:[a-z0-9]+:)[^\x00-\x20\x7f-\x9f<>\"{}|^`\\]+ )*")
_DOUBLE: Final = "<http://www.w3.org/2001/XMLSchema#double>"
_REMEMBERED: Final = 512
_SHARED: Final = 10_000
_BEGUN: Final = 8


class Fallback(Exception):
    """These values need the generic path."""


class Form:
    """The canonical form of `document`, open at `pointers`. Raises NotPreparable where a slot could change more."""

    def __init__(self, document: JsonObject, pointers: Sequence[Pointer], contexts: Contexts) -> None:
        marks = self._marks = Marks(document)
        sentinels = [marks.slot(place) for place in range(len(pointers))]
        quads = list(dict.fromkeys(to_quads(filled(document, pointers, sentinels), contexts=contexts)))
        self._iris = [place for place, is_iri in enumerate(_kinds(quads, marks, pointers)) if is_iri]
        nodes = list(dict.fromkeys(term for quad in quads for term in quad if term[:1] == "_"))
        self._fixed_hashes: list[tuple[str, int]] = []
        self._open_nodes: list[_OpenNode] = []
        for position, node in enumerate(nodes):
            others = dict.fromkeys(nodes, "_:z") | {node: "_:a"}
            template = _Template([_line(quad, others) for quad in quads if node in quad], marks)
            if template.is_open:
                self._open_nodes.append(_OpenNode(position, template))
            else:
                self._fixed_hashes.append((_digest(template.text % ()), position))
        names = {node: marks.node(position) for position, node in enumerate(nodes)}
        self._labelled = _Labelled([_line(quad, names) for quad in quads], marks)
        self._meetings = meetings(quads, marks)
        self._layouts: dict[tuple[int, ...], _Layout | None] = {}
        self._last: tuple[Values, bytes] | None = None

    def canonical(self, values: Values) -> str:
        """The canonical N-Quads with `values` in the slots. Raises Fallback."""
        texts = self._texts(values)
        return self._labelled.filled(self._order(texts), texts)

    def digest(self, values: Values) -> bytes:
        """SHA-256 of the canonical form. Raises Fallback."""
        # Whoever signs and then checks what was signed asks twice for the same.
        last = self._last
        if last is not None and last[0] == values:
            return last[1]
        texts = self._texts(values)
        digest = self._digest(self._order(texts), texts)
        self._last = values, digest
        return digest

    def _digest(self, order: tuple[int, ...], texts: Values) -> bytes:
        layout = self._layouts.get(order)
        if layout is not None:
            return layout.digest(texts)
        # Laying out costs what it saves in five digests: it is done for orders that come again.
        if order in self._layouts:
            layout = self._layouts[order] = _Layout(self._labelled.lines(order), self._marks)
            return layout.digest(texts)
        if len(self._layouts) < _REMEMBERED:
            self._layouts[order] = None
        return hashlib.sha256(self._labelled.filled(order, texts).encode()).digest()

    def _texts(self, values: Values) -> Values:
        """The values as N-Quads write them. Raises Fallback."""
        if not _IRIS.fullmatch("".join([f"{values[place]} " for place in self._iris])):
            raise Fallback
        texts = values if is_plain("".join(values)) else tuple([escaped(value) for value in values])
        for one, other, fixed in self._meetings:
            if texts[one] == (texts[other] if other >= 0 else fixed):
                raise Fallback
        return texts

    def _order(self, texts: Values) -> tuple[int, ...]:
        """Blank nodes in the order of their labels: of their first-degree hashes, all being unlike (§4.4.3 step 4)."""
        hashes = [*self._fixed_hashes, *[(node.digest(texts), node.position) for node in self._open_nodes]]
        hashes.sort()
        last = ""
        for digest, _position in hashes:
            if digest == last:
                raise Fallback
            last = digest
        return tuple([position for _digest_, position in hashes])


class _Labelled:
    """All lines, open for the labels of blank nodes."""

    def __init__(self, lines: list[str], marks: Marks) -> None:
        places: list[int] = []
        slots: list[int] = []

        def node(found: re.Match[str]) -> str:
            places.append(int(found[1]))
            return "%s"

        def either(found: re.Match[str]) -> str:
            # Labels come first in what fills the places, then the texts of the slots.
            slots.append(-1 - int(found[1]) if found[1] else int(found[2]))
            return "%s"

        # In nearly the right order already: sorting them is cheap.
        text = "\n".join(sorted(lines)).replace("%", "%%")
        both = re.compile(f"{marks.node_pattern.pattern}|{marks.pattern.pattern}")
        self._text = marks.node_pattern.sub(node, text)
        self._chosen = chooser(places)
        self._whole = both.sub(either, text)
        count = 1 + max(places, default=-1)
        self._all_chosen = chooser([-1 - place if place < 0 else count + place for place in slots])
        self._shared: dict[str, str] = {}

    def lines(self, order: tuple[int, ...]) -> list[str]:
        """With the labels in. A line that another order has too is the same text in memory."""
        shared = self._shared
        if len(shared) > _SHARED:
            shared.clear()
        found = (self._text % self._chosen(_labels(order))).split("\n")
        return [shared.setdefault(line, line) for line in found]

    def filled(self, order: tuple[int, ...], texts: Values) -> str:
        """The canonical N-Quads."""
        found = (self._whole % self._all_chosen((*_labels(order), *texts))).split("\n")
        found.sort()
        found.append("")
        return "\n".join(found)


def _labels(order: tuple[int, ...]) -> list[str]:
    labels = [""] * len(order)
    for number, position in enumerate(order):
        labels[position] = f"_:c14n{number}"
    return labels


class _Layout:
    """The lines under one order of blank nodes: their labels are in, the slots are open."""

    def __init__(self, named: list[str], marks: Marks) -> None:
        self.fixed: Final = sorted(line for line in named if marks.common not in line)
        self._template = _Template([line for line in named if marks.common in line], marks)
        self._begun: dict[int, tuple[Any, list[str]]] = {}

    def open_lines(self, texts: Values) -> list[str]:
        return self._template.filled(texts).split("\n")

    def digest(self, texts: Values) -> bytes:
        open_lines = self.open_lines(texts)
        open_lines.sort()
        # What sorts before the first open line was hashed before.
        begun, lines = self._after(bisect_left(self.fixed, open_lines[0]))
        lines = lines + open_lines
        # Two sorted runs: sorting them is a merge.
        lines.sort()
        lines.append("")
        hasher = begun.copy()
        hasher.update("\n".join(lines).encode())
        digest: bytes = hasher.digest()
        return digest

    def _after(self, count: int) -> tuple[Any, list[str]]:
        """The hash of the first `count` fixed lines, and the fixed lines after them."""
        found = self._begun.get(count)
        if found is None:
            hasher = hashlib.sha256("".join([f"{line}\n" for line in self.fixed[:count]]).encode())
            found = hasher, self.fixed[count:]
            if len(self._begun) < _BEGUN:
                self._begun[count] = found
        return found


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


class _OpenNode:
    """A blank node whose first-degree hash depends on slots."""

    def __init__(self, position: int, template: _Template) -> None:
        self.position: Final = position
        self._template = template
        self._known: dict[Values, str] = {}

    def digest(self, texts: Values) -> str:
        mine = self._template.chosen(texts)
        found = self._known.get(mine)
        if found is None:
            found = _digest(self._template.text % mine)
            # Rubric levels recur and are worth remembering; salts do not.
            if len(self._known) < _REMEMBERED:
                self._known[mine] = found
        return found


class _Template:
    """Lines with open places as one %-format: the quickest way Python has to fill many."""

    def __init__(self, lines: list[str], marks: Marks) -> None:
        places: list[int] = []

        def opened(found: re.Match[str]) -> str:
            places.append(int(found[1]))
            return "%s"

        self.text: Final = marks.pattern.sub(opened, "\n".join(lines).replace("%", "%%"))
        self.is_open: Final = bool(places)
        self.chosen: Final = chooser(places)

    def filled(self, values: Values) -> str:
        return self.text % self.chosen(values)


def chooser(places: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What stands at these places or under these names, always as a tuple."""
    if len(places) < 2:
        return lambda values: tuple(values[place] for place in places)
    found: Callable[[Any], tuple[Any, ...]] = itemgetter(*places)
    return found


def _digest(lines: str) -> str:
    return hashlib.sha256(("\n".join(sorted(lines.split("\n"))) + "\n").encode()).hexdigest()


def _line(quad: Quad, names: dict[str, str]) -> str:
    subject, predicate, object_, graph = (names.get(term, term) for term in quad)
    return f"{subject} {predicate} {object_} {graph} ." if graph else f"{subject} {predicate} {object_} ."


def _kinds(quads: list[Quad], marks: Marks, pointers: Sequence[Pointer]) -> tuple[bool, ...]:
    """For each slot whether it is an address; NotPreparable unless it is one whole address or one whole text."""
    kinds: list[str] = [""] * len(pointers)
    for quad in quads:
        for position, term in enumerate(quad):
            for found in marks.pattern.finditer(term):
                place, sentinel = int(found[1]), found[0]
                kind = "iri" if term == f"<{sentinel}>" else "text" if term.startswith(f'"{sentinel}"') else ""
                is_type = position == 2 and quad[1] == RDF_TYPE
                if not kind or is_type or term.endswith(_DOUBLE) or kinds[place] not in ("", kind):
                    raise NotPreparable(f"{_path(pointers[place])} would change more than its own text")
                kinds[place] = kind
    for place, kind in enumerate(kinds):
        if not kind:
            raise NotPreparable(f"{_path(pointers[place])} reaches no statement")
    return tuple(kind == "iri" for kind in kinds)


def meetings(quads: list[Quad], marks: Marks) -> list[tuple[int, int, str]]:
    """Pairs that must not be alike, or two lines could coincide: a slot and another slot, or (-1) a fixed text.

    For every two statements that filling could make one, the first difference that filling would have to even out.
    """
    found: dict[tuple[int, int, str], None] = {}
    by_predicate: dict[tuple[str, str], list[Quad]] = {}
    for quad in quads:
        by_predicate.setdefault((quad[1], quad[3]), []).append(quad)
    for alike in by_predicate.values():
        for one, other in combinations(alike, 2):
            needed = [_meeting(*terms, marks) for terms in zip(one, other, strict=True) if terms[0] != terms[1]]
            if needed and None not in needed and needed[0] is not None:
                found[needed[0]] = None
    return list(found)


def _meeting(one: str, other: str, marks: Marks) -> tuple[int, int, str] | None:
    """What would have to be alike for two unlike terms to become one; None if nothing could do it."""
    first, second = marks.pattern.search(one), marks.pattern.search(other)
    if first is None:
        first, second, one, other = second, first, other, one
    if first is None:
        return None
    before, after = one[: first.start()], one[first.end() :]
    if second is not None:
        same = before == other[: second.start()] and after == other[second.end() :]
        return (int(first[1]), int(second[1]), "") if same else None
    if not (other.startswith(before) and other.endswith(after) and len(other) >= len(before) + len(after)):
        return None
    return int(first[1]), -1, other[len(before) : len(other) - len(after)]


def _path(pointer: Pointer) -> str:
    return "/" + "/".join(map(str, pointer))


def filled(document: JsonObject, pointers: Sequence[Pointer], values: Sequence[str]) -> JsonObject:
    """A copy of `document` with `values` at `pointers`."""
    copied: JsonObject = _copied(document)
    for pointer, value in zip(pointers, values, strict=True):
        place: Any = copied
        for step in pointer[:-1]:
            place = place[step]
        place[pointer[-1]] = value
    return copied


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
