"""JSON-LD by the library: contexts processed and documents expanded by PyLD, from disk only.

PyLD drops a term no context defines, and invents an address for a relative one; either would leave part of the
document unsigned. Both are refused. `canon/fast.py` does the work for known contexts; this is its reference.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, cast

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from badgecore.documents import BUNDLED, Contexts
from badgecore.effort import charge
from badgecore.errors import BadgeError, ReferenceRelative, ShapeWrong, TermUnknown, TooComplex
from badgecore.wire import JsonObject

# Relative references resolve against this, and so give themselves away. The scheme exists nowhere else.
RELATIVE_BASE: Final = "badgecore-relative://x/"

# PyLD's caches are not made for threads.
LOCK: Final = threading.RLock()

# One term defined or one value expanded is one piece of work, some 50 µs. All the contexts of a badge take 300, a rich
# badge by the reference path 800.
WORK: Final = 4_000

# In units of effort.
_PIECE: Final = 45

# A badge has some 200 values, a transcript of a hundred badges 20,000.
VALUES: Final = 20_000


class _BoundedProcessor(jsonld.JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """PyLD's processor, stopped when a document makes it work too long: contexts in a document multiply."""

    def __init__(self, on_property_dropped: Callable[[object], None], *, work: int) -> None:
        super().__init__(on_property_dropped)
        self._left = work

    def allow(self, work: int) -> None:
        """Start counting anew: this much work and no more."""
        self._left = work

    def _spend(self, work: int) -> None:
        self._left -= work
        charge(_PIECE * work)
        if self._left < 0:
            raise TooComplex("too much vocabulary, or too much nesting of it")

    def _create_term_definition(self, *arguments: Any, **named: Any) -> Any:
        self._spend(1)
        return super()._create_term_definition(*arguments, **named)

    def _clone_active_context(self, active_ctx: Any) -> Any:
        self._spend(1 + len(active_ctx["mappings"]) // 200)
        return super()._clone_active_context(active_ctx)

    def _expand(self, *arguments: Any, **named: Any) -> Any:
        self._spend(1)
        return super()._expand(*arguments, **named)


def bounded_processor(
    on_property_dropped: Callable[[object], None] = lambda _name: None, *, work: int = WORK
) -> Any:
    """A processor of PyLD's, which has no types, that stops after so much work; `allow(work)` begins anew."""
    return _BoundedProcessor(on_property_dropped, work=work)


def options_for(contexts: Contexts) -> dict[str, Any]:
    """PyLD's options, with a resolver of their own.

    PyLD's shared cache knows a context by its URL alone, and an `@import` in one document changes it for the next.
    """
    return {
        "base": RELATIVE_BASE,
        "isFrame": False,
        "keepFreeFloatingNodes": False,
        "processingMode": "json-ld-1.1",
        "documentLoader": _loader(contexts),
        "contextResolver": ContextResolver({}, _loader(contexts), max_context_urls=20),
    }


def expanded(document: JsonObject, contexts: Contexts = BUNDLED, work: int = WORK) -> list[Any]:
    """JSON-LD expansion (JSON-LD 1.1 API §5.1), contexts from disk.

    Raises TermUnknown for a dropped term, ContextUnknown, ShapeWrong for what is no JSON-LD.
    """
    dropped: list[str] = []
    processor = bounded_processor(lambda name: dropped.append(str(name)), work=work)
    try:
        with LOCK:
            result = processor.expand(document, options_for(contexts))
    except jsonld.JsonLdError as error:
        raise cause(error) from None
    except RecursionError:
        raise TooComplex("nested too deep") from None
    except (TypeError, AttributeError, KeyError, ValueError, IndexError) as error:
        # PyLD meets some malformed input with a bare error of the language.
        raise ShapeWrong(f"not JSON-LD ({type(error).__name__})") from None
    if dropped:
        raise TermUnknown(", ".join(sorted(set(dropped)))[:200])
    return cast("list[Any]", result)


def refuse_size(value: Any, limit: int = VALUES) -> None:
    """Raise TooComplex for JSON of more than `limit` values."""
    waiting = [value]
    count = 0
    while waiting:
        found = waiting.pop()
        count += 1
        if isinstance(found, dict):
            waiting += cast("dict[str, Any]", found).values()
        elif isinstance(found, list):
            items: list[Any] = found
            waiting += items
        if count + len(waiting) > limit:
            raise TooComplex(f"more than {limit} values")


def cause(error: BaseException) -> BadgeError:
    """The plain reason inside PyLD's nested errors."""
    found: BaseException | None = error
    message = type(error).__name__
    while found is not None:
        if isinstance(found, BadgeError):
            return found
        message = getattr(found, "code", None) or message
        found = found.__cause__
    return ShapeWrong(f"not JSON-LD: {message}")


def refuse_relative(iri: str) -> None:
    """Raise ReferenceRelative if `iri` came out of a relative reference."""
    if iri.startswith(RELATIVE_BASE):
        raise ReferenceRelative(iri.removeprefix(RELATIVE_BASE))


def _loader(contexts: Contexts) -> Any:
    def load(url: str, _options: object) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": contexts.document(url),
            "tag": "static",
        }

    return load
