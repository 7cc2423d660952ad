"""Documents keep what they say, and nobody's name beside it; what acts by itself is taken out or refused."""

import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.intake import Arrived, receive
from assay.evidence.files.tests import sample_documents, samples
from assay.lib.errors import BadInput

NAME = "Siobhan Whitlock"
ANY = Limits(
    formats=("pdf", "docx", "xlsx", "pptx", "epub", "csv"), max_bytes=100 * MB, most=9, links=False
)


def come(body: bytes, name: str) -> Arrived:
    return receive(BytesIO(body), name, ANY)


def unfolded(body: bytes) -> bytes:
    """All bytes of a document, its packed ones unpacked, by readers that are not the sanitizer's."""
    found = [body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as package:
            found.append(package.comment)
            for entry in package.infolist():
                found += [
                    entry.filename.encode(),
                    entry.extra,
                    entry.comment,
                    unfolded(package.read(entry)),
                ]
    for part in body.split(b"stream\n")[1:] if body.startswith(b"%PDF") else ():
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def holds(body: bytes) -> bool:
    plain = unfolded(body)
    return any(NAME.encode(code) in plain for code in ("utf-8", "utf-16-be", "utf-16-le"))


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "pptx", "epub"])
def test_a_document_is_stored_without_a_name_in_any_place(kind: str) -> None:
    body = getattr(sample_documents, f"signed_{kind}")(NAME)
    assert holds(body)
    arrived = come(body, f"plan.{kind}")
    after = arrived.content.read()
    assert not holds(after)
    assert arrived.size_bytes == len(after)
    assert NAME not in arrived.text


def test_a_clean_pdf_opens_and_says_what_was_taken_out() -> None:
    arrived = come(sample_documents.signed_pdf(NAME), "plan.pdf")
    assert arrived.pages == 2
    assert arrived.remarks == ("attachments", "outside", "signature", "tracked", "unread")
    reader = PdfReader(arrived.content)
    assert len(reader.pages) == 2
    assert not reader.metadata
    assert not reader.attachments
    assert reader.pages[0].images[0].image.size == (40, 30)


def test_the_same_document_twice_is_the_same_bytes() -> None:
    body = sample_documents.signed_docx(NAME)
    assert come(body, "a.docx").sha256 == come(body, "b.docx").sha256


def test_an_owners_password_is_no_lock_and_a_users_is() -> None:
    arrived = come(sample_documents.signed_pdf(NAME, owner="secret", user=""), "plan.pdf")
    after = arrived.content.read()
    assert arrived.pages == 2
    assert b"/Encrypt" not in after
    assert not holds(after)
    with pytest.raises(BadInput, match=r"opens only with a password.*print or export"):
        come(sample_documents.signed_pdf(NAME, owner="secret", user="open"), "plan.pdf")


@pytest.mark.parametrize(
    ("extra", "objects"),
    [
        (b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b""),
        (b"/OpenAction << /S /J#61vaScript >>", b""),
        (b"/OpenAction << /S /Launch /F (cmd.exe) >>", b""),
        (b"/AA << /WC << /S /JavaScript /JS (1) >> >>", b""),
        (b"/Names << /JavaScript << /Names [] >> >>", b""),
        (b"/AcroForm << /XFA (x) >>", b""),
        (b"/X 50 0 R", b"50 0 obj\n<< /S /SubmitForm /F (https://example.org) >>\nendobj\n"),
        (
            b"/X 50 0 R",
            b"50 0 obj\n<< /Next [ << /A [ << /S /JavaScript /JS 51 0 R >> ] >> ] >>\nendobj\n",
        ),
        (b"/X 50 0 R", b"50 0 obj\n<< /Type /Annot /Subtype /RichMedia >>\nendobj\n"),
    ],
)
def test_a_pdf_that_acts_is_refused_with_the_way_out(extra: bytes, objects: bytes) -> None:
    with pytest.raises(BadInput, match="Print it to a new PDF"):
        come(samples.pdf(extra=extra, objects=objects), "plan.pdf")


def test_a_script_in_a_packed_object_is_refused() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(samples.pdf())) as file:
        file.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(
                Names=[
                    "a",
                    file.make_indirect(
                        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
                    ),
                ]
            )
        )
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in out.getvalue()
    with pytest.raises(BadInput, match="Print it to a new PDF"):
        come(out.getvalue(), "plan.pdf")


@pytest.mark.parametrize(
    "extra",
    [
        b"/OpenAction << /S /URI /URI (https://tracker.example/x) >>",
        b"/OpenAction << /S /GoToR /F (other.pdf) >>",
        b"/OpenAction << /S /Named /N /Print >>",
        b"/AA << /WC << /S /URI /URI (https://tracker.example) >> >>",
    ],
)
def test_what_a_pdf_opens_by_itself_is_taken_out_and_told(extra: bytes) -> None:
    arrived = come(samples.pdf(extra=extra), "plan.pdf")
    assert "outside" in arrived.remarks
    assert b"tracker" not in unfolded(arrived.content.read())


def test_where_a_pdf_begins_and_links_to_press_stay() -> None:
    link = b"/Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://nctm.example) >> >> ]"
    arrived = come(samples.pdf(extra=b"/OpenAction [3 0 R /Fit]", page=link), "plan.pdf")
    assert arrived.remarks == ()
    assert "A plain page" in arrived.text
    after = unfolded(arrived.content.read())
    assert b"/OpenAction" in after
    assert b"nctm.example" in after


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n" + bytes(400), b"%PDF-1.7\ntrailer <<>>\n%%EOF", samples.pdf()[:60]]
)
def test_a_pdf_that_is_none_is_damaged(body: bytes) -> None:
    with pytest.raises(BadInput, match="damaged"):
        come(body, "plan.pdf")


