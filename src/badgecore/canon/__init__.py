"""Canonical forms: RDFC-1.0 of a JSON-LD document, and JCS of any JSON."""

from __future__ import annotations

from badgecore.canon.expand import expanded
from badgecore.canon.jcs import canonical_json
from badgecore.canon.quads import QuadWriter
from badgecore.canon.rdfc import STEPS, Quad, canonical_quads
from badgecore.canon.text import refuse_values
from badgecore.documents import Age
from badgecore.errors import TooComplex
from badgecore.wire import JsonObject

__all__ = ["canonical_json", "canonical_nquads", "refuse_values", "to_quads"]


def to_quads(document: JsonObject, *, age: Age = "first") -> list[Quad]:
    """The RDF of a JSON-LD document. Raises TermUnknown, ReferenceRelative, ContextUnknown, ShapeWrong, TooComplex."""
    writer = QuadWriter()
    try:
        writer.nodes(expanded(document, age))
    except RecursionError:
        raise TooComplex("nested too deep") from None
    return writer.quads


def canonical_nquads(document: JsonObject, *, age: Age = "first", hash_name: str = "sha256", steps: int = STEPS) -> str:
    """The canonical N-Quads of a JSON-LD document (RDFC-1.0). Raises what `to_quads` raises."""
    try:
        lines, _labels = canonical_quads(to_quads(document, age=age), hash_name=hash_name, steps=steps)
    except RecursionError:
        raise TooComplex("its unnamed parts hang together in too long a chain") from None
    return "".join(lines)
