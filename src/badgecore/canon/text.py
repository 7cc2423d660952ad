"""What text may hold when we sign it, so that every engine hashes the same bytes.

NFC; no C0 or C1 control other than line feed and tab; no noncharacter, no lone surrogate: engines differ on these.
Numbers: only those whose RDF form keeps every digit (JSON-LD 1.1 API §8.6 writes a double with 15 decimals).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, cast

from badgecore.errors import TextRefused

_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def refuse_text(text: str, where: str) -> None:
    """Raise TextRefused if `text` is not fit to be signed."""
    # What Python calls printable holds no control, no surrogate, and nothing that is not assigned.
    if text.isprintable():
        if text.isascii():
            return
    elif found := _REFUSED.search(text):
        raise TextRefused(f"{where}: U+{ord(found[0]):04X}")
    if not unicodedata.is_normalized("NFC", text):
        raise TextRefused(f"{where}: not in composed form (NFC)")


def refuse_values(value: Any, where: str = "") -> None:
    """Raise TextRefused for the first text or number in a JSON value that is not fit to be signed."""
    if isinstance(value, str):
        refuse_text(value, where)
    elif isinstance(value, dict):
        for name, item in cast("dict[str, Any]", value).items():
            refuse_text(name, where)
            refuse_values(item, f"{where}/{name}")
    elif isinstance(value, list):
        items: list[Any] = value
        for item in items:
            refuse_values(item, where)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, float):
        if (
            value != value
            or value in (float("inf"), float("-inf"))
            or float(f"{value:.15E}") != value
        ):
            raise TextRefused(
                f"{where}: a number with more digits than a signature covers; write it as text"
            )
    elif isinstance(value, int) and abs(value) > 2**53 - 1:
        raise TextRefused(
            f"{where}: a number beyond what JSON readers keep exactly; write it as text"
        )
