"""MP3 and WAV: their sound alone, frame by frame or chunk by chunk; titles, artists, notes and pictures go."""

import struct
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput

_WINDOW = 1024 * 1024
_WAV_KEPT = frozenset({b"fmt ", b"fact", b"data"})
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),  # MPEG 1, layer III
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),  # MPEG 2 and 2.5
}
RATES = (44100, 48000, 32000, 0)
# What may follow a frame though it is none: tags that hang on behind.
_TAGS = (b"TAG", b"APE", b"LYR", b"ID3", b"3DI")


def clean_sound(content: IO[bytes], name: str, kind: str) -> IO[bytes]:
    """The sound of an MP3 or WAV and nothing else, in a file of its own. Raises BadInput where there is none."""
    out = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 (handed on, and closed with the request)
    if not (bare_wav(content, out) if kind == "wav" else bare_mp3(content, out)):
        raise BadInput(
            _(
                "“%(name)s” holds no sound that can be read. Open it on your device; if "
                "it plays, save it again."
            )
            % {"name": name}
        )
    return out


def bare_mp3(content: IO[bytes], out: IO[bytes]) -> bool:
    """Write the frames of sound, and nothing between, before or behind them; False if there are none."""
    at, before = _after_id3(content), False
    while True:
        content.seek(at)
        window = content.read(_WINDOW)
        used, kept, before = _frames(window, last=len(window) < _WINDOW, before=before)
        out.write(kept)
        if not used or len(window) < _WINDOW:
            break
        at += used
    return out.tell() > 0


def _frames(window: bytes, *, last: bool, before: bool) -> tuple[int, bytes, bool]:
    """How far it was read, the frames in it, and whether it ended right behind one."""
    at, kept = 0, []
    while at + 4 <= len(window):
        length = frame_length(window[at : at + 4])
        if length and at + length + 4 > len(window) and not last:
            break  # the rest stands in the next window
        if length and at + length <= len(window) and (before or _goes_on(window, at + length)):
            kept.append(window[at : at + length])
            at, before = at + length, True
            continue
        found = window.find(b"\xff", at + 1)
        at, before = found if found >= 0 else len(window), False
    return at, b"".join(kept), before


def _goes_on(window: bytes, at: int) -> bool:
    """True if a frame, a tag or the end stands here; so a sync by chance in a picture or a text is no frame."""
    head = window[at : at + 4]
    return len(head) < 4 or frame_length(head) > 0 or head.startswith(_TAGS)


def frame_length(head: bytes) -> int:
    """The bytes of the layer III frame that begins with these four; 0 if none does (ISO/IEC 11172-3, 2.4.1.3)."""
    if head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] >> 3 & 3 == 1:
        return 0
    version = head[1] >> 3 & 3
    rate, bits = RATES[head[2] >> 2 & 3], BITRATES[3 if version == 3 else 2][head[2] >> 4]
    if not rate or not bits:
        return 0
    rate //= {3: 1, 2: 2, 0: 4}[version]
    return (144 if version == 3 else 72) * bits * 1000 // rate + (head[2] >> 1 & 1)


def _after_id3(content: IO[bytes]) -> int:
    """Where the tags at the beginning end (ID3v2.4, 3.1)."""
    at = 0
    for _n in range(20):
        content.seek(at)
        head = content.read(10)
        if head[:3] != b"ID3" or len(head) < 10:
            break
        at += (
            10
            + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
            + (10 if head[5] & 0x10 else 0)
        )
    return at


def bare_wav(content: IO[bytes], out: IO[bytes]) -> bool:
    """Write the chunks that sound; others ("LIST", "bext", "iXML", "id3 ") go. False if none sounds."""
    end, at, kept = content.seek(0, 2), 12, list[tuple[bytes, int, int]]()
    while at + 8 <= end and len(kept) < 10_000:
        content.seek(at)
        kind, length = struct.unpack("<4sI", content.read(8))
        length = min(length, end - at - 8)
        if kind in _WAV_KEPT and kind not in {k for k, _at, _length in kept}:
            kept.append((kind, at + 8, length))
        at += 8 + length + length % 2
    if {b"fmt ", b"data"} - {kind for kind, _at, _length in kept}:
        return False
    kept.sort(key=lambda chunk: chunk[0] == b"data")
    kept.sort(key=lambda chunk: chunk[0] != b"fmt ")
    out.write(struct.pack("<4sI4s", b"RIFF", 4 + sum(8 + n + n % 2 for _k, _a, n in kept), b"WAVE"))
    for kind, start, length in kept:
        out.write(struct.pack("<4sI", kind, length))
        content.seek(start)
        left = length
        while left and (piece := content.read(min(_WINDOW, left))):
            out.write(piece)
            left -= len(piece)
        out.write(b"\0" * (length % 2))
    return True
