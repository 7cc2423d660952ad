"""Pictures: opened once to know they are whole and of a sane size; where they were taken is left out.

Nothing is re-encoded: the picture's own data is copied, and what tells about place, device or owner is not.
"""

import struct
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from assay.lib.errors import BadInput, TooLarge

MAX_PIXELS = 80_000_000
# Chunks of a PNG that are needed to show it (PNG 3rd edition, 11): the rest is talk.
_PNG_KEPT = frozenset(
    {
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
        b"acTL", b"fcTL", b"fdAT", b"cICP",
    }
)  # fmt: skip
_JPEG_KEPT_APPS = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, color profile, Adobe's color transform


def clean_picture(content: IO[bytes], name: str, kind: str) -> IO[bytes]:
    """The picture without location and device data. Raises BadInput if it cannot be opened, TooLarge by its pixels."""
    orientation = _opened(content, name)
    content.seek(0)
    try:
        data = _png(content.read()) if kind == "png" else _jpeg(content.read(), orientation)
    except (struct.error, IndexError) as e:
        raise _damaged(name) from e
    return BytesIO(data)


def _opened(content: IO[bytes], name: str) -> int:
    """Decode it wholly; its orientation (1 to 8)."""
    content.seek(0)
    try:
        with Image.open(content, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise TooLarge(
                    _("“%(name)s” has %(n)s million pixels; up to 80 are taken. Save it smaller.")
                    % {"name": name, "n": picture.width * picture.height // 1_000_000}
                )
            orientation = int(picture.getexif().get(0x0112, 1) or 1)
            picture.draft("RGB", (2000, 2000))  # a JPEG is read through, at a fraction of the memory
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as e:
        raise _damaged(name) from e
    return orientation if 1 <= orientation <= 8 else 1


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            break  # what follows the end is no part of the picture
    return b"".join(kept)


def _jpeg(data: bytes, orientation: int) -> bytes:
    kept, at = [data[:2]], 2
    if orientation != 1:
        kept.append(_orientation(orientation))
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
        end = at + 2 + length
        if _keeps(marker, data[at + 4 : at + 18]):
            kept.append(data[at:end])
        at = end
        if marker == 0xDA:
            end = _scan_end(data, at)
            kept.append(data[at:end])
            at = end
    return b"".join([*kept, b"\xff\xd9"])


def _keeps(marker: int, head: bytes) -> bool:
    if marker == 0xFE:
        return False  # a comment
    if marker == 0xE2:
        return head.startswith(b"ICC_PROFILE")
    return not 0xE0 <= marker <= 0xEF or marker in _JPEG_KEPT_APPS


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


def _orientation(value: int) -> bytes:
    """An Exif segment that says nothing but which way is up."""
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHH", 1, 0x0112, 3, 1, value, 0) + b"\x00\x00\x00\x00"
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _damaged(name: str) -> BadInput:
    return BadInput(_("“%(name)s” cannot be opened as a picture. Save it anew and choose it again.") % {"name": name})
