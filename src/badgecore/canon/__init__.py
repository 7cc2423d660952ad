"""Canonical forms: RDFC-1.0 of a JSON-LD document, and JCS of any JSON."""

from __future__ import annotations

from badgecore.canon.expand import WORK, expanded, refuse_size
from badgecore.canon.fast import fast_quads
from badgecore.canon.jcs import canonical_json
from badgecore.canon.quads import QuadWriter
from badgecore.canon.rdfc import STEPS, Quad, canonical_quads
from badgecore.canon.scopes import Unsupported
from badgecore.canon.text import refuse_values
from badgecore.documents import BUNDLED, Contexts
from badgecore.effort import afford, charge
from badgecore.errors import TooComplex
from badgecore.wire import JsonObject

__all__ = ["canonical_json", "canonical_nquads", "reference_quads", "refuse_values", "to_quads"]

# So many characters are encoded, hashed and escaped for one unit of effort.
_CHARACTERS = 30


def to_quads(document: JsonObject, *, contexts: Contexts = BUNDLED) -> list[Quad]:
    """The RDF of a JSON-LD document. Raises TermUnknown, ReferenceRelative, ContextUnknown, ShapeWrong, TooComplex."""
    afford()
    try:
        return fast_quads(document, contexts)
    except Unsupported:
        return reference_quads(document, contexts=contexts)
    except RecursionError:
        raise TooComplex("nested too deep") from None


def reference_quads(
    document: JsonObject, *, contexts: Contexts = BUNDLED, work: int = WORK
) -> list[Quad]:
    """As `to_quads`, through PyLD's own expansion: many times slower, but it knows all of JSON-LD."""
    refuse_size(document)
    writer = QuadWriter()
    try:
        writer.nodes(expanded(document, contexts, work))
    except RecursionError:
        raise TooComplex("nested too deep") from None
    return writer.quads


def canonical_nquads(
    document: JsonObject,
    *,
    contexts: Contexts = BUNDLED,
    hash_name: str = "sha256",
    steps: int = STEPS,
) -> str:
    """The canonical N-Quads of a JSON-LD document (RDFC-1.0). Raises what `to_quads` raises."""
    try:
        lines, _labels = canonical_quads(
            to_quads(document, contexts=contexts), hash_name=hash_name, steps=steps
        )
    except RecursionError:
        raise TooComplex("its unnamed parts hang together in too long a chain") from None
    form = "".join(lines)
    charge(len(form) // _CHARACTERS)
    return form
