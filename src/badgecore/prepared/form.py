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
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final, TypeAlias

from badgecore.canon import to_quads
from badgecore.canon.nquads import escaped, escaped_alike
from badgecore.canon.quads import RDF_TYPE
from badgecore.canon.rdfc import Quad
from badgecore.documents import Contexts
from badgecore.errors import NotPreparable
from badgecore.prepared.lines import Lines, Marks, Values, chooser
from badgecore.wire import JsonObject

Pointer: TypeAlias = tuple[str | int, ...]

# Addresses that mean themselves under every context: no prefix, no base, no blank node.
# Several of them, each followed by a space.
_IRIS: Final = re.compile(
    r"(?:(?:https?://|urn:uuid:|did:[a-z0-9]+:)[^\x00-\x20\x7f-\x9f<>\"{}|^`\\]+ )*"
)
_SCHEMES: Final = ("https://", "http://", "did:key:", "did:web:", "urn:uuid:")
_LONGEST_SCHEME: Final = max(map(len, _SCHEMES))
_DOUBLE: Final = "<http://www.w3.org/2001/XMLSchema#double>"
_REMEMBERED: Final = 256


class Fallback(Exception):
    """These values cannot be filled in; the document has to be canonicalised as a whole."""


class Form:
    """The canonical form of `document`, open at `pointers`. Raises NotPreparable where a slot could change more."""

    def __init__(
        self, document: JsonObject, pointers: Sequence[Pointer], contexts: Contexts
    ) -> None:
        marks, slots = Marks(document), len(pointers)
        sentinels = [marks.slot(place) for place in range(slots)]
        quads = list(
            dict.fromkeys(to_quads(filled(document, pointers, sentinels), contexts=contexts))
        )
        self._iris = chooser(
            [place for place, is_iri in enumerate(_kinds(quads, marks, pointers)) if is_iri]
        )
        nodes = list(dict.fromkeys(term for quad in quads for term in quad if term[:1] == "_"))
        fixed: list[tuple[bytes, int]] = []
        self._open_nodes: list[_OpenNode] = []
        for position, node in enumerate(nodes):
            others = dict.fromkeys(nodes, "_:z") | {node: "_:a"}
            lines = Lines([_line(quad, others) for quad in quads if node in quad], marks.pattern)
            if lines.is_open:
                self._open_nodes.append(_OpenNode(position, lines))
            else:
                fixed.append((hashlib.sha256(lines.filled(())).digest(), position))
        fixed.sort()
        self._fixed_hashes = [digest for digest, _position in fixed]
        self._fixed_nodes = [position for _digest, position in fixed]
        # Fixed nodes that look alike are the generic path's, whatever stands in the slots.
        self._is_hopeless = len(set(self._fixed_hashes)) < len(fixed)
        self._labels = [b"_:c14n%d" % number for number in range(len(nodes))]
        blocks = _blocks(
            quads, {node: marks.node(position) for position, node in enumerate(nodes)}, marks, slots
        )
        self._fixed_blocks = sorted(block.filled(()) for block in blocks if not block.is_open)
        self._open_blocks = [block for block in blocks if block.is_open]
        self._beginnings: dict[int, Any] = {}
        found = [*meetings(quads, marks), *_subjects_meeting(quads, marks)]
        self._pairs = [(one, other) for one, other, _text in found if other >= 0]
        apart = {
            one: {text for this, other, text in found if this == one and other < 0}
            for one, _, _ in found
        }
        self._apart = [
            (one, frozenset([text.encode() for text in texts]))
            for one, texts in apart.items()
            if texts
        ]
        self._last: tuple[Values, bytes] | None = None

    def digest(self, values: Values) -> bytes:
        """SHA-256 of the canonical form with `values` in the slots. Raises Fallback."""
        # Whoever signs and then checks what was signed asks twice for the same.
        last = self._last
        if last is not None and last[0] == values:
            return last[1]
        texts = self._texts(values)
        texts += self._labelled(texts)
        # Each block begins with another subject, and a space that no subject holds: so they sort among each other.
        blocks = [block.filled(texts) for block in self._open_blocks]
        before = bisect_left(self._fixed_blocks, min(blocks)) if blocks else len(self._fixed_blocks)
        hasher = self._begun(before)
        blocks += self._fixed_blocks[before:]
        blocks.sort()
        hasher.update(b"".join(blocks))
        digest: bytes = hasher.digest()
        self._last = values, digest
        return digest

    def _begun(self, before: int) -> Any:
        """The hash of so many blocks at the beginning: where the first open one falls is nearly always the same."""
        hasher = self._beginnings.get(before)
        if hasher is None:
            hasher = self._beginnings[before] = hashlib.sha256(
                b"".join(self._fixed_blocks[:before])
            )
        return hasher.copy()

    def _texts(self, values: Values) -> list[bytes]:
        """The values as N-Quads write them, in UTF-8. Raises Fallback."""
        if self._is_hopeless:
            raise Fallback
        iris = self._iris(values)
        if not _are_common(iris) and not _IRIS.fullmatch("".join([f"{iri} " for iri in iris])):
            raise Fallback
        texts = escaped_alike(values)
        if texts is None:
            texts = [escaped(value).encode() for value in values]
        for one, other in self._pairs:
            if texts[one] == texts[other]:
                raise Fallback
        for one, fixed in self._apart:
            if texts[one] in fixed:
                raise Fallback
        return texts

    def _labelled(self, texts: Sequence[bytes]) -> list[bytes]:
        """The label of each blank node: they come in the order of their first-degree hashes, all being unlike
        (§4.4.3 step 4). Raises Fallback."""
        fixed = self._fixed_hashes
        order = self._fixed_nodes.copy()
        hashes = [(node.digest(texts), node.position) for node in self._open_nodes]
        hashes.sort(reverse=True)
        last = b""
        for digest, position in hashes:
            fall = bisect_left(fixed, digest)
            if digest == last or (fall < len(fixed) and fixed[fall] == digest):
                raise Fallback
            # From the greatest to the least: those that are in already stand behind.
            order.insert(fall, position)
            last = digest
        labels = self._labels.copy()
        for label, position in zip(self._labels, order, strict=True):
            labels[position] = label
        return labels


