"""JSON as it comes over the wire: read strictly and within limits, written compactly."""

import json
from collections import Counter
from typing import Any, NoReturn, TypeAlias, TypeGuard

from badgecore.effort import afford, charge
from badgecore.errors import NotJson, TooLarge

JsonObject: TypeAlias = dict[str, Any]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
# A transcript of a hundred badges has 20,000 values. Commas inside texts are counted along.
MAX_VALUES = 100_000


def read_json(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse JSON of at most `max_bytes`, raising `NotJson` or `TooLarge`.

    Stricter than the standard library: UTF-8 only, no duplicate names (two readers would see two badges), no NaN or
    Infinity, no lone surrogates, at most `MAX_DEPTH` levels and some `MAX_VALUES` values (RFC 8259 §9 lets a reader set
    limits; RFC 7493 asks for the rest).
    """
    afford()
    raw = data if isinstance(data, bytes) else _encoded(data)
    if len(raw) > max_bytes:
        raise TooLarge(f"{len(raw)} bytes, at most {max_bytes}")
    values = sum(map(raw.count, (b",", b"{", b"[")))
    if values > MAX_VALUES:
        raise TooLarge(f"some {values} values, at most {MAX_VALUES}")
    charge(values // 2 + len(raw) // 200)
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None
    if _deeper_than(value, MAX_DEPTH):
        raise NotJson(f"more than {MAX_DEPTH} levels deep")
    if "\\u" in text:
        _encoded(json.dumps(value, ensure_ascii=False))
    return value


def read_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> JsonObject:
    """As `read_json`; NotJson for any other value than an object (RFC 8259 §4)."""
    value = read_json(data, max_bytes=max_bytes)
    if is_object(value):
        return value
    raise NotJson("a JSON object was expected")


def write_json(value: object) -> str:
    """Compact JSON in insertion order; text is left as it is, escaped only where RFC 8259 §7 demands it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def as_list(value: object) -> list[Any]:
    """What JSON-LD allows to be one thing or many, as a list; absent and null become empty."""
    if value is None:
        return []
    return value if is_array(value) else [value]


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotJson("the text holds half of a character (a lone surrogate)") from None


def _deeper_than(value: object, limit: int) -> bool:
    """Level by level, without recursion. (The parser has its own, far wider bound, and says RecursionError.)"""
    level = [value]
    for _ in range(limit):
        inner: list[object] = []
        for found in level:
            if isinstance(found, dict):
                inner += found.values()
            elif isinstance(found, list):
                inner += found
        level = [found for found in inner if isinstance(found, dict | list)]
        if not level:
            return False
    return True


def _without_duplicates(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise ValueError(
            f"the name {counted.most_common(1)[0][0][:40]!r} stands twice in one object"
        )
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
