"""PDFs: refused when they carry scripts or are locked; their pages counted."""

import re
import zlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, TooLarge

MAX_BYTES = 100 * 1024 * 1024
MAX_UNFOLDED_BYTES = 64 * 1024 * 1024

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
# Names by which a PDF does something by itself or starts something outside (ISO 32000-1, 12.6.4).
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|ImportData)(?![A-Za-z0-9])")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_COUNTS = (
    re.compile(rb"/Type\s*/Pages\b[^>]{0,4000}?/Count\s+(\d{1,6})"),
    re.compile(rb"/Count\s+(\d{1,6})[^>]{0,4000}?/Type\s*/Pages\b"),
)
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def check_pdf(content: IO[bytes], name: str, size_bytes: int) -> int | None:
    """The number of pages, or None if it cannot be told. Raises BadInput for scripts or a lock, TooLarge.

    Scripts hide in packed object streams, so those are unpacked and looked through, too; other streams (pictures,
    fonts, text) hold no objects and are left alone.
    """
    if size_bytes > MAX_BYTES:
        raise TooLarge(
            _("“%(name)s” is a very large PDF. Save it with smaller pictures; up to 100 MB are taken.") % {"name": name}
        )
    content.seek(0)
    data = content.read()
    bare = b"\n".join(_bare(data))
    if re.search(rb"/Encrypt(?![A-Za-z])", bare):
        raise BadInput(
            _("“%(name)s” is locked with a password. Save it without one and choose it again.") % {"name": name}
        )
    if _ACTIVE.search(_plain(bare)):
        raise BadInput(
            _("“%(name)s” carries scripts or programs, which are not taken. Print it to a new PDF and add that one.")
            % {"name": name}
        )
    return _pages(bare)


def _bare(data: bytes) -> Iterator[bytes]:
    """The objects of the file: everything outside streams, and what packed object streams hold."""
    at, unfolded = 0, 0
    for found in _STREAM.finditer(data):
        head = data[at : found.start()]
        yield head
        at = found.end()
        if _OBJECTS.search(head[-2000:]) and b"FlateDecode" in head[-2000:]:
            text = _unpacked(found[1], MAX_UNFOLDED_BYTES - unfolded)
            unfolded += len(text)
            yield text
    yield data[at:]


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(most, 1))
    except zlib.error:
        return b""


def _plain(text: bytes) -> bytes:
    """Names may be spelled with #hex; read them plainly."""
    return _HEX.sub(lambda m: bytes([int(m[1], 16)]), text)


def _pages(bare: bytes) -> int | None:
    counts = [int(n) for pattern in _COUNTS for n in pattern.findall(bare)]
    return max(counts, default=0) or len(_PAGE.findall(bare)) or None
