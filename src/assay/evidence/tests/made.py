"""Small files made byte by byte: good ones, and ones that must not come in."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def movie(
    seconds: int = 60, *, video: bool = True, brand: bytes = b"isom", place: bytes = b"", moov: bool = True
) -> bytes:
    """A film (or a sound) without pictures in it, but with true headers."""
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(80))
    hdlr = box(b"hdlr", bytes(8), b"vide" if video else b"soun", bytes(13))
    udta = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    whole = box(b"moov", mvhd, box(b"trak", box(b"mdia", hdlr)), udta) if moov else b""
    return box(b"ftyp", brand, bytes(4), b"isom") + box(b"mdat", bytes(100)) + whole


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, place: bool = False, orientation: int = 1
) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x0110] = "Phone of Somebody"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (42.0, 16.0, 53.0)
    if orientation != 1:
        exif[0x0112] = orientation
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, exif=exif)
    return out.getvalue()


def pdf(pages: int = 1, *, extra: bytes = b"", packed: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n"
    body += b"2 0 obj\n<< /Type /Pages /Kids [] /Count %d >>\nendobj\n" % pages
    body += b"".join(b"%d 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n" % (n + 3) for n in range(pages))
    if packed:
        stream = zlib.compress(packed)
        body += b"90 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        body += stream + b"\nendstream\nendobj\n"
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def package(folder: str = "word", *, parts: dict[str, bytes] | None = None, types: bool = True) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        if types:
            file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(f"{folder}/document.xml", "<document/>")
        for name, body in (parts or {}).items():
            file.writestr(name, body)
    return out.getvalue()


def bomb() -> bytes:
    return package(parts={"word/media/zeros.bin": bytes(64 * 1024 * 1024)})


def mp3(seconds: int = 10) -> bytes:
    """Constant 128 kbit/s, 44.1 kHz, MPEG 1 layer III."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return frame * (seconds * 16000 // 417)
