"""A meeting as a calendar takes it in: iCalendar, RFC 5545. Without database."""

from collections.abc import Iterator
from datetime import UTC, datetime

_MOST_OCTETS = 75  # of one line, section 3.1


def calendar_file(
    *,
    uid: str,
    title: str,
    begins: datetime,
    ends: datetime,
    place: str,
    url: str,
    about: str,
    is_canceled: bool,
    made_at: datetime,
) -> bytes:
    """One event. The same `uid` again replaces the entry that a calendar has."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Assay//Meetings//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{_instant(made_at)}",
        f"DTSTART:{_instant(begins)}",
        f"DTEND:{_instant(ends)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(about)}",
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if is_canceled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    r"""Backslash, comma and semicolon are escaped, a line break is \n (section 3.3.11)."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return "\\n".join(said.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """A long line goes on in the next one after a space; no letter is cut in two."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
