"""From JSON-LD straight to quads, for documents that use only context URLs: the same quads as `expand` and `quads`.

Expansion and RDF conversion in one walk, by the meanings remembered in `scopes`. Whatever credentials do not use (index
maps, reverse properties, nesting, lists of lists, contexts written into the document) raises Unsupported and goes the
reference way. Section numbers are those of the JSON-LD 1.1 API, expansion.
"""

from __future__ import annotations

from typing import Any, Final, cast

from badgecore.canon.expand import refuse_size
from badgecore.canon.jcs import canonical_json
from badgecore.canon.nquads import XSD, escaped, literal
from badgecore.canon.quads import (
    FIRST,
    JSON_TYPE,
    NIL,
    RDF_TYPE,
    REST,
    QuadWriter,
    language_tag,
    lexical,
)
from badgecore.canon.rdfc import Quad
from badgecore.canon.scopes import Scope, Term, Unsupported, root_scope
from badgecore.documents import Contexts
from badgecore.effort import charge
from badgecore.errors import BadgeError, TooComplex
from badgecore.wire import JsonObject

# A badge has some 150 statements, a transcript of a hundred badges 16,000.
STATEMENTS: Final = 20_000
_PARTS: Final = 200

_NATIVE: Final = {name: f"<{XSD}{name}>" for name in ("string", "boolean", "integer", "double")}


def fast_quads(document: JsonObject, contexts: Contexts) -> list[Quad]:
    """The quads of a document. Raises Unsupported where the reference path must be taken, else what that raises."""
    walk = Walk()
    try:
        return walk.document(document, contexts)
    finally:
        charge(3 * len(walk.quads) + walk.keys)


def _context_urls(context: Any) -> tuple[str, ...]:
    items: list[Any] = context if isinstance(context, list) else [context]
    if not items or not all(isinstance(item, str) for item in items):
        raise Unsupported
    return tuple(items)


