"""Recordings: how long they last and whether they show or only sound, read from their own headers.

MP4, MOV and M4A are boxes in boxes (ISO/IEC 14496-12). Boxes that play are named here; any other is emptied in place,
known or not: place, device, owner, titles, thumbnails, and tracks of data (where the camera was, second by second).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from assay.evidence.files.sounds import BITRATES as _BITRATES
from assay.evidence.files.sounds import RATES as _RATES
from assay.lib.errors import BadInput

MAX_BOXES, MAX_SAMPLES, MAX_DEPTH = 400_000, 2_000_000, 8
_CHUNK = 1024 * 1024
_TOP = b""
# What may stand in what. A box with an entry here is walked through; any other name in it is emptied.
_PLAYS: dict[bytes, frozenset[bytes]] = {
    _TOP: frozenset(
        {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"pdin"}
    ),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"clip", b"load"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"minf": frozenset(
        {b"vmhd", b"smhd", b"hmhd", b"sthd", b"nmhd", b"gmhd", b"hdlr", b"dinf", b"stbl"}
    ),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {
            b"stsd",
            b"stts",
            b"ctts",
            b"cslg",
            b"stsc",
            b"stsz",
            b"stz2",
            b"stco",
            b"co64",
            b"stss",
            b"stsh",
            b"padb",
            b"stdp",
            b"sdtp",
            b"stps",
            b"sbgp",
            b"sgpd",
            b"subs",
            b"saiz",
            b"saio",
        }
    ),
    b"mvex": frozenset({b"mehd", b"trex", b"leva"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"}),
    b"mfra": frozenset({b"tfra", b"mfro"}),
}
# Tracks that are seen, heard or read; a track of any other kind holds data about the making.
_READ = frozenset({b"text", b"sbtl", b"subt", b"clcp"})
_SHOWN = _READ | {b"vide", b"soun", b"auxv", b"pict", b"hint"}
_MOST_WORDS = 500_000


@dataclass(slots=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int
    boxes: "list[Box]" = field(default_factory=list)

    def all(self, kind: bytes) -> "Iterator[Box]":
        """Boxes of a kind in it, at any depth."""
        for box in self.boxes:
            if box.kind == kind:
                yield box
            yield from box.all(kind)

    def first(self, kind: bytes) -> "Box | None":
        return next(self.all(kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A recording: whole seconds (None if unknown), whether there is a picture, and its bytes without the talk.

    `text`: its captions. `kept_data`: it has a track of data about its making that could not be emptied.
    """

    seconds: int | None
    video: bool
    content: IO[bytes]
    text: str = ""
    kept_data: bool = False


def measure_movie(content: IO[bytes], name: str) -> Measured:
    """Duration and tracks of an MP4, MOV or M4A, cleaned. Raises BadInput for one cut off, without track, or that
    plays from another file."""
    content = _writable(content)
    whole, seen = Box(_TOP, 0, 0, _size(content)), [0]
    _walk(content, whole, seen, 0)
    if seen[0] >= MAX_BOXES:
        raise BadInput(
            _("“%(name)s” is put together of too many parts. Export it again as MP4.")
            % {"name": name}
        )
    moov = whole.first(b"moov")
    if moov is None:
        raise BadInput(
            _(
                "“%(name)s” was cut off before it was whole. Open it on your device; if "
                "it plays, save it again."
            )
            % {"name": name}
        )
    handlers = {_handler(content, track) for track in moov.all(b"trak")}
    if not handlers & {b"vide", b"soun"}:
        raise BadInput(_("“%(name)s” holds neither sound nor picture.") % {"name": name})
    _refuse_elsewhere(content, moov, name)
    header = moov.first(b"mvhd")
    seconds = _seconds(content, header) if header else None
    kept_data = _empty_data_tracks(content, moov, fragments=whole.first(b"moof") is not None)
    text = _captions(content, moov)
    _empty(content, whole)
    return Measured(
        seconds=seconds, video=b"vide" in handlers, content=content, text=text, kept_data=kept_data
    )


