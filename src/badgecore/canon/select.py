"""Parts of a JSON-LD document and the statements they make (Data Integrity ECDSA Cryptosuites 1.0 §3.4 and §3.5).

A part is chosen by JSON pointers. Its unnamed nodes must be known again among those of the whole, so every unnamed node
is first given a name of its own (the specification's skolemization; here in the JSON itself, which saves compaction).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final, cast

from badgecore.canon.fast import Walk
from badgecore.canon.rdfc import Quad
from badgecore.canon.scopes import Root, Scope, Unsupported, root_scope
from badgecore.documents import Contexts
from badgecore.errors import ShapeWrong
from badgecore.wire import JsonObject, as_list, write_json

_NAMED: Final = "urn:bnid:"


def scope_of(document: JsonObject, contexts: Contexts) -> Scope:
    """The scope at the top of a document, whose contexts may be written into it. Raises ContextUnknown, ShapeWrong."""
    items: list[Any] = as_list(document.get("@context"))
    if items and all(isinstance(item, str) for item in items):
        return root_scope(contexts, tuple(items))
    written = {
        f"https://written.invalid/{place}": item
        for place, item in enumerate(items)
        if isinstance(item, dict)
    }
    urls = [
        item if isinstance(item, str) else f"https://written.invalid/{place}"
        for place, item in enumerate(items)
    ]
    # A context at an address must not set the base of a document, one inside it may.
    if not written or any("@base" in item for item in written.values()):
        raise ShapeWrong("a context that parts cannot be taken under")
    more = {url: {"@context": item} for url, item in written.items()}
    try:
        return Root(contexts.joined(more), tuple(urls)).scope_
    except Unsupported:
        raise ShapeWrong("a context that parts cannot be taken under") from None


def skolemized(document: JsonObject, scope: Scope) -> JsonObject:
    """A copy in which every unnamed node has a name (§3.5.6).

    Raises ShapeWrong if the document uses such names itself.
    """
    if _NAMED in write_json(document):
        raise ShapeWrong(f"an address that begins with {_NAMED}")
    copied: JsonObject = _copied(document)
    walk = _Finding()
    try:
        walk.under(copied, scope)
    except Unsupported:
        raise ShapeWrong("JSON-LD that parts cannot be taken from") from None
    for number, node in enumerate(walk.found):
        node["@id"] = f"{_NAMED}{number}"
    return copied


def labelled_quads(document: JsonObject, scope: Scope) -> list[Quad]:
    """The statements of a skolemized document or of a part of one; a blank node has the same label in both."""
    return list(dict.fromkeys(_Labelling().under(document, scope)))


class _Finding(Walk):
    """Finds the nodes without a name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[JsonObject] = []

    def unnamed(self, _value: JsonObject) -> str:
        self.found.append(_value)
        return self.blank()

    def named(self, iri: str) -> str:
        if iri[:2] == "_:":
            raise ShapeWrong("a blank node with a label of its own")
        return super().named(iri)


class _Labelling(Walk):
    """Labels that depend on what a node is, not on when it is met."""

    def unnamed(self, _value: JsonObject) -> str:
        raise ShapeWrong("an unnamed node in a part")

    def named(self, iri: str) -> str:
        return f"_:n{iri[len(_NAMED) :]}" if iri.startswith(_NAMED) else super().named(iri)

    def cells(self, _subject: str, _predicate: str, count: int) -> list[str]:
        return [_label(_subject, _predicate, str(place)) for place in range(count)]

    def graph_name(self, _subject: str, _predicate: str, _value: JsonObject) -> str:
        return _label(_subject, _predicate, str(_value.get("@id") or _value.get("id")))


def _label(*parts: str) -> str:
    return "_:h" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def part_of(document: JsonObject, pointers: Sequence[str]) -> JsonObject | None:
    """The part of a document that JSON pointers choose (§3.4.13 selectJsonLd); None for no pointers.

    The types and the names of nodes on the way to what is chosen come along. Raises ShapeWrong for a pointer to none.
    """
    if not pointers:
        return None
    chosen = _beginning(document)
    chosen["@context"] = _copied(document["@context"])
    for pointer in pointers:
        _choose(document, pointer, chosen)
    return cast("JsonObject", _dense(chosen))


class _Sparse(dict[int, Any]):
    """An array of which only some places are chosen."""


def _choose(document: Any, pointer: str, chosen: Any) -> None:
    """§3.4.12 selectPaths."""
    path = _path(pointer)
    if not path:
        chosen.update(_copied(document))
        return
    for place, token in enumerate(path):
        step = _step(document, token)
        if step is None:
            raise ShapeWrong(f"nothing stands at {pointer}")
        document = document[step]
        if place == len(path) - 1:
            chosen[step] = _merged(chosen.get(step), document)
            return
        if step not in chosen:
            chosen[step] = _Sparse() if isinstance(document, list) else _beginning(document)
        elif not isinstance(chosen[step], dict):
            return  # The whole of it is chosen already.
        chosen = chosen[step]


def _merged(before: Any, value: Any) -> Any:
    if isinstance(value, dict) and isinstance(before, dict):
        return {**before, **_copied(value)}
    return _copied(value)


def _path(pointer: str) -> list[str]:
    """RFC 6901 §4."""
    if pointer and pointer[0] != "/":
        raise ShapeWrong(f"{pointer[:80]} is not a JSON pointer")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _step(value: Any, token: str) -> str | int | None:
    if isinstance(value, dict):
        return token if token in value else None
    if isinstance(value, list) and token.isascii() and token.isdigit() and int(token) < len(value):
        return int(token)
    return None


def _beginning(value: Any) -> JsonObject:
    """§3.4.11 createInitialSelection: a node's names and types, without which it could not be known again."""
    if not isinstance(value, dict):
        raise ShapeWrong("a pointer that leads through a text")
    source = cast("JsonObject", value)
    chosen: JsonObject = {}
    for name in ("id", "@id"):
        if isinstance(source.get(name), str) and not source[name].startswith("_:"):
            chosen[name] = source[name]
    for name in ("type", "@type"):
        if name in source:
            chosen[name] = _copied(source[name])
    return chosen


def _dense(value: Any) -> Any:
    if isinstance(value, _Sparse):
        return [_dense(value[place]) for place in sorted(value)]
    if isinstance(value, dict):
        return {name: _dense(item) for name, item in cast("JsonObject", value).items()}
    return value


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in cast("JsonObject", value).items()}
    if isinstance(value, list):
        items: list[Any] = value
        return [_copied(item) for item in items]
    return value
