"""Badges inside something else: a wallet's export, what a service answers, a list. Found by what they are, not by where
they lie, since every wallet wraps them in its own way."""

from collections import deque
from typing import Final, TypeAlias

from badgecore.proofs.jose import is_jws
from badgecore.verify import legacy, shape
from badgecore.wire import JsonObject, as_list, is_array, is_object

Part: TypeAlias = JsonObject | str

_DEEPEST: Final = 6
_MOST: Final = 64
_MOST_LOOKED_AT: Final = 2000
_PRESENTATIONS: Final = ("VerifiablePresentation", "EnvelopedVerifiablePresentation")
_CREDENTIALS: Final = ("VerifiableCredential", "EnvelopedVerifiableCredential")
_TOKEN: Final = 60  # characters that the shortest token has, so that not every text is taken apart


def is_presentation(value: object) -> bool:
    """Whether a holder shows credentials in it (VCDM 2.0 §4.13), and nobody issued it as one."""
    kinds = shape.types_of(value)
    return any(kind in _PRESENTATIONS for kind in kinds) and not is_credential(value)


def is_credential(value: object) -> bool:
    """Whether it says of itself that it is one, of any age."""
    if not is_object(value):
        return False
    return any(kind in shape.types_of(value) for kind in _CREDENTIALS) or legacy.is_legacy(value)


def inside(document: JsonObject) -> tuple[list[Part], bool]:
    """What lies in it that may be a badge, the nearest first, and whether there is more than was looked through.

    What lies in a badge stays there.
    """
    found: list[Part] = []
    # Level by level, so that the badge nearest to the top comes first, whatever else is packed below.
    rest: deque[tuple[object, int]] = deque((value, 1) for value in document.values())
    looked_at = 0
    while rest and len(found) < _MOST and looked_at < _MOST_LOOKED_AT:
        value, depth = rest.popleft()
        looked_at += 1
        if is_credential(value) or is_presentation(value):
            found.append(value)  # type: ignore[arg-type]  # both are objects
        elif isinstance(value, str):
            if len(value) > _TOKEN and is_jws(value):
                found.append(value)
        elif depth < _DEEPEST:
            inner = (
                value.values() if is_object(value) else as_list(value) if is_array(value) else ()
            )
            rest.extend((each, depth + 1) for each in inner)
    return found, bool(rest)
