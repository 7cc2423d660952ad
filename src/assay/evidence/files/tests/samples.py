"""Small files made byte by byte: good ones, and ones that must not come in."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def movie(
    seconds: int = 60,
    *,
    video: bool = True,
    brand: bytes = b"isom",
    place: bytes = b"",
    moov: bool = True,
    name: bytes = b"",
    elsewhere: bool = False,
) -> bytes:
    """A film (or a sound) without pictures in it, but with true headers; `name` in every place that holds words."""
    mvhd = box(
        b"mvhd",
        struct.pack(">IIIII", 0, 7 * bool(name), 7 * bool(name), 1000, seconds * 1000),
        bytes(80),
    )
    hdlr = box(b"hdlr", bytes(8), b"vide" if video else b"soun", bytes(12), name, b"\0")
    udta = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    ftyp = box(b"ftyp", brand, bytes(4), b"isom")
    if not name:
        whole = box(b"moov", mvhd, box(b"trak", box(b"mdia", hdlr)), udta) if moov else b""
        return ftyp + box(b"mdat", bytes(100)) + whole
    said = struct.pack(">I", len(name)) + name
    keys = box(
        b"meta",
        bytes(4),
        box(b"keys", bytes(8), box(b"mdta", b"com.apple.quicktime.author")),
        box(b"ilst", name),
    )
    dref = box(
        b"dref",
        bytes(7),
        b"\1",
        box(b"alis", bytes(3), b"\0" if elsewhere else b"\1", b"/Users/" + name),
    )
    minf = box(
        b"minf",
        box(b"hdlr", bytes(24), name),
        box(b"dinf", dref),
        box(b"stbl", box(b"uuid", bytes(16), name)),
    )
    data = len(ftyp) + 8
    track = box(
        b"trak",
        box(
            b"mdia",
            box(b"hdlr", bytes(8), b"meta", bytes(12), name),
            box(
                b"minf",
                box(
                    b"stbl",
                    box(b"stsd", bytes(8), name),
                    box(b"stsz", bytes(4), struct.pack(">II", len(name), 2)),
                    box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 2, 1)),
                    box(b"stco", bytes(4), struct.pack(">II", 1, data)),
                ),
            ),
        ),
    )
    talk = (
        box(b"udta", box(b"\xa9nam", said), box(b"auth", name), keys)
        + box(b"uuid", bytes(16), name)
        + keys
    )
    shown = box(b"trak", box(b"udta", box(b"name", name)), box(b"mdia", hdlr, minf))
    whole = box(b"moov", mvhd, shown, track, talk, udta)
    tail = box(b"free", name) + box(b"XMP_", name) + box(b"meta", bytes(4), name) + b"\0\0"
    return ftyp + box(b"mdat", name * 2, bytes(100)) + whole + tail


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (40, 30),
    *,
    place: bool = False,
    orientation: int = 1,
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


def pdf(
    pages: int = 1,
    *,
    extra: bytes = b"",
    packed: bytes = b"",
    objects: bytes = b"",
    page: bytes = b"",
    text: bytes = b"A plain page",
) -> bytes:
    """A PDF with `text` on each page; without one it is like a scan."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n"
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(pages))
    body += b"2 0 obj\n<< /Type /Pages /Kids [%b] /Count %d >>\nendobj\n" % (kids, pages)
    if text:
        said = b"BT /F1 9 Tf 9 9 Td (%b) Tj ET" % text
        page += b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        page += b" >> >> >> /Contents 80 0 R"
        body += b"80 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(said), said)
    body += b"".join(
        b"%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %b >>\nendobj\n"
        % (n + 3, page)
        for n in range(pages)
    )
    body += objects
    if packed:
        stream = zlib.compress(packed)
        body += (
            b"90 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(stream)
        )
        body += stream + b"\nendstream\nendobj\n"
    return body + b"trailer << /Root 1 0 R /Size 100 >>\n%%EOF\n"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def rels(*rows: tuple[str, str], outside: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Relationships: (type, target), and those that lead outside."""
    lines = [
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{escape(target)}"{mode}/>'
        for n, (kind, target, mode) in enumerate(
            [
                *((k, t, "") for k, t in rows),
                *((k, t, ' TargetMode="External"') for k, t in outside),
            ],
            1,
        )
    ]
    return f'<Relationships xmlns="{RELS}">{"".join(lines)}</Relationships>'.encode()


def package(
    folder: str = "word",
    *,
    parts: dict[str, bytes] | None = None,
    types: bool = True,
    text: str = "",
    kind: str = "",
    outside: tuple[tuple[str, str], ...] = (),
    related: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """An Office file as small as may be: one part, and what is related to it."""
    main = {"word": "word/document.xml", "xl": "xl/workbook.xml", "ppt": "ppt/presentation.xml"}[
        folder
    ]
    body = {
        "word": f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>',
        "xl": f"<workbook><sheets><sheet name='{text}'/></sheets></workbook>",
        "ppt": f"<presentation><p>{text}</p></presentation>",
    }[folder]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        written = dict(parts or {})
        if types:
            override = f'<Override PartName="/{main}" ContentType="{kind or "application/xml"}"/>'
            written.setdefault(
                "[Content_Types].xml", f'<Types xmlns="{CP}">{override}</Types>'.encode()
            )
        written.setdefault("_rels/.rels", rels(("officeDocument", main)))
        written.setdefault(main, body.encode())
        base, _slash, last = main.rpartition("/")
        known = tuple(
            (n.rpartition("/")[2].partition(".")[0], n.removeprefix(f"{base}/"))
            for n in parts or {}
            if n.startswith(f"{base}/") and n != main
        )
        written.setdefault(f"{base}/_rels/{last}.rels", rels(*(related or known), outside=outside))
        for part, content in written.items():
            file.writestr(part, content)
    return out.getvalue()


def bomb() -> bytes:
    return package(parts={"word/media/zeros.bin": bytes(64 * 1024 * 1024)})


def mp3(seconds: int = 10, *, name: bytes = b"") -> bytes:
    """Constant 128 kbit/s, 44.1 kHz, MPEG 1 layer III; `name` in tags before, between and behind its frames."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    sound = frame * (seconds * 16000 // 417)
    if not name:
        return sound
    text = b"TPE1" + struct.pack(">I", len(name) + 1) + b"\0\0\3" + name
    tag = b"ID3\4\0\0" + bytes([0, 0, len(text) >> 7, len(text) & 127]) + text
    ape = (
        b"APETAGEX"
        + struct.pack("<IIII", 2000, 40 + len(name), 1, 0)
        + bytes(8)
        + b"Artist\0"
        + name
    )
    old = b"TAG" + name[:30].ljust(30, b"\0") * 3 + bytes(35)
    return (
        tag
        + tag
        + sound
        + name
        + b"\xff\xfb"
        + name
        + sound
        + ape
        + b"LYRICSBEGIN"
        + name
        + b"LYRICS200"
        + old
    )


def wav(*, name: bytes = b"") -> bytes:
    """A second of silence, 8 kHz, 8 bit; `name` in chunks around it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8))
    talk = (
        [chunk(b"LIST", b"INFO" + chunk(b"IART", name)), chunk(b"bext", name), chunk(b"iXML", name)]
        if name
        else []
    )
    body = b"WAVE" + b"".join(talk[:2]) + form + chunk(b"data", bytes(8000)) + b"".join(talk[2:])
    return b"RIFF" + struct.pack("<I", len(body)) + body + (b"id3 " + name if name else b"")


def profile(name: bytes) -> bytes:
    """A color profile that is called like somebody."""
    words = struct.pack(
        ">4sIII2s2sII", b"mluc", 0, 1, 12, b"en", b"US", 2 * len(name), 28
    ) + name.decode().encode("utf-16-be")
    copyright_ = b"text\0\0\0\0" + name
    table = struct.pack(
        ">I4sII4sII", 2, b"desc", 156, len(words), b"cprt", 156 + len(words), len(copyright_)
    )
    body = (
        bytes(32) + b"acsp" + bytes(8) + b"MAKR" + b"MODL" + bytes(72) + table + words + copyright_
    )
    return struct.pack(">I", len(body) + 4) + body


def signed_picture(kind: str, name: bytes, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with a name in every place of its format that holds words."""
    image, out = Image.effect_noise(size, 40).convert("P" if kind == "GIF" else "RGB"), BytesIO()
    exif = Image.Exif()
    exif[0x013B] = exif[0x8298] = exif[0x010E] = name.decode()
    options: dict[str, Any] = {
        "comment": name,
        "exif": exif,
        "xmp": b"<x>" + name + b"</x>",
        "icc_profile": profile(name),
    }
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Author", name.decode())
        info.add_itxt("XML:com.adobe.xmp", name.decode(), zip=False)
        options |= {"pnginfo": info}
    if kind == "GIF":
        options = {"comment": name}
    image.save(out, kind, **options)
    data = out.getvalue()
    if kind == "JPEG":
        iptc = (
            b"Photoshop 3.0\x008BIM\x04\x04\0\0"
            + struct.pack(">I", len(name) + 5)
            + b"\x1c\x02\x50"
            + bytes([0, len(name)])
            + name
        )
        jfxx = b"JFXX\0\x10" + name
        extra = b"".join(
            b"\xff" + bytes([m]) + struct.pack(">H", len(b) + 2) + b
            for m, b in ((0xED, iptc), (0xE0, jfxx), (0xFE, name))
        )
        data = data[:2] + extra + data[2:]
    if kind == "GIF":
        xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(name)]) + name + b"\0"
        data = data[:-1] + xmp + data[-1:]
    return data + name
