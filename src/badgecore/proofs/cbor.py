"""The little of CBOR (RFC 8949) that proof values use: whole numbers from zero, bytes, text, arrays, maps by number.

Written in the shortest form (§4.2.1); read in any definite-length form, strictly within the bytes given.
"""

from __future__ import annotations

from typing import Any, cast

from badgecore.errors import ProofWrong
from badgecore.wire import is_array, is_object

_DEPTH = 4
# A selective proof has some four for each statement it covers.
_ITEMS = 20_000


def encoded(value: object) -> bytes:
    """The CBOR of nested lists, number-keyed dicts, bytes, text and whole numbers (RFC 8949 §4.2.1)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        raw = value.encode()
        return _head(3, len(raw)) + raw
    if is_array(value):
        items: list[object] = value
        return _head(4, len(items)) + b"".join(encoded(item) for item in items)
    if is_object(value):
        pairs = sorted(cast("dict[int, object]", value).items())
        return _head(5, len(pairs)) + b"".join(encoded(part) for pair in pairs for part in pair)
    raise TypeError(f"no CBOR for {type(value).__name__}")


def decoded(data: bytes) -> Any:
    """What `encoded` was given. Raises ProofWrong for anything else, or for bytes left over."""
    value, rest = _read(data, 0, _DEPTH, [_ITEMS])
    if rest != len(data):
        raise ProofWrong("bytes after the end of the CBOR")
    return value


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([kind << 5 | extra]) + number.to_bytes(size)
    raise ValueError("a number too large for CBOR")


def _read(data: bytes, at: int, depth: int, left: list[int]) -> tuple[Any, int]:
    if at >= len(data) or depth < 0:
        raise ProofWrong("CBOR that ends too soon or nests too deep")
    kind, extra = data[at] >> 5, data[at] & 31
    number, at = extra, at + 1
    if extra >= 24:
        size = {24: 1, 25: 2, 26: 4, 27: 8}.get(extra)
        if size is None or at + size > len(data):
            raise ProofWrong("CBOR of a form that proofs do not use")
        number, at = int.from_bytes(data[at : at + size]), at + size
    if kind == 0:
        return number, at
    # Every byte of text and every item takes at least one byte.
    if number > len(data) - at:
        raise ProofWrong("CBOR that ends too soon")
    if kind == 2:
        return data[at : at + number], at + number
    if kind == 3:
        try:
            return data[at : at + number].decode(), at + number
        except UnicodeDecodeError:
            raise ProofWrong("CBOR text that is not UTF-8") from None
    if kind == 4:
        return _read_items(data, at, number, depth, left)
    if kind == 5:
        parts, at = _read_items(data, at, 2 * number, depth, left)
        names = parts[::2]
        if not all(isinstance(name, int) for name in names) or len(set(names)) != number:
            raise ProofWrong("a CBOR map whose names are not different numbers")
        return dict(zip(names, parts[1::2], strict=True)), at
    raise ProofWrong("CBOR of a kind that proofs do not use")


def _read_items(
    data: bytes, at: int, count: int, depth: int, left: list[int]
) -> tuple[list[Any], int]:
    left[0] -= count
    if left[0] < 0:
        raise ProofWrong(f"more than {_ITEMS} parts")
    items: list[Any] = []
    for _ in range(count):
        item, at = _read(data, at, depth - 1, left)
        items.append(item)
    return items, at
