"""Documents with somebody's name in every place of their format that holds words beside the text itself."""

import zipfile
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from assay.evidence.files.tests.samples import (
    CP,
    R,
    W,
    movie,
    mp3,
    package,
    pdf,
    profile,
    rels,
    signed_picture,
    wav,
)


def signed_pdf(name: str, **protection: str) -> bytes:
    """A PDF with a name in every place that holds words beside its pages; `user` and `owner` are passwords."""
    said, out = name.encode(), BytesIO()
    with pikepdf.open(BytesIO(pdf(2, text=b""))) as file:
        photo = file.make_stream(signed_picture("JPEG", said))
        photo.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=40,
            Height=30,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        color = file.make_stream(profile(said), N=3)
        page = file.pages[0]
        page.obj.Resources = Dictionary(
            XObject=Dictionary(Im0=photo), ColorSpace=Dictionary(C=Array([Name.ICCBased, color]))
        )
        page.obj.Contents = file.make_stream(b"q 40 0 0 30 0 0 cm /Im0 Do Q")
        page.obj.Metadata = file.make_stream(b"<x>" + said + b"</x>")
        page.obj.PieceInfo = Dictionary(App=Dictionary(Private=name))
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Rect=[0, 0, 9, 9],
            Contents="a note",
            T=name,
            NM=name,
        )
        page.obj.Annots = Array([file.make_indirect(note)])
        file.docinfo["/Author"], file.docinfo["/Creator"] = name, name
        file.attachments["plan.txt"] = pikepdf.AttachedFileSpec(
            file, said, filename=f"{name}.txt", description=name
        )
        signature = Dictionary(
            Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=said, Name=name, Reason=name
        )
        file.Root.AcroForm = Dictionary(
            Fields=[Dictionary(FT=Name.Sig, T="s", V=file.make_indirect(signature))]
        )
        file.Root.OpenAction = Dictionary(S=Name.URI, URI="https://example.org/" + name)
        file.make_indirect(Dictionary(Orphan=name))
        file.Root.Metadata = file.make_stream(b"<x>" + said + b"</x>")
        lock = pikepdf.Encryption(**protection) if protection else False
        file.save(out, encryption=lock)
    return out.getvalue() + (b"" if protection else b"% " + said + b"\n")


def signed_docx(name: str) -> bytes:
    """A document with a name in every place that holds words beside its text."""
    said = name.encode()
    w = f'xmlns:w="{W}" xmlns:r="{R}"'
    parts = {
        "docProps/core.xml": f'<c:coreProperties xmlns:c="{CP}"><creator>{name}</creator></c:coreProperties>'.encode(),
        "docProps/app.xml": f"<Properties><Company>{name}</Company><Manager>{name}</Manager></Properties>".encode(),
        "docProps/custom.xml": f"<Properties><property name='by'>{name}</property></Properties>".encode(),
        "docProps/thumbnail.jpeg": signed_picture("JPEG", said),
        "customXml/item1.xml": f"<x>{name}</x>".encode(),
        "word/document.xml": (
            f'<w:document {w}><!-- {name} --><?by {name}?><w:body><w:p><w:ins w:author="{name}" w:id="1"><w:r><w:t>text'
            f'</w:t></w:r></w:ins><w:r><w:instrText>INCLUDEPICTURE "file:///C:/{name}/a.png"</w:instrText></w:r></w:p>'
            "</w:body></w:document>"
        ).encode(),
        "word/comments.xml": (
            f'<w:comments {w}><w:comment w:author="{name}" w:initials="{name}" w:id="1"><w:p><w:r><w:t>why</w:t></w:r>'
            "</w:p></w:comment></w:comments>"
        ).encode(),
        "word/people.xml": (
            f'<x:people xmlns:x="urn:p"><x:person x:author="{name}"><x:presenceInfo userId="{name}"/></x:person>'
            "</x:people>"
        ).encode(),
        "word/settings.xml": (
            f'<w:settings {w}><w:attachedTemplate r:id="r1"/><w:docVars><w:docVar w:val="{name}"/></w:docVars>'
            "</w:settings>"
        ).encode(),
        "word/_rels/settings.xml.rels": rels(
            outside=(("attachedTemplate", f"https://example.org/{name}.dotm"),)
        ),
        "word/media/image1.jpg": signed_picture("JPEG", said),
        "word/media/image2.png": signed_picture("PNG", said),
        "word/media/image3.svg": (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="urn:s" s:docname="{name}"><metadata>{name}</metadata>'
            "<path d='M0 0'/></svg>"
        ).encode(),
        "word/media/film.mp4": movie(name=said),
        "word/media/sound.mp3": mp3(2, name=said),
        "word/embeddings/sheet.xlsx": package(
            "xl", parts={"docProps/core.xml": f"<x>{name}</x>".encode()}
        ),
        "notes.txt": said,
    }
    parts["_rels/.rels"] = rels(
        ("officeDocument", "word/document.xml"),
        ("core-properties", "docProps/core.xml"),
        ("thumbnail", "docProps/thumbnail.jpeg"),
        ("extended-properties", "docProps/app.xml"),
        ("custom-properties", "docProps/custom.xml"),
    )
    related = (
        ("comments", "comments.xml"),
        ("people", "people.xml"),
        ("settings", "settings.xml"),
        ("customXml", "../customXml/item1.xml"),
        ("image", "media/image1.jpg"),
        ("image", "media/image2.png"),
        ("image", "media/image3.svg"),
        ("video", "media/film.mp4"),
        ("audio", "media/sound.mp3"),
        ("package", "embeddings/sheet.xlsx"),
    )
    outside = (
        ("image", f"https://example.org/{name}.png"),
        ("hyperlink", f"file:///C:/Users/{name}/a.docx"),
    )
    body = package(parts=parts, related=related, outside=outside)
    whole = BytesIO(body)
    with zipfile.ZipFile(whole, "a") as file:
        file.comment = said
    return whole.getvalue()