def _walk(content: IO[bytes], parent: Box, seen: list[int], depth: int) -> None:
    at = parent.body
    while at + 8 <= parent.end and seen[0] < MAX_BOXES:
        seen[0] += 1
        size, kind = struct.unpack(">I4s", _read(content, at, 8))
        body = at + 8
        if size == 1:
            wide = _read(content, body, 8)
            if len(wide) < 8:
                return
            (size,) = struct.unpack(">Q", wide)
            body += 8
        stop = (
            parent.end if size == 0 or (kind == b"mdat" and at + size > parent.end) else at + size
        )
        if stop < body or stop > parent.end:
            return
        box = Box(kind, at, body, stop)
        parent.boxes.append(box)
        if kind in _PLAYS and kind in _PLAYS[parent.kind] and depth < MAX_DEPTH:
            _walk(content, box, seen, depth + 1)
        at = stop


def _empty(content: IO[bytes], box: Box) -> None:
    """Empty every box that does not play, what trails behind the last one, names of tracks, and times of making."""
    seen = set()
    for inner in box.boxes:
        if inner.kind not in _PLAYS[box.kind] or (inner.kind == b"moov" and b"moov" in seen):
            _free(content, inner)
        elif inner.kind in _PLAYS:
            _empty(content, inner)
        elif inner.kind == b"hdlr":
            _blank(content, inner.body + 24, inner.end)
        elif inner.kind in {b"mvhd", b"tkhd", b"mdhd"}:
            wide = _read(content, inner.body, 1) == b"\x01"
            _blank(content, inner.body + 4, min(inner.body + (20 if wide else 12), inner.end))
        seen.add(inner.kind)
    _blank(content, box.boxes[-1].end if box.boxes else box.body, box.end)


def _free(content: IO[bytes], box: Box) -> None:
    """Every player skips a box called "free"."""
    if box.kind not in {b"free", b"skip", b"wide"}:
        content.seek(box.start + 4)
        content.write(b"free")
    _blank(content, box.body, box.end)


def _blank(content: IO[bytes], start: int, end: int) -> None:
    """Zeros from here to there; what is blank already is not written again."""
    while start < end:
        length = min(_CHUNK, end - start)
        if any(_read(content, start, length)):
            content.seek(start)
            content.write(bytes(length))
        start += length


def _handler(content: IO[bytes], track: Box) -> bytes:
    media = track.first(b"mdia")
    box = next((b for b in media.boxes if b.kind == b"hdlr"), None) if media else None
    return _read(content, box.body + 8, 4) if box else b""


def _refuse_elsewhere(content: IO[bytes], moov: Box, name: str) -> None:
    """A reference to data in another file opens that file; one to its own data may still say where it once lay."""
    for box in moov.all(b"dref"):
        at = box.body + 8
        while at + 12 <= box.end:
            (size,) = struct.unpack(">I", _read(content, at, 4))
            if size < 12 or at + size > box.end:
                break
            if not _read(content, at + 8, 4)[3] & 1:
                raise BadInput(
                    _(
                        "“%(name)s” plays from another file. Export it as one file that holds everything."
                    )
                    % {"name": name}
                )
            _blank(content, at + 12, at + size)
            at += size


def _empty_data_tracks(content: IO[bytes], moov: Box, *, fragments: bool) -> bool:
    """Empty tracks of data and of chapters, header and samples; True if one had to stay, as its samples cannot be told.

    A chapter's title and its thumbnail are words about the film; captions are part of it.
    """
    tracks = [box for box in moov.boxes if box.kind == b"trak"]
    chapters = {ident for track in tracks for ident in _chapters_of(content, track)}
    for track in tracks:
        if _handler(content, track) in _SHOWN and _track_id(content, track) not in chapters:
            continue
        samples = None if fragments else _samples(content, track)
        if samples is None:
            return True
        for start, length in samples:
            _blank(content, start, min(start + length, _size(content)))
        track.boxes.clear()
        _free(content, track)
        track.kind = b"free"
    return False


