"""From JSON-LD to quads by the library: PyLD expands, the rest is here.

PyLD drops a term no context defines, and invents an address for a relative one; either would leave part of the document
unsigned. Both are refused. (`canon/fast.py` does the same work for known contexts; this is its reference.)
"""

from __future__ import annotations

import functools
from typing import Any, Final, cast

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from badgecore.documents import Age, context
from badgecore.errors import BadgeError, ContextUnknown, ReferenceRelative, ShapeWrong, TermUnknown, TooComplex
from badgecore.wire import JsonObject

# Relative references resolve against this, and so give themselves away. The scheme exists nowhere else.
RELATIVE_BASE: Final = "badgecore-relative://x/"


def expanded(document: JsonObject, age: Age = "first") -> list[Any]:
    """JSON-LD expansion (JSON-LD 1.1 API §5.1), contexts from disk.

    Raises TermUnknown for a dropped term, ContextUnknown, ShapeWrong for what is no JSON-LD.
    """
    dropped: list[str] = []
    options = {"base": RELATIVE_BASE, "documentLoader": _loader(age), "contextResolver": _resolver(age)}
    try:
        result = jsonld.expand(document, options, on_property_dropped=lambda name: dropped.append(str(name)))
    except jsonld.JsonLdError as error:
        raise _cause(error) from None
    except RecursionError:
        raise TooComplex("nested too deep") from None
    except (TypeError, AttributeError, KeyError, ValueError, IndexError) as error:
        # PyLD meets some malformed input with a bare error of the language.
        raise ShapeWrong(f"not JSON-LD ({type(error).__name__})") from None
    if dropped:
        raise TermUnknown(", ".join(sorted(set(dropped)))[:200])
    return cast("list[Any]", result)


def _cause(error: BaseException) -> BadgeError:
    """The plain reason inside PyLD's nested errors."""
    found: BaseException | None = error
    message = getattr(error, "code", None) or type(error).__name__
    while found is not None:
        if isinstance(found, ContextUnknown):
            return found
        message = getattr(found, "code", None) or message
        found = found.__cause__
    return ShapeWrong(f"not JSON-LD: {message}")


def _loader(age: Age) -> Any:
    def load(url: str, _options: object) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": context(url, age),
            "tag": "static",
        }

    return load


@functools.cache
def _resolver(age: Age) -> Any:
    # One resolver per age: PyLD's own cache is shared by the whole process and knows a context by its URL alone.
    return ContextResolver({}, _loader(age), max_context_urls=20)


def refuse_relative(iri: str) -> None:
    """Raise ReferenceRelative if `iri` came out of a relative reference."""
    if iri.startswith(RELATIVE_BASE):
        raise ReferenceRelative(iri.removeprefix(RELATIVE_BASE))
