"""JSON Canonicalization Scheme, RFC 8785."""

from __future__ import annotations

import math
from json.encoder import encode_basestring
from typing import Any, Final, cast

from badgecore.effort import afford, charge
from badgecore.errors import TextRefused, TooComplex

# Some four to a value: a bound on the work, far beyond any transcript.
_PIECES: Final = 120_000
_WORDS: Final = {None: "null", True: "true", False: "false"}


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of JSON (RFC 8785 §3.2). Raises TextRefused for lone surrogates, NaN, infinities."""
    afford()
    pieces: list[str] = []
    characters = 0
    try:
        _write(value, pieces)
        form = "".join(pieces)
        characters = len(form)
        return form.encode()
    except UnicodeEncodeError:
        raise TextRefused("half of a character (a lone surrogate)") from None
    except RecursionError:
        raise TooComplex("nested too deep") from None
    finally:
        charge(len(pieces) // 3 + characters // 200)


def _write(value: Any, pieces: list[str]) -> None:
    if isinstance(value, str):
        # json escapes exactly as ECMAScript does: \b \t \n \f \r by letter, other C0 as lower-case \u00xx (§3.2.2.2).
        pieces.append(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        pieces.append(_WORDS[value])
    elif isinstance(value, int | float):
        pieces.append(number(value))
    elif isinstance(value, list | tuple):
        items = cast("list[Any]", value)
        _refuse_more(len(pieces) + 2 * len(items))
        pieces.append("[")
        for position, item in enumerate(items):
            if position:
                pieces.append(",")
            _write(item, pieces)
        pieces.append("]")
    elif isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        _refuse_more(len(pieces) + 4 * len(members))
        pieces.append("{")
        # §3.2.3: by UTF-16 code units, which is not code point order beyond the basic plane.
        for position, name in enumerate(sorted(members, key=_code_units)):
            if position:
                pieces.append(",")
            pieces.append(encode_basestring(name))
            pieces.append(":")
            _write(members[name], pieces)
        pieces.append("}")
    else:
        raise TypeError(f"{type(value).__name__} is not JSON")


def _refuse_more(pieces: int) -> None:
    if pieces > _PIECES:
        raise TooComplex("more values than any badge has")


def _code_units(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


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
