"""Recordings: how long they last and whether they show or only sound, read from their own headers.

MP4, MOV and M4A are boxes in boxes (ISO/IEC 14496-12); where they were taken is blanked in place.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput

MAX_BOXES = 20_000
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"mvex"})
# Boxes that tell about place, device and owner; renamed to "free" they are skipped by every player.
_TALK = frozenset({b"udta", b"meta", b"uuid"})


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A recording: whole seconds (None if unknown), whether there is a picture, and its bytes without the talk."""

    seconds: int | None
    video: bool
    content: IO[bytes]


def measure_movie(content: IO[bytes], name: str) -> Measured:
    """Duration and tracks of an MP4, MOV or M4A. Raises BadInput for one that was cut off or has no track."""
    content = _writable(content)
    boxes = list(_walk(content, 0, _size(content), ()))
    kinds = {box.kind for box in boxes}
    if b"moov" not in kinds:
        raise BadInput(
            _("“%(name)s” was cut off before it was whole. Open it on your device; if it plays, save it anew.")
            % {"name": name}
        )
    handlers = {_read(content, box.body + 8, 4) for box in boxes if box.kind == b"hdlr"}
    if not handlers & {b"vide", b"soun"}:
        raise BadInput(_("“%(name)s” holds neither sound nor picture.") % {"name": name})
    seconds = next((_seconds(content, box) for box in boxes if box.kind == b"mvhd"), None)
    for box in boxes:
        if box.kind in _TALK:
            content.seek(box.start + 4)
            content.write(b"free")
    return Measured(seconds=seconds, video=b"vide" in handlers, content=content)


def _walk(content: IO[bytes], at: int, end: int, path: tuple[bytes, ...]) -> Iterator[Box]:
    for _n in range(MAX_BOXES):
        if at + 8 > end:
            return
        size, kind = struct.unpack(">I4s", _read(content, at, 8))
        body = at + 8
        if size == 1:
            wide = _read(content, body, 8)
            if len(wide) < 8:
                return
            (size,) = struct.unpack(">Q", wide)
            body += 8
        stop = end if size == 0 else at + size
        if stop < body or stop > end:
            return
        yield Box(kind, at, body, stop, path)
        if kind in _CONTAINERS and len(path) < 6:
            yield from _walk(content, body, stop, (*path, kind))
        at = stop


def _seconds(content: IO[bytes], box: Box) -> int | None:
    head = _read(content, box.body, 32)
    if len(head) < 32:
        return None
    if head[0] == 1:
        scale, duration = struct.unpack(">IQ", head[20:32])
    else:
        scale, duration = struct.unpack(">II", head[12:20])
    if not scale or not duration or duration in {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}:
        return None
    return int(-(-duration // scale))


_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),  # MPEG 1, layer III
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),  # MPEG 2 and 2.5
}
_RATES = (44100, 48000, 32000, 0)


def mp3_seconds(content: IO[bytes]) -> int | None:
    """Duration of an MP3: counted frames where the file says so (Xing), else size by bit rate; None if unclear."""
    size, head = _size(content), _read(content, 0, 10)
    at = 0
    if head[:3] == b"ID3" and len(head) == 10:
        at = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    frame = _read(content, at, 4096)
    skip = next((i for i in range(len(frame) - 4) if frame[i] == 0xFF and frame[i + 1] & 0xE6 == 0xE2), None)
    if skip is None:
        return None
    one, two = frame[skip + 1], frame[skip + 2]
    first = (one >> 3) & 3 == 3
    rate, bits = _RATES[(two >> 2) & 3], _BITRATES[3 if first else 2][two >> 4]
    if not rate or not bits:
        return None
    if not first:
        rate //= 2 if (one >> 3) & 3 == 2 else 4
    tag = max(frame.find(b"Xing", skip, skip + 200), frame.find(b"Info", skip, skip + 200))
    if tag >= 0 and frame[tag + 7] & 1:
        (frames,) = struct.unpack(">I", frame[tag + 8 : tag + 12])
        return int(-(-frames * (1152 if first else 576) // rate))
    return -(-(size - at - skip) * 8 // (bits * 1000))


def wav_seconds(content: IO[bytes]) -> int | None:
    """Duration of a WAV by the byte rate it states."""
    head = _read(content, 0, 36)
    if len(head) < 36 or head[12:16] != b"fmt ":
        return None
    (rate,) = struct.unpack("<I", head[28:32])
    return -(-(_size(content) - 44) // rate) if rate else None


def _read(content: IO[bytes], at: int, count: int) -> bytes:
    content.seek(at)
    return content.read(count)


def _size(content: IO[bytes]) -> int:
    return content.seek(0, 2)


def _writable(content: IO[bytes]) -> IO[bytes]:
    """The file itself if it may be written to, or else a copy on disk."""
    if getattr(content, "writable", lambda: False)():
        return content
    copy = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 (handed on, and closed with the request)
    content.seek(0)
    while chunk := content.read(1024 * 1024):
        copy.write(chunk)
    return copy
