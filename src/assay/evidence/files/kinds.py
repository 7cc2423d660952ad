"""The kind of a file by its content, whatever it is called. Reads the head, and the directory of a zip package."""

import zipfile
from typing import IO

import puremagic

HEAD = 4096

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "epub": "application/epub+zip",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
# One family of containers: phones name them freely, and what they hold is read from their tracks.
RECORDINGS = frozenset({"mp4", "mov", "m4a"})

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"fLaC", "flac"),
)
_MARKUP = (
    (b"<svg", "svg"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<script", "html"),
    (b"<?xml", "xml"),
)
_OLD_MOVIES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


def kind_of(content: IO[bytes]) -> str:
    """The kind as an extension ("pdf", "docx", "mp4"), "text" for plain text, "" for what nobody knows."""
    content.seek(0)
    head = content.read(HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _package(content)
    return (
        _riff(head)
        or _movie(head)
        or _markup(head)
        or _pdf(head)
        or _mp3(head)
        or _text(head)
        or _guess(head)
    )


def _riff(head: bytes) -> str:
    if head[:4] != b"RIFF":
        return ""
    return {b"WAVE": "wav", b"WEBP": "webp", b"AVI ": "avi"}.get(head[8:12], "riff")


def _movie(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}:
            return "heic"
        return "mov" if brand == b"qt  " else "m4a" if brand[:3] in {b"M4A", b"M4B"} else "mp4"
    return "mov" if head[4:8] in _OLD_MOVIES else ""


def _markup(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text.startswith(b"<"):
        return ""
    if b"<svg" in text:
        return "svg"
    return next((kind for start, kind in _MARKUP if text.startswith(start)), "xml")


def _pdf(head: bytes) -> str:
    return "pdf" if b"%PDF-" in head[:1024] else ""


def _mp3(head: bytes) -> str:
    return "mp3" if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 else ""


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\x00" in head:
        return ""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as e:
        if e.start < len(head) - 4:  # a letter cut at the end of the head is no fault
            return "text" if all(byte >= 32 or byte in b"\r\n\t" for byte in head) else ""
    return "text"


def _guess(head: bytes) -> str:
    try:
        found = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found).lstrip(".").lower()


def _package(content: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(content) as package:
            names = set(package.namelist()[:20_000])
            if "[Content_Types].xml" in names:
                return next(
                    (
                        k
                        for d, k in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
                        if _holds(names, d)
                    ),
                    "zip",
                )
            if (
                "mimetype" in names
                and package.read("mimetype")[:64].strip() == b"application/epub+zip"
            ):
                return "epub"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "zip"
    return "zip"


def _holds(names: set[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)
