"""The parts of a picture file, and which of them show the picture: JPEG, PNG, GIF, WebP. Pure.

Each part that is kept is named here; all else goes, known or not: places, owners, devices, comments, thumbnails, and
whatever hangs on behind the end.
"""

import struct
import zlib
from collections.abc import Iterator

from assay.evidence.files.color_profiles import nameless

# PNG 3rd edition, 11.
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"acTL",
        b"fcTL",
        b"fdAT",
        b"cICP",
        b"mDCV",
        b"cLLI",
    }
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_GIF_LOOPS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})
_MOST_PROFILE = 4 * 1024 * 1024


def png(data: bytes, orientation: int = 1) -> bytes:
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind == b"iCCP":
            kept.append(_png_profile(data[at + 8 : end - 4]))
        elif kind in _PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IHDR" and orientation != 1:
            kept.append(_png_chunk(b"eXIf", _turned(orientation)))
        at = end
        if kind == b"IEND":
            break
    return b"".join(kept)


def _png_profile(body: bytes) -> bytes:
    packed = body[body.find(b"\0") + 2 :]
    try:
        profile = nameless(zlib.decompressobj().decompress(packed, _MOST_PROFILE))
    except zlib.error:
        profile = b""
    return _png_chunk(b"iCCP", b"ICC\0\0" + zlib.compress(profile)) if profile else b""


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg(data: bytes, orientation: int = 1) -> bytes:
    kept, at, profiles = [data[:2]], 2, list[bytes]()
    if orientation != 1:
        kept.append(_segment(0xE1, b"Exif\0\0" + _turned(orientation)))
    place = len(kept)
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end, body = at + 2 + length, data[at + 4 : at + 2 + length]
        if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
            profiles.append(body)
        elif marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 12:
            kept.insert(
                1, _segment(0xE0, body[:12] + b"\0\0")
            )  # without the little picture that may be in it
            place += 1
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            kept.append(_segment(0xEE, body[:12]))
        elif 0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xDF:
            kept.append(data[at:end])
        at = end
        if marker == 0xDA:
            end = _scan_end(data, at)
            kept.append(data[at:end])
            at = end
    return b"".join([*kept[:place], *_jpeg_profile(profiles), *kept[place:], b"\xff\xd9"])


def _jpeg_profile(bodies: list[bytes]) -> Iterator[bytes]:
    """A profile may lie in several segments, each with its number and how many there are (ICC.1, B.4)."""
    parts = sorted((body[12], body[14:]) for body in bodies if len(body) > 14)
    profile = nameless(b"".join(part for _number, part in parts))
    step = 65_000
    pieces = [profile[n : n + step] for n in range(0, len(profile), step)]
    for number, piece in enumerate(pieces, 1):
        yield _segment(0xE2, b"ICC_PROFILE\0" + bytes([number, len(pieces)]) + piece)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _scan_end(data: bytes, at: int) -> int:
    """Where the picture's data stops: at the next marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7 or data[at + 1] == 0xFF:
            at += 1 if data[at + 1] == 0xFF else 2
            continue
        return at


def gif(data: bytes) -> bytes:
    """Comments, text drawn by the viewer, and what programs add (XMP) go; how often it repeats stays (GIF89a)."""
    at = 13 + _gif_colors(data[10])
    kept = [data[:at]]
    while at < len(data):
        start, kind = at, data[at]
        if kind == 0x3B:
            break
        if kind == 0x2C:
            at = _gif_blocks(data, at + 11 + _gif_colors(data[at + 9]))
            kept.append(data[start:at])
        elif kind == 0x21:
            at = _gif_blocks(data, at + 2)
            loops = data[start + 1] == 0xFF and data[start + 3 : start + 14] in _GIF_LOOPS
            if data[start + 1] == 0xF9:
                kept.append(data[start:at])
            elif loops:
                kept.append(data[start : start + 14] + data[start + 14 : start + 18][:4] + b"\0")
        else:
            break
    return b"".join([*kept, b";"])


def _gif_colors(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> int:
    """The end of a row of sub-blocks."""
    while data[at]:
        at += data[at] + 1
    return at + 1


def webp(data: bytes, orientation: int = 1) -> bytes:
    chunks = list(_webp_chunks(data, 12))
    turned = orientation != 1 and any(kind == b"VP8X" for kind, _body in chunks)
    kept = []
    for kind, body in chunks:
        if kind == b"VP8X":
            body = bytes([(body[0] & ~0x0C) | (0x08 if turned else 0)]) + body[1:10]
        elif kind == b"ICCP":
            body = nameless(body) or _NO_PROFILE
        elif kind == b"ANMF":
            frame = [c for c in _webp_chunks(body, 16) if c[0] in {b"ALPH", b"VP8 ", b"VP8L"}]
            body = body[:16] + b"".join(_webp_chunk(*c) for c in frame)
        kept.append(_webp_chunk(kind, body))
    if turned:
        kept.append(_webp_chunk(b"EXIF", _turned(orientation)))
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


# A profile was announced but holds none that can be read: one that says nothing.
_NO_PROFILE = bytes(36) + b"acsp" + bytes(92)


def _webp_chunks(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        if kind in _WEBP_KEPT:
            yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _turned(orientation: int) -> bytes:
    """Exif that says nothing but which way is up."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHH", 1, 0x0112, 3, 1, orientation, 0) + bytes(4)
