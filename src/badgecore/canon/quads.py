"""From expanded JSON-LD to quads (JSON-LD 1.1 API §8.1, Deserialize JSON-LD to RDF).

The node map of the specification is not needed: canonicalization takes a set, and nothing depends on the order or on
the labels of blank nodes.
"""

from __future__ import annotations

import re
from typing import Any, Final, cast

from badgecore.canon.expand import refuse_relative
from badgecore.canon.jcs import canonical_json
from badgecore.canon.nquads import XSD, literal
from badgecore.canon.rdfc import Quad
from badgecore.errors import ReferenceRelative, ShapeWrong

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE: Final = f"<{_RDF}type>"
FIRST: Final = f"<{_RDF}first>"
REST: Final = f"<{_RDF}rest>"
NIL: Final = f"<{_RDF}nil>"
JSON_TYPE: Final = f"<{_RDF}JSON>"

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"\\]*")
_BLANK: Final = re.compile(r"_:[^\s<>\"]+")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def iri(text: str) -> str:
    """An absolute IRI as a term. Raises ReferenceRelative for anything else (N-Quads IRIREF)."""
    refuse_relative(text)
    if not _ABSOLUTE.fullmatch(text):
        raise ReferenceRelative(text)
    return f"<{text}>"


class QuadWriter:
    """Collects the quads of one document; hands out blank nodes that meet no label of the document."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._count = 0

    def blank(self) -> str:
        self._count += 1
        # The document's own labels are prefixed in `resource`, so these two never meet.
        return f"_:g{self._count}"

    def resource(self, text: str) -> str:
        if not isinstance(text, str):  # PyLD lets null pass for an `@id` and in `@type`
            raise ReferenceRelative("null")
        if text.startswith("_:"):
            if not _BLANK.fullmatch(text):
                raise ReferenceRelative(text)
            return f"_:d{text[2:]}"
        return iri(text)

    def nodes(self, items: list[Any], graph: str = "") -> None:
        """Top-level nodes of a graph; free-floating values say nothing and are passed over."""
        for item in items:
            if "@value" not in item and "@list" not in item:
                self.node(item, graph)

    def node(self, node: dict[str, Any], graph: str) -> str:
        """Write a node object; returns its term."""
        if "@set" in node or not all(isinstance(name, str) for name in node):
            raise ShapeWrong("a set where a node was expected")
        subject = self.resource(node["@id"]) if "@id" in node else self.blank()
        for name, value in node.items():
            if name == "@type":
                self.quads += (
                    (subject, RDF_TYPE, self.resource(kind), graph)
                    for kind in cast("list[str]", value)
                )
            elif name == "@graph":
                self.nodes(value, subject)
            elif name == "@included":
                self.nodes(value, graph)
            elif name == "@reverse":
                for property_, items in cast("dict[str, list[Any]]", value).items():
                    self.quads += (
                        (self.node(item, graph), self.predicate(property_), subject, graph)
                        for item in items
                    )
            elif name[0] != "@":
                predicate = self.predicate(name)
                for item in cast("list[Any]", value):
                    self.quads.append((subject, predicate, self.object(item, graph), graph))
        return subject

    def predicate(self, name: str) -> str:
        # A blank predicate is no RDF and would be dropped.
        return iri(name)

    def object(self, item: dict[str, Any], graph: str) -> str:
        if "@value" in item:
            return value_term(item)
        if "@list" in item:
            return self._list(item["@list"], graph)
        return self.node(item, graph)

    def _list(self, items: list[Any], graph: str) -> str:
        """§8.3: List to RDF Conversion."""
        cells = [self.blank() for _ in items]
        for position, item in enumerate(items):
            rest = cells[position + 1] if position + 1 < len(cells) else NIL
            self.quads.append((cells[position], FIRST, self.object(item, graph), graph))
            self.quads.append((cells[position], REST, rest, graph))
        return cells[0] if cells else NIL


def value_term(item: dict[str, Any]) -> str:
    """§8.2.2: a value object as a literal. Base direction is not part of the RDF, as in every credential library."""
    value, kind = item["@value"], item.get("@type")
    if kind == "@json":
        return literal(canonical_json(value).decode(), JSON_TYPE)
    if "@language" in item:
        return literal(value, language=language_tag(item["@language"]))
    text, native = lexical(value, kind == f"{XSD}double")
    return literal(text, iri(kind) if kind else f"<{XSD}{native}>")


def language_tag(tag: object) -> str:
    """A well-formed language tag in lower case (BCP 47; §8.2.2 step 5 drops the others). Raises ShapeWrong."""
    if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
        raise ShapeWrong("a language that is not written as a language tag")
    return tag.lower()


def lexical(value: object, as_double: bool = False) -> tuple[str, str]:
    """The lexical form of a JSON scalar and its native XSD type (§8.6 for doubles)."""
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, int | float):
        if as_double or not float(value).is_integer() or abs(value) >= 1e21:
            return canonical_double(float(value)), "double"
        return str(int(value)), "integer"
    if not isinstance(value, str):
        raise ShapeWrong("a value that is neither text, number nor truth")
    if as_double:
        try:
            return canonical_double(float(value)), "double"
        except ValueError:
            return value, "double"
    return value, "string"


def canonical_double(value: float) -> str:
    """§8.6: 15 decimals, trailing zeros dropped, exponent without plus or leading zeros."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    if not exponent:
        return {"inf": "INF", "-inf": "-INF"}.get(mantissa.lower(), "NaN")
    whole, _, fraction = mantissa.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