class Walk(QuadWriter):
    """One document. The four hooks give blank nodes their labels."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: int = 0  # looked at so far, of all nodes

    def document(self, document: JsonObject, contexts: Contexts) -> list[Quad]:
        return self.under(document, root_scope(contexts, _context_urls(document.get("@context"))))

    def under(self, document: JsonObject, scope: Scope) -> list[Quad]:
        """The quads of a document whose own context has been processed to `scope`."""
        self.node(document, scope, None, "")
        return self.quads

    def unnamed(self, _value: JsonObject) -> str:
        """The label of a node without an `@id`."""
        return self.blank()

    def named(self, iri: str) -> str:
        """The term of a node that has one."""
        return self.resource(iri)

    def cells(self, _subject: str, _predicate: str, count: int) -> list[str]:
        """The labels of the cells of a list."""
        return [self.blank() for _ in range(count)]

    def graph_name(self, _subject: str, _predicate: str, _value: JsonObject) -> str:
        """The name of the graph a graph container opens."""
        return self.blank()

    def node_or_value(self, value: JsonObject, scope: Scope, term: Term, graph: str) -> str:
        if "@value" in value:
            return _value_object(value)
        return self.scoped_node(value, scope, term, graph)

    def scoped_node(self, value: JsonObject, scope: Scope, term: Term | None, graph: str) -> str:
        """§5.1.2 steps 7 to 9: leave a type-scoped context, enter the property's, then the node's own."""
        if scope.previous is not None and not _is_reference(value, scope):
            within = scope.previous
        else:
            within = scope
        scoped = (
            scope.term(term.name).scoped
            if term is not None and term.name in scope.active["mappings"]
            else None
        )
        if scoped is not None and term is not None:
            within = within.with_property(scoped, term.name)
        if "@context" in value:
            within = within.with_local(_context_urls(value["@context"]))
        return self.node(value, within, term, graph)

    def node(self, value: JsonObject, scope: Scope, term: Term | None, graph: str) -> str:  # type: ignore[override]
        """§5.1.2 steps 11 to 13, and the RDF of the node; returns its term."""
        if len(value) > _PARTS or len(self.quads) > STATEMENTS:
            raise TooComplex(
                f"more than {_PARTS} properties in one place, or {STATEMENTS} statements in all"
            )
        self.keys += len(value)
        types, subject = self._types_and_id(value, scope)
        within = scope
        if types:
            scoped_types = scope.scoped_types(types)
            if scoped_types:
                within = scope.with_types(scoped_types)
                # The type-scoped context may give the keys another meaning.
                types_again, subject = self._types_and_id(value, within)
                if types_again != types:
                    raise Unsupported
        subject = self.unnamed(value) if subject is None else self.named(within.full_iri(subject))
        quads = self.quads
        quads += [(subject, RDF_TYPE, scope.type_name(name), graph) for name in types]
        for key, item in value.items():
            if key == "@context":
                continue
            meaning = within.term(key)
            # Nothing is no statement, but as JSON it is a value.
            if meaning.keyword or (item is None and meaning.type != "@json"):
                continue
            if meaning.plain and isinstance(item, str):
                quads.append((subject, meaning.predicate, f'"{escaped(item)}"', graph))
            else:
                self.property(subject, meaning, item, within, graph)
        return subject

    def _types_and_id(self, value: JsonObject, scope: Scope) -> tuple[list[str], str | None]:
        types: list[str] = []
        subject: str | None = None
        seen = ""
        known = scope.keywords
        for key, item in value.items():
            keyword = known.get(key)
            if keyword is None:
                keyword = scope.keyword(key)
            if not keyword or key == "@context":
                continue
            if keyword in seen or keyword not in ("@id", "@type"):
                raise Unsupported
            seen += keyword
            if keyword == "@id":
                if not isinstance(item, str):
                    raise Unsupported
                subject = item
            else:
                types = cast("list[str]", item) if isinstance(item, list) else [item]
                if len(types) > _PARTS:
                    raise TooComplex(f"{len(types)} types in one place")
                if not all(isinstance(name, str) for name in types):
                    raise Unsupported
        return types, subject

    def property(self, subject: str, term: Term, value: Any, scope: Scope, graph: str) -> None:
        """§5.1.2 step 13.4 and after: one property with one value or many."""
        inner = scope if term.scoped is None else scope.with_property(term.scoped, term.name)
        meaning = term if inner is scope else _within(inner, term)
        if meaning is not term and meaning.rules != term.rules:
            raise Unsupported
        if isinstance(value, list) and len(value) > STATEMENTS - len(self.quads):
            raise TooComplex(f"more than {STATEMENTS} statements")
        if term.maps_objects and isinstance(value, dict):
            raise Unsupported
        if term.type == "@json":
            refuse_size(value)
            self.quads.append(
                (subject, term.predicate, literal(canonical_json(value).decode(), JSON_TYPE), graph)
            )
        elif term.is_list:
            self.quads.append(
                (
                    subject,
                    term.predicate,
                    self._list_of(subject, meaning, value, inner, graph),
                    graph,
                )
            )
        elif isinstance(value, list):
            items: list[Any] = value
            for item in items:
                if isinstance(item, list):
                    raise Unsupported
                if item is not None:
                    self._one(subject, meaning, item, inner, graph)
        else:
            self._one(subject, meaning, value, inner, graph)

    def _one(self, subject: str, term: Term, item: Any, scope: Scope, graph: str) -> None:
        if not term.is_graph:
            self.quads.append(
                (subject, term.predicate, self._object(term, item, scope, graph), graph)
            )
            return
        if not isinstance(item, dict) or "@value" in item or "@list" in item:
            raise Unsupported
        # A graph container: the node lies in a graph of its own, named by a new blank node (§5.1.2 step 13.13).
        name = self.graph_name(subject, term.predicate, cast("JsonObject", item))
        self.quads.append((subject, term.predicate, name, graph))
        self.scoped_node(cast("JsonObject", item), scope, term, name)

    def _object(self, term: Term, item: Any, scope: Scope, graph: str) -> str:
        if isinstance(item, dict):
            return self.node_or_value(cast("JsonObject", item), scope, term, graph)
        if isinstance(item, str):
            kind = term.type
            if not kind:
                return f'"{escaped(item)}"'
            if kind == "@id":
                return self.named(scope.full_iri(item))
            if kind == "@vocab":
                return scope.type_name(item)
            if term.is_double:
                return literal(lexical(item, True)[0], kind)
            return f'"{escaped(item)}"^^{kind}'
        text, native = lexical(item, term.is_double)
        kind = term.type if term.type[:1] == "<" else _NATIVE[native]
        return literal(text, kind)

    def _list_of(self, subject: str, term: Term, value: Any, scope: Scope, graph: str) -> str:
        several: list[Any] = value if isinstance(value, list) else [value]
        items = [item for item in several if item is not None]
        if any(
            isinstance(item, list)
            or (isinstance(item, dict) and ("@list" in item or "@set" in item))
            for item in items
        ):
            raise Unsupported
        cells = self.cells(subject, term.predicate, len(items))
        for position, item in enumerate(items):
            rest = cells[position + 1] if position + 1 < len(cells) else NIL
            self.quads.append(
                (cells[position], FIRST, self._object(term, item, scope, graph), graph)
            )
            self.quads.append((cells[position], REST, rest, graph))
        return cells[0] if cells else NIL


def _within(scope: Scope, term: Term) -> Term:
    """The term under its own scoped context, which may have emptied the table: the reference then knows what holds."""
    try:
        return scope.term(term.name)
    except BadgeError:
        raise Unsupported from None


def _is_reference(value: JsonObject, scope: Scope) -> bool:
    """§5.1.2 step 7: a node that is only an `@id` stays in the type-scoped context."""
    return len(value) == 1 and scope.keyword(next(iter(value))) == "@id"


def _value_object(value: JsonObject) -> str:
    text, tag = value["@value"], value.get("@language", "")
    if not set(value) <= {"@value", "@language", "@direction"} or not isinstance(text, str):
        raise Unsupported
    if tag is None or value.get("@direction", "ltr") not in ("ltr", "rtl"):
        raise Unsupported
    if not tag and "@language" not in value:
        return f'"{escaped(text)}"'
    return literal(text, language=language_tag(tag))