def signed_xlsx(name: str) -> bytes:
    return package(
        "xl",
        parts={
            "xl/workbook.xml": (
                f'<workbook><fileSharing userName="{name}"/><absPath url="C:/{name}"/></workbook>'
            ).encode(),
            "xl/comments1.xml": f"<comments><authors><author>{name}</author></authors></comments>".encode(),
            "xl/persons.xml": (
                f'<personList><person displayName="{name}" userId="{name}" providerId="AD"/></personList>'
            ).encode(),
            "xl/pivot.xml": f'<pivotCacheDefinition refreshedBy="{name}"/>'.encode(),
            "xl/printerSettings1.bin": name.encode(),
        },
        related=(
            ("comments", "comments1.xml"),
            ("person", "persons.xml"),
            ("pivotCacheDefinition", "pivot.xml"),
            ("printerSettings", "printerSettings1.bin"),
        ),
        outside=(("externalLinkPath", f"file:///C:/{name}/b.xlsx"),),
    )


def signed_pptx(name: str) -> bytes:
    return package(
        "ppt",
        parts={
            "ppt/commentAuthors.xml": (
                f'<a:cmAuthorLst xmlns:a="urn:a"><a:cmAuthor name="{name}" initials="SW"/></a:cmAuthorLst>'
            ).encode(),
            "ppt/authors.xml": (
                f'<a:authorLst xmlns:a="urn:a"><a:author name="{name}" userId="{name}" providerId="AD"/></a:authorLst>'
            ).encode(),
            "ppt/tag1.xml": f"<tagLst><tag val='{name}'/></tagLst>".encode(),
            "ppt/media/a.gif": signed_picture("GIF", name.encode()),
            "ppt/media/a.wav": wav(name=name.encode()),
        },
        related=(
            ("commentAuthors", "commentAuthors.xml"),
            ("authors", "authors.xml"),
            ("tags", "tag1.xml"),
            ("image", "media/a.gif"),
            ("audio", "media/a.wav"),
        ),
    )


def signed_epub(name: str) -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>Book</dc:title><dc:creator>{name}</dc:creator><dc:publisher>{name}</dc:publisher>"
        f'<meta property="dcterms:modified">2026</meta><meta name="by" content="{name}"/></metadata></package>'
    )
    page = (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="author" content="{name}"/></head>'
        f"<body><!-- {name} --><p>Read</p></body></html>"
    )
    return book(
        {
            "META-INF/container.xml": "<container/>",
            "META-INF/calibre.txt": name,
            "iTunesMetadata.plist": name,
            "book.opf": opf,
            "page.xhtml": page,
            "toc.ncx": f"<ncx><docAuthor><text>{name}</text></docAuthor></ncx>",
            "style.css": f"/* {name} */ p {{}}",
        },
        photo=signed_picture("JPEG", name.encode()),
    )


def book(parts: dict[str, str], photo: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        for name, text in parts.items():
            file.writestr(name, text)
        if photo:
            file.writestr("a.jpg", photo)
    return out.getvalue()
