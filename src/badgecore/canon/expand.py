"""JSON-LD by the library: contexts processed and documents expanded by PyLD, from disk only.

PyLD drops a term no context defines, and invents an address for a relative one; either would leave part of the
document unsigned. Both are refused. `canon/fast.py` does the work for known contexts; this is its reference.
"""

from __future__ import annotations

import threading
from typing import Any, Final, cast

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from badgecore.documents import BUNDLED, Contexts
from badgecore.errors import BadgeError, ContextUnknown, ReferenceRelative, ShapeWrong, TermUnknown, TooComplex
from badgecore.wire import JsonObject

# Relative references resolve against this, and so give themselves away. The scheme exists nowhere else.
RELATIVE_BASE: Final = "badgecore-relative://x/"

# PyLD's caches are not made for threads.
LOCK: Final = threading.RLock()


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


def expanded(document: JsonObject, contexts: Contexts = BUNDLED) -> list[Any]:
    """JSON-LD expansion (JSON-LD 1.1 API §5.1), contexts from disk.

    Raises TermUnknown for a dropped term, ContextUnknown, ShapeWrong for what is no JSON-LD.
    """
    dropped: list[str] = []
    try:
        with LOCK:
            result = jsonld.expand(
                document, options_for(contexts), on_property_dropped=lambda name: dropped.append(str(name))
            )
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


def cause(error: BaseException) -> BadgeError:
    """The plain reason inside PyLD's nested errors."""
    found: BaseException | None = error
    message = type(error).__name__
    while found is not None:
        if isinstance(found, ContextUnknown):
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
