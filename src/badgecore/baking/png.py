"""PNG: one iTXt chunk holds the badge (OB 3.0 §5.3.1; PNG, third edition, §5 and §11.3.3)."""

import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from badgecore.baking.carrier import KEYWORDS, MAX_PICTURE, MAX_TEXT, Baked, Keyword, the_one
from badgecore.errors import AlreadyBaked, BakedTwice, ImageWrong, TooLarge

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_TEXT_CHUNKS: Final = (b"iTXt", b"tEXt", b"zTXt")
_MAX_CHUNKS: Final = 20_000


class _Chunk(NamedTuple):
    kind: bytes
    data: memoryview
    start: int
    end: int
    crc: int


class PngMold:
    """A picture read once, into which any number of badges can be baked one after the other.

    What stood before and after the badge is kept byte for byte; only bytes after the end of the picture are dropped.
    """

    __slots__ = ("_head", "_tail")

    def __init__(self, picture: bytes, *, replace: bool = False) -> None:
        """Raises `ImageWrong`, `TooLarge`, and `AlreadyBaked` unless `replace`."""
        kept: list[memoryview] = [memoryview(SIGNATURE)]
        before_image = 0
        for chunk in _chunks(picture):
            if zlib.crc32(chunk.data, zlib.crc32(chunk.kind)) != chunk.crc:
                raise ImageWrong(f"the checksum of a {chunk.kind.decode('latin-1')} chunk is wrong")
            if chunk.kind in _TEXT_CHUNKS and _keyword(chunk) is not None:
                if not replace:
                    raise AlreadyBaked
                continue
            if chunk.kind == b"IDAT" and not before_image:
                before_image = len(kept)
            kept.append(memoryview(picture)[chunk.start : chunk.end])
        if not before_image:
            raise ImageWrong("no image data")
        # Before the image data, because there are readers that stop there.
        self._head = b"".join(kept[:before_image])
        self._tail = b"".join(kept[before_image:])

    def bake(self, text: str, keyword: Keyword = "openbadgecredential") -> bytes:
        """The picture with one uncompressed iTXt chunk (OB 3.0 §5.3.1.1; PNG §11.3.3.4)."""
        return b"".join(self.pieces(text, keyword))

    def pieces(
        self, text: str, keyword: Keyword = "openbadgecredential"
    ) -> tuple[bytes, bytes, bytes]:
        """The picture in three parts, for writing a file without copying the two that are always the same."""
        return self._head, _written(keyword, text), self._tail

    def size(self, text_bytes: int, keyword: Keyword = "openbadgecredential") -> int:
        """How many bytes the picture has with a badge of so many in it."""
        return len(self._head) + len(_written(keyword, "")) + text_bytes + len(self._tail)


def bake(picture: bytes, text: str, *, keyword: Keyword, replace: bool = False) -> bytes:
    """Bake a badge into one picture; for many badges and the same picture use `PngMold`."""
    return PngMold(picture, replace=replace).bake(text, keyword)


def unbake(picture: bytes) -> Baked:
    """The badge in any of a PNG's three text chunks (PNG §11.3.3): early badges stand in tEXt.

    Raises as `baking.unbake`.
    """
    finds: list[Baked] = []
    for chunk in _chunks(picture):
        if chunk.kind in _TEXT_CHUNKS and (keyword := _keyword(chunk)) is not None:
            if zlib.crc32(chunk.data, zlib.crc32(chunk.kind)) != chunk.crc:
                raise ImageWrong("the checksum of the badge in the picture is wrong")
            if any(find.keyword == keyword for find in finds):
                # Before it is unpacked: a picture may hold thousands.
                raise BakedTwice(keyword)
            finds.append(Baked(keyword=keyword, text=_text(chunk, keyword)))
    return the_one(finds)


def _chunks(picture: bytes) -> Iterator[_Chunk]:
    """Up to IEND. Sizes are checked against what is there before anything is copied."""
    if len(picture) > MAX_PICTURE:
        raise TooLarge(f"a picture of {len(picture)} bytes")
    if not picture.startswith(SIGNATURE):
        raise ImageWrong("not a PNG")
    view, at = memoryview(picture), len(SIGNATURE)
    for number in range(_MAX_CHUNKS):
        if at + 12 > len(picture):
            raise ImageWrong("the picture ends too early")
        size, kind = int.from_bytes(view[at : at + 4]), bytes(view[at + 4 : at + 8])
        end = at + 12 + size
        if end > len(picture):
            raise ImageWrong("the picture ends too early")
        if number == 0 and (kind != b"IHDR" or size != 13):
            raise ImageWrong("no header")
        yield _Chunk(kind, view[at + 8 : end - 4], at, end, int.from_bytes(view[end - 4 : end]))
        if kind == b"IEND":
            return
        at = end
    raise ImageWrong("too many chunks")


def _keyword(chunk: _Chunk) -> Keyword | None:
    """A keyword has 1 to 79 bytes and ends with a zero byte."""
    start = bytes(chunk.data[:80])
    name = start.split(b"\0", 1)[0]
    return next(
        (keyword for keyword in KEYWORDS if keyword.encode() == name and len(name) < len(start)),
        None,
    )


def _written(keyword: Keyword, text: str) -> bytes:
    """Never compressed: OB 3.0 §5.3.1.1 forbids it."""
    try:
        body = keyword.encode() + b"\0\0\0\0\0" + text.encode()
    except UnicodeEncodeError:
        raise ImageWrong("the text holds half of a character") from None
    if len(body) > MAX_TEXT:
        raise TooLarge(f"a badge of {len(body)} bytes")
    return (
        len(body).to_bytes(4) + b"iTXt" + body + zlib.crc32(body, zlib.crc32(b"iTXt")).to_bytes(4)
    )


def _text(chunk: _Chunk, keyword: Keyword) -> str:
    """Compressed text breaks the standard but exists; it is read within `MAX_TEXT`."""
    if len(chunk.data) > MAX_TEXT:
        raise TooLarge(f"a badge of {len(chunk.data)} bytes")
    rest = bytes(chunk.data[len(keyword) + 1 :])
    try:
        if chunk.kind == b"tEXt":
            return rest.decode("latin-1")
        if chunk.kind == b"zTXt":
            return _inflated(rest[:1], rest[1:]).decode("latin-1")
        compressed, method = rest[:1], rest[1:2]
        _language, _translated, text = rest[2:].split(b"\0", 2)
        if compressed not in (b"\0", b"\1"):
            raise ImageWrong("a compression flag that is neither 0 nor 1")
        return (_inflated(method, text) if compressed == b"\1" else text).decode()
    except ValueError:
        raise ImageWrong("the badge in the picture is not UTF-8 text") from None


def _inflated(method: bytes, data: bytes) -> bytes:
    if method != b"\0":
        raise ImageWrong("an unknown compression method")
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, MAX_TEXT)
    except zlib.error:
        raise ImageWrong("the compressed badge in the picture is damaged") from None
    if stream.unconsumed_tail:
        raise TooLarge(f"a badge of more than {MAX_TEXT} bytes once unpacked")
    if not stream.eof:
        raise ImageWrong("the compressed badge in the picture ends too early")
    return text