def _blocks(quads: list[Quad], names: dict[str, str], marks: Marks, slots: int) -> list[Lines]:
    """The lines of each subject. What fills them is the texts of the slots and then the labels of the nodes."""
    found: dict[str, list[str]] = {}
    for quad in quads:
        found.setdefault(quad[0], []).append(_line(quad, names))
    either = marks.either
    return [
        Lines(lines, either, lambda mark: int(mark[1] or slots + int(mark[2])))
        for lines in found.values()
    ]


class _OpenNode:
    """A blank node whose first-degree hash depends on slots."""

    def __init__(self, position: int, lines: Lines) -> None:
        self.position: Final = position
        self._lines = lines
        self._known: dict[tuple[bytes, ...], bytes] = {}

    def digest(self, texts: Sequence[bytes]) -> bytes:
        chosen = self._lines.chosen(texts)
        known = self._known.get(chosen)
        if known is not None:
            return known
        found = hashlib.sha256(self._lines.filled(texts)).digest()
        # Rubric levels recur and are worth remembering; salts do not.
        if len(self._known) < _REMEMBERED:
            self._known[chosen] = found
        return found


def _are_common(iris: Values) -> bool:
    """Whether all of these are addresses of the usual form; the slower pattern `_IRIS` is asked about others."""
    joined = "".join(iris)
    if not joined.isascii() or not joined.isprintable():
        return False
    for char in ' <>"{}|^`\\':
        if char in joined:
            return False
    return all(iri.startswith(_SCHEMES) and len(iri) > _LONGEST_SCHEME for iri in iris)


def _line(quad: Quad, names: dict[str, str]) -> str:
    subject, predicate, object_, graph = (names.get(term, term) for term in quad)
    return (
        f"{subject} {predicate} {object_} {graph} ."
        if graph
        else f"{subject} {predicate} {object_} ."
    )


def _kinds(quads: list[Quad], marks: Marks, pointers: Sequence[Pointer]) -> tuple[bool, ...]:
    """For each slot whether it is an address; NotPreparable unless it is one whole address or one whole text."""
    kinds: list[str] = [""] * len(pointers)
    for quad in quads:
        for position, term in enumerate(quad):
            for found in marks.pattern.finditer(term):
                place, sentinel = int(found[1]), found[0]
                kind = (
                    "iri"
                    if term == f"<{sentinel}>"
                    else "text"
                    if term.startswith(f'"{sentinel}"')
                    else ""
                )
                is_type = position == 2 and quad[1] == RDF_TYPE
                if not kind or is_type or term.endswith(_DOUBLE) or kinds[place] not in ("", kind):
                    raise NotPreparable(
                        f"{_path(pointers[place])} would change more than its own text"
                    )
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
            needed = [
                _meeting(*terms, marks)
                for terms in zip(one, other, strict=True)
                if terms[0] != terms[1]
            ]
            if needed and None not in needed and needed[0] is not None:
                found[needed[0]] = None
    return list(found)


def _subjects_meeting(quads: list[Quad], marks: Marks) -> list[tuple[int, int, str]]:
    """As `meetings`, for two subjects: if filling made them equal, their blocks of lines would merge."""
    subjects = list(dict.fromkeys(quad[0] for quad in quads if quad[0][:1] != "_"))
    found = [_meeting(one, other, marks) for one, other in combinations(subjects, 2)]
    return [entry for entry in found if entry is not None]


def _meeting(one: str, other: str, marks: Marks) -> tuple[int, int, str] | None:
    """Which slot values would have to be equal to make two different terms the same; None if that cannot happen."""
    first, second = marks.pattern.search(one), marks.pattern.search(other)
    if first is None:
        first, second, one, other = second, first, other, one
    if first is None:
        return None
    before, after = one[: first.start()], one[first.end() :]
    if second is not None:
        same = before == other[: second.start()] and after == other[second.end() :]
        return (int(first[1]), int(second[1]), "") if same else None
    if not (
        other.startswith(before)
        and other.endswith(after)
        and len(other) >= len(before) + len(after)
    ):
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
