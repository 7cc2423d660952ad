"""JSON Canonicalization Scheme, RFC 8785."""

from __future__ import annotations

import json
import math
from typing import Any, Final, cast

from badgecore.errors import TextRefused, TooComplex

# Some four to a value: a bound on the work, far beyond any transcript.
_PIECES: Final = 120_000


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of JSON (RFC 8785 §3.2). Raises TextRefused for lone surrogates, NaN, infinities."""
    pieces: list[str] = []
    try:
        _write(value, pieces)
        return "".join(pieces).encode()
    except UnicodeEncodeError:
        raise TextRefused("half of a character (a lone surrogate)") from None
    except RecursionError:
        raise TooComplex("nested too deep") from None


def _write(value: Any, pieces: list[str]) -> None:
    if len(pieces) > _PIECES:
        raise TooComplex("more values than any badge has")
    if value is None or isinstance(value, bool | str):
        # json escapes exactly as ECMAScript does: \b \t \n \f \r by letter, other C0 as lower-case \u00xx (§3.2.2.2).
        pieces.append(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, int | float):
        pieces.append(number(value))
    elif isinstance(value, list | tuple):
        pieces.append("[")
        for position, item in enumerate(cast("list[Any]", value)):
            if position:
                pieces.append(",")
            _write(item, pieces)
        pieces.append("]")
    elif isinstance(value, dict):
        pieces.append("{")
        members = cast("dict[str, Any]", value)
        # §3.2.3: by UTF-16 code units, which is not code point order beyond the basic plane.
        for position, name in enumerate(sorted(members, key=lambda key: key.encode("utf-16-be", "surrogatepass"))):
            if position:
                pieces.append(",")
            pieces.append(json.dumps(name, ensure_ascii=False))
            pieces.append(":")
            _write(members[name], pieces)
        pieces.append("}")
    else:
        raise TypeError(f"{type(value).__name__} is not JSON")


def number(value: float) -> str:
    """A number as ECMAScript prints it (RFC 8785 §3.2.2.3, ECMA-262 Number::toString)."""
    try:
        double = float(value)
    except OverflowError:
        raise TextRefused("a number beyond the range of JSON") from None
    if not math.isfinite(double):
        raise TextRefused("a number that JSON does not have")
    if double == 0:
        return "0"
    sign = "-" if double < 0 else ""
    # repr gives the shortest digits that read back as the same double, as ECMAScript does; only the layout differs.
    mantissa, _, exponent = repr(abs(double)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    fraction = "" if fraction == "0" else fraction
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    return sign + _layout(digits, point)


def _layout(digits: str, point: int) -> str:
    """ECMA-262 Number::toString, steps 6 to 10; `point` is its n, the count of digits its k."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"