def test_a_bomb_in_a_pdf_ends_its_own_process_and_no_other() -> None:
    packed = zlib.compress(bytes(400 * MB), 9)
    for _n in range(2):
        packed = zlib.compress(packed, 9)
    filters = b"[/FlateDecode /FlateDecode /FlateDecode]"
    stream = b"90 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter %b /Length %d >>\nstream\n" % (
        filters,
        len(packed),
    )
    body = samples.pdf(objects=stream + packed + b"\nendstream\nendobj\n", extra=b"/X 50 0 R")
    nested = b"50 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n"
    for one in (body, samples.pdf(objects=nested, extra=b"/X 50 0 R")):
        try:
            come(one, "plan.pdf")
        except BadInput as refusal:
            assert "plan.pdf" in refusal.message


@pytest.mark.parametrize(
    ("parts", "kind", "said"),
    [
        ({"word/vbaProject.bin": b"x"}, "", "macros"),
        (
            {
                "word/theme.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + "_VBA_PROJECT".encode("utf-16-le")
            },
            "",
            "macros",
        ),
        ({}, "application/vnd.ms-word.document.macroEnabled.main+xml", "macros"),
        (
            {"word/thing.xml": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)},
            "",
            "another kind inside",
        ),
        ({"word/thing.bin": b"MZ" + bytes(600)}, "", "another kind inside"),
        ({"word/embeddings.bin": b"PK\x03\x04" + bytes(600)}, "", "another kind inside"),
        ({"word/odd.xml": b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>"}, "", "damaged"),
        ({"word/odd.xml": b"<x>"}, "", "damaged"),
    ],
)
def test_what_an_office_file_must_not_hold(parts, kind: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        come(samples.package(parts=parts, kind=kind), "plan.docx")


@pytest.mark.parametrize(
    "related", [("oleObject", "a.bin"), ("control", "a.xml"), ("aFChunk", "a.html")]
)
def test_objects_are_known_by_their_relationship_too(related: tuple[str, str]) -> None:
    with pytest.raises(BadInput, match="another kind inside"):
        come(samples.package(parts={f"word/{related[1]}": b"x"}, related=(related,)), "plan.docx")


def test_a_macro_under_another_name_is_known_by_its_relationship() -> None:
    with pytest.raises(BadInput, match="macros"):
        come(
            samples.package(parts={"word/a.xml": b"<x/>"}, related=(("vbaProject", "a.xml"),)),
            "plan.docx",
        )


def test_a_clean_docx_reads_as_before_and_says_what_was_taken_out() -> None:
    arrived = come(sample_documents.signed_docx(NAME), "plan.docx")
    assert arrived.remarks == ("outside", "tracked")
    assert "text" in arrived.text
    with zipfile.ZipFile(arrived.content) as package:
        names = set(package.namelist())
        assert package.testzip() is None
        assert {e.date_time[0] for e in package.infolist()} == {1980}
        body = package.read("word/document.xml")
        rels = package.read("word/_rels/document.xml.rels")
    assert {"word/document.xml", "word/media/image1.jpg", "word/embeddings/sheet.xlsx"} <= names
    assert not {n for n in names if n.startswith(("docProps/", "customXml/", "notes"))}
    assert b'author="Author 1"' in body
    assert b"https://example.org" not in rels
    assert rels.count(b"about:blank") == 2


def test_an_ordinary_document_hears_no_remark() -> None:
    for folder, kind in (("word", "docx"), ("xl", "xlsx"), ("ppt", "pptx")):
        arrived = come(samples.package(folder, text="wait time"), f"plan.{kind}")
        assert arrived.remarks == ()
        assert "wait time" in arrived.text


def test_a_word_across_runs_is_read_as_one() -> None:
    runs = "Whit</w:t></w:r><w:r><w:t>lock"
    assert "Whitlock" in come(samples.package(text=runs), "plan.docx").text


@pytest.mark.parametrize(
    "parts",
    [
        {"page.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>"},
        {"page.xhtml": "<html><body onload='x()'/></html>"},
        {"a.js": "x()"},
    ],
)
def test_a_book_with_scripts_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="scripts"):
        come(
            sample_documents.book({"META-INF/container.xml": "<container/>", **parts}), "book.epub"
        )


def test_a_book_fetches_nothing() -> None:
    page = "<html><body><img src='https://tracker.example/a.png'/><a href='https://nctm.example'>x</a></body></html>"
    style = "p { background: url(https://tracker.example/b.png) }"
    parts = {"META-INF/container.xml": "<container/>", "page.xhtml": page, "a.css": style}
    arrived = come(sample_documents.book(parts), "book.epub")
    after = unfolded(arrived.content.read())
    assert arrived.remarks == ("outside",)
    assert b"tracker" not in after
    assert b"nctm.example" in after


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read(code: str) -> None:
    assert NAME in come(f"who,n\n{NAME},3\n".encode(code), "t.csv").text


def test_a_scan_is_told_to_be_unread_and_a_page_of_words_is_read() -> None:
    assert come(samples.pdf(text=b""), "scan.pdf").remarks == ("unread",)
    assert NAME in come(samples.pdf(text=NAME.encode()), "plan.pdf").text
