"""Color profiles (ICC.1) say how a picture's colors are meant, and often whose screen or printer it was. Pure."""

import struct

_MOST_TAGS = 200
# Tags in words: description, copyright, maker and model, viewing conditions, measured target, free metadata.
_WORDS = frozenset(
    {
        b"desc",
        b"cprt",
        b"dmnd",
        b"dmdd",
        b"vued",
        b"targ",
        b"mmod",
        b"meta",
        b"dscm",
        b"vcgp",
        b"devs",
        b"psid",
        b"pseq",
    }
)


def nameless(profile: bytes) -> bytes:
    """The profile with every text in it blanked and its length unchanged; empty if it is none."""
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return b""
    found = bytearray(profile)
    found[24:36] = bytes(12)  # when it was made
    found[48:56], found[80:100] = (
        bytes(8),
        bytes(20),
    )  # maker and model of the device, who made it, its own hash
    (count,) = struct.unpack(">I", profile[128:132])
    for n in range(min(count, _MOST_TAGS)):
        entry = profile[132 + 12 * n : 144 + 12 * n]
        if len(entry) < 12:
            return b""
        kind, start, length = struct.unpack(">4sII", entry)
        if kind in _WORDS and start >= 132 + 12 * count and start + length <= len(found):
            _blank(found, start, length)
    return bytes(found)


def _blank(profile: bytearray, start: int, length: int) -> None:
    """Blank the letters of one tag; what says how long they are stays, so that it can still be read."""
    kind, end = bytes(profile[start : start + 4]), start + length
    if kind == b"mluc" and length >= 16:
        (records,) = struct.unpack(">I", profile[start + 8 : start + 12])
        keep = min(16 + 12 * min(records, 100), length)
    elif kind == b"desc":
        keep = 12
    else:
        keep = 8
    profile[start + keep : end] = bytes(end - start - keep)
