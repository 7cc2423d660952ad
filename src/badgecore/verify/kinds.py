"""What people bring when they mean a badge: an address without its beginning, a number, a page, a photo, a print.

Each is told by its own words, which say where the badge itself can be had.
"""

import re
from typing import Final

from badgecore.errors import (
    BadgeError,
    NotABadge,
    NumberInstead,
    PageInstead,
    PaperInstead,
    PhotoInstead,
)

_LONGEST_ADDRESS: Final = 2000
_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?"
_ADDRESS: Final = re.compile(rf"(?:https?://\S+|{_HOST}/\S*)", re.IGNORECASE)
_IN_PROSE: Final = re.compile(r"https://[^\s<>\"'“”]+", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?:urn:uuid:|#|no\.? ?)?([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9]{4,20})",
    re.IGNORECASE,
)
# Zero width, joiners, directions, a soft hyphen, a byte order mark: what copying out of a page or a chat leaves behind.
_MARKS: Final = "".join(
    map(
        chr,
        [
            0xAD,
            0x61C,
            0x180E,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            0xFEFF,
        ],
    )
)
_UNSEEN: Final = _MARKS + "".join(
    map(
        chr,
        [
            *range(0x21),
            0x7F,
            0x85,
            0xA0,
            0x1680,
            *range(0x2000, 0x200B),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ],
    )
)
_EDGE: Final = 4096
_WITHOUT_MARKS: Final = str.maketrans("", "", _MARKS)
_AROUND: Final = "<>\"'“”‘’«»()[]"
_BEHIND: Final = ".,;:!?)]>\"'”’»"
_PHOTOS: Final = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_FILM_OR_PHOTO: Final = (
    b"ftypheic",
    b"ftypheix",
    b"ftypmif1",
    b"ftypavif",
    b"ftypmsf1",
    b"ftyphevc",
)
_PAPERS: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_SAVED: Final = (b"bplist00", b"From: <Saved by", b"MIME-Version:")


def bare(text: str) -> str:
    """Without the spaces and the marks that nobody sees (zero width, direction, byte order) before and behind it.

    Marks are looked for at the edges: a million of them are no letter's, and would take a second.
    """
    text = text.strip()
    if len(text) <= 2 * _EDGE:
        return text.strip(_UNSEEN)
    return text[:_EDGE].lstrip(_UNSEEN) + text[_EDGE:-_EDGE] + text[-_EDGE:].rstrip(_UNSEEN)


def address_in(text: str) -> str:
    """The address that a text is, with `https://` before it where it was left out; "" for any other text.

    Out of a letter it may come in brackets or with a full stop behind it, and with marks inside that nobody sees.
    """
    if len(text) > _LONGEST_ADDRESS:
        return ""
    found = bare(text).strip(_AROUND).rstrip(_BEHIND)
    found = found.translate(_WITHOUT_MARKS)
    if _ADDRESS.fullmatch(found):
        return found if "://" in found else f"https://{found}"
    if found.startswith(("{", "[")):
        return ""
    inside = {match.rstrip(_BEHIND) for match in _IN_PROSE.findall(found)}
    return inside.pop() if len(inside) == 1 else ""


def number_in(text: str) -> str:
    """The bare number of a badge, as LinkedIn shows it; "" for any other text."""
    found = _NUMBER.fullmatch(bare(text)) if len(text) < 100 else None
    return found[1].lower() if found else ""


def reason(data: bytes | str) -> BadgeError:
    """Why what was brought is no badge, by what it is."""
    if isinstance(data, str):
        if number_in(data):
            return NumberInstead("a number and nothing else")
        data = bare(data)[:4096].encode(errors="replace")
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_PAPERS):
        return PaperInstead("a document to read or print")
    if start.startswith(_PHOTOS) or start[4:12] in _FILM_OR_PHOTO or _is_webp(start):
        return PhotoInstead("a picture of a kind that holds no badge")
    if start.startswith(_SAVED) or is_page(data):
        return PageInstead("a web page")
    return NotABadge("neither JSON nor a JWT nor a picture with a badge")


def is_page(data: bytes) -> bool:
    """A web page begins as an SVG does, and may hold drawings of its own."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    before = start.partition(b"<svg")[0]
    return start[:1] == b"<" and (b"<html" in before or b"<svg" not in data)


def _is_webp(start: bytes) -> bool:
    return start.startswith(b"RIFF") and start[8:12] == b"WEBP"
