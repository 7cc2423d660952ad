"""Pictures and sounds inside documents, cleaned like those that come alone."""

import struct
import zlib
from io import BytesIO

from assay.evidence.files.picture_formats import gif, jpeg, png, webp
from assay.evidence.files.sanitizer.markup import clean_svg
from assay.evidence.files.sanitizer.report import Refused, Report

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FONTS = (b"OTTO", b"\0\1\0\0", b"true", b"ttcf", b"wOFF", b"wOF2", b"LP")
_BOXES_OF_WORDS = frozenset({b"xml ", b"uuid", b"uinf", b"url ", b"jp2i"})


def clean_media(body: bytes, name: str, report: Report) -> bytes:
    """A part that is no markup, without what tells of its maker; Refused if it runs, a remark if it stays as it is."""
    head = body[:16]
    if head.startswith(OLE) or head.startswith((b"MZ", b"\x7fELF")):
        raise Refused(
            "macros" if b"V\0B\0A\0" in body or b"vba" in name.lower().encode() else "objects"
        )
    try:
        return _cleaned(body, head, name, report)
    except (struct.error, IndexError, ValueError, zlib.error):
        raise Refused("damaged") from None


def _cleaned(body: bytes, head: bytes, name: str, report: Report) -> bytes:
    if head.startswith(b"\xff\xd8\xff"):
        return jpeg(body, orientation_of(body))
    if head.startswith(b"\x89PNG\r\n"):
        return png(body)
    if head.startswith(b"GIF8"):
        return gif(body)
    if head.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return webp(body)
    if body[40:44] == b" EMF":
        return _emf(body)
    if b"<svg" in body[:4096]:
        return clean_svg(body, report)
    if (
        body[4:8] == b"ftyp"
        or head.startswith((b"ID3", b"RIFF"))
        or (head[:1] == b"\xff" and name.endswith(".mp3"))
    ):
        return _recording(body, name, report)
    if not (
        head.startswith(_FONTS)
        or name.endswith((".odttf", ".fntdata", ".wmf", ".css", ".ttf", ".otf"))
    ):
        report.remark("inside")
    return body


def orientation_of(body: bytes) -> int:
    """Which way is up, from the Exif of a JPEG; programs that show documents mostly follow it."""
    from PIL import Image

    try:
        with Image.open(BytesIO(body), formats=("JPEG",)) as picture:
            found = int(picture.getexif().get(0x0112, 1) or 1)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return 1
    return found if 1 <= found <= 8 else 1


def _emf(body: bytes) -> bytes:
    """The header may name the program and the drawing ([MS-EMF] 2.3.4.2)."""
    count, start = struct.unpack("<II", body[60:68])
    if not count or not 80 <= start <= start + 2 * count <= len(body):
        return body
    return body[:start] + bytes(2 * count) + body[start + 2 * count :]


def _recording(body: bytes, name: str, report: Report) -> bytes:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    from assay.evidence.files.recordings import measure_movie
    from assay.evidence.files.sounds import bare_mp3, bare_wav
    from assay.lib.errors import Refusal

    out = BytesIO()
    try:
        if body[4:8] == b"ftyp":
            measured = measure_movie(BytesIO(body), name)
            if measured.kept_data:
                report.remark("inside")
            report.read(measured.text)
            measured.content.seek(0)
            return measured.content.read()
        if not (bare_wav if body[:4] == b"RIFF" else bare_mp3)(BytesIO(body), out):
            report.remark("inside")
            return body
    except Refusal:
        raise Refused("damaged") from None
    return out.getvalue()


def clean_jp2(body: bytes) -> bytes:
    """JPEG 2000 is boxes: those with words are left out (ISO/IEC 15444-1, annex I)."""
    kept, at = [], 0
    if body[4:8] != b"jP  ":
        return body
    while at + 8 <= len(body):
        size, kind = struct.unpack(">I4s", body[at : at + 8])
        end = (
            len(body)
            if size == 0
            else at + (struct.unpack(">Q", body[at + 8 : at + 16])[0] if size == 1 else size)
        )
        if end <= at or end > len(body):
            raise ValueError
        if kind not in _BOXES_OF_WORDS:
            kept.append(body[at:end])
        at = end
    return b"".join(kept)