def _chapters_of(content: IO[bytes], track: Box) -> list[int]:
    """The ids of the tracks that hold a track's chapters; the reference to them is emptied."""
    found, box = list[int](), next((b for b in track.boxes if b.kind == b"tref"), None)
    at = box.body if box else 0
    while box and at + 8 <= box.end:
        size, kind = struct.unpack(">I4s", _read(content, at, 8))
        if size < 8 or at + size > box.end:
            break
        if kind == b"chap":
            found += [
                row[0]
                for row in struct.iter_unpack(">I", _read(content, at + 8, (size - 8) // 4 * 4))
            ]
        at += size
    if box and found:
        _free(content, box)
        box.kind = b"free"
    return found


def _track_id(content: IO[bytes], track: Box) -> int:
    box = track.first(b"tkhd")
    if box is None:
        return 0
    wide = _read(content, box.body, 1) == b"\x01"
    place = _read(content, box.body + (20 if wide else 12), 4)
    return int.from_bytes(place, "big")


def _captions(content: IO[bytes], moov: Box) -> str:
    """The text in tracks of text, as far as its tables say where it lies."""
    parts = []
    for track in moov.boxes:
        if track.kind == b"trak" and _handler(content, track) in _READ:
            for start, length in _samples(content, track) or ():
                parts.append(
                    _read(content, start, min(length, _MOST_WORDS)).decode("utf-8", "ignore")
                )
    return "\n".join(parts)[:_MOST_WORDS]


def _samples(content: IO[bytes], track: Box) -> list[tuple[int, int]] | None:
    """Where a track's samples lie: from and how long. None where its tables do not say (ISO/IEC 14496-12, 8.7)."""
    sizes, chunks = _sample_sizes(content, track), _chunk_offsets(content, track)
    runs = _table(content, track.first(b"stsc"), ">III")
    if sizes is None or chunks is None or runs is None:
        return None
    found, n = [], 0
    firsts = [first for first, _count, _entry in runs] + [len(chunks) + 1]
    for (first, count, _entry), following in zip(runs, firsts[1:], strict=True):
        for chunk in range(first, min(following, len(chunks) + 1)):
            at = chunks[chunk - 1] if chunk else 0
            length = sum(sizes[n : n + count])
            found.append((at, length))
            n += count
    return found


def _sample_sizes(content: IO[bytes], track: Box) -> list[int] | None:
    box = track.first(b"stsz")
    head = _read(content, box.body, 12) if box else b""
    if box is None or len(head) < 12:
        return None
    size, count = struct.unpack(">II", head[4:12])
    if count > MAX_SAMPLES or (not size and box.body + 12 + 4 * count > box.end):
        return None
    return (
        [size] * count
        if size
        else list(struct.unpack(f">{count}I", _read(content, box.body + 12, 4 * count)))
    )


def _chunk_offsets(content: IO[bytes], track: Box) -> list[int] | None:
    short = track.first(b"stco")
    rows = _table(content, short, ">I") if short else _table(content, track.first(b"co64"), ">Q")
    return None if rows is None else [row[0] for row in rows]


def _table(content: IO[bytes], box: Box | None, row: str) -> list[tuple[int, ...]] | None:
    """The rows of a box that begins with its flags and a count."""
    head = _read(content, box.body, 8) if box else b""
    if box is None or len(head) < 8:
        return None
    (count,) = struct.unpack(">I", head[4:])
    length = struct.calcsize(row) * count
    if count > MAX_SAMPLES or box.body + 8 + length > box.end:
        return None
    return list(struct.iter_unpack(row, _read(content, box.body + 8, length)))


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


def mp3_seconds(content: IO[bytes]) -> int | None:
    """Duration of an MP3: counted frames where the file says so (Xing), else size by bit rate; None if unclear."""
    size, head = _size(content), _read(content, 0, 10)
    at = 0
    if head[:3] == b"ID3" and len(head) == 10:
        at = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    frame = _read(content, at, 4096)
    skip = next(
        (i for i in range(len(frame) - 4) if frame[i] == 0xFF and frame[i + 1] & 0xE6 == 0xE2), None
    )
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
