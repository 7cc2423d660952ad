"""A meeting as a calendar takes it in: iCalendar, RFC 5545. Without database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

_MOST_OCTETS = 75  # of one line, section 3.1


def calendar_file(
    *,
    uid: str,
    title: str,
    begins: date,
    ends: date,
    place: str,
    url: str,
    about: str,
    is_canceled: bool,
    made_at: datetime,
) -> bytes:
    """One event. The same `uid` again replaces the entry that a calendar has.

    `begins` and `ends`: two moments, or two days without a time, of which the last is no longer part of it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Assay//Meetings//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{_instant(made_at)}",
        f"DTSTART{_when(begins)}",
        f"DTEND{_when(ends)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(about)}",
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if is_canceled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _when(at: date) -> str:
    return f":{_instant(at)}" if isinstance(at, datetime) else f";VALUE=DATE:{at:%Y%m%d}"


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
