"""PDF (ISO 32000): saved anew from what its pages reach, without who made it and with what; nothing acts by itself."""

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from assay.evidence.files.color_profiles import nameless
from assay.evidence.files.picture_formats import jpeg
from assay.evidence.files.sanitizer.media import clean_jp2
from assay.evidence.files.sanitizer.report import Refused, Report

MOST_OBJECTS, MOST_DEEP, MOST_PROFILE = 1_000_000, 60, 8 * 1024 * 1024
# What runs a program or sends something (12.6.4): a document that has it is refused.
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/Rendition"}
)
_ACTIVE_KEYS = ("/JS", "/XFA", "/RichMediaContent", "/RichMediaSettings")
_ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/3D", "/Movie", "/Screen"})
_FOREIGN = frozenset({"/GoToR", "/GoToE", "/Thread"})
# Who made it, with what, when, and what programs keep for themselves.
_KEYS = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Thumb",
    "/SpiderInfo",
    "/Threads",
    "/Legal",
    "/Perms",
    "/DSS",
    "/Collection",
    "/AF",
    "/OPI",
    "/WebCapture",
    "/ID_",
    "/Requirements",
)
_REMARKS_BY = frozenset(
    {
        "/Text",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
        "/FileAttachment",
        "/Sound",
        "/Redact",
        "/Popup",
    }
)
_SIGNATURE = (
    "/Contents",
    "/Cert",
    "/Name",
    "/Location",
    "/Reason",
    "/ContactInfo",
    "/M",
    "/Prop_Build",
    "/ByteRange",
    "/Reference",
)


def clean_pdf(source: str, target: str, report: Report) -> None:
    """Write the clean copy. Refused if it is locked, damaged or acts; an owner's password alone is no lock."""
    try:
        with pikepdf.open(source, attempt_recovery=True, suppress_warnings=True) as pdf:
            _clean(pdf, report)
            pdf.save(
                target,
                encryption=False,
                deterministic_id=True,
                fix_metadata_version=False,
                preserve_pdfa=False,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                recompress_flate=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )
        _read(target, report)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, zlib.error, RecursionError):
        raise Refused("damaged") from None


def _clean(pdf: pikepdf.Pdf, report: Report) -> None:
    report.pages = len(pdf.pages)
    if not report.pages:
        raise Refused("damaged")
    _opening(pdf.Root, report)
    seen = 0
    for whole in pdf.objects:
        for thing in _inner(whole, 0):
            seen += 1
            if seen > MOST_OBJECTS:
                raise Refused("too-much")
            if isinstance(thing, (Dictionary, Stream)):
                _dictionary(thing, report)
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    pdf.trailer["/Size"] = len(pdf.objects) + 1  # written anew only where there is one


def _opening(root: Object, report: Report) -> None:
    """A place to begin reading stays; anything else that happens on opening goes."""
    action = root.get("/OpenAction")
    if (
        action is not None
        and not isinstance(action, Array)
        and not (isinstance(action, Dictionary) and action.get("/S") == Name.GoTo)
    ):
        _refuse_active(action)
        del root["/OpenAction"]
        report.remark("outside")
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        if "/JavaScript" in names:
            raise Refused("active")
        if "/EmbeddedFiles" in names:
            del names["/EmbeddedFiles"]
            report.remark("attachments")


def _inner(thing: Any, depth: int) -> Iterator[Any]:
    """A thing and what stands in it directly; what it refers to is walked on its own."""
    if depth > MOST_DEEP:
        raise Refused("too-much")
    yield thing
    if isinstance(thing, (Dictionary, Stream)):
        for key in list(thing.keys()):
            inner = thing.get(key)
            if isinstance(inner, (Dictionary, Array)) and not inner.is_indirect:
                yield from _inner(inner, depth + 1)
    elif isinstance(thing, Array):
        for inner in list(thing):
            if isinstance(inner, (Dictionary, Array)) and not inner.is_indirect:
                yield from _inner(inner, depth + 1)


def _refuse_active(thing: Any) -> None:
    if not isinstance(thing, (Dictionary, Stream)):
        return
    kind = str(thing.get("/S", ""))
    if kind in _ACTIVE_ACTIONS or any(key in thing for key in _ACTIVE_KEYS):
        raise Refused("active")
    if str(thing.get("/Subtype", "")) in _ACTIVE_ANNOTATIONS:
        raise Refused("active")


def _dictionary(thing: Any, report: Report) -> None:
    _refuse_active(thing)
    for key in _KEYS:
        if key in thing:
            del thing[key]
    if "/AA" in thing:
        for _when, action in thing["/AA"].items() if isinstance(thing["/AA"], Dictionary) else ():
            _refuse_active(action)
        del thing["/AA"]
        report.remark("outside")
    if str(thing.get("/S", "")) in _FOREIGN and "/F" in thing:
        thing["/S"] = Name.GoTo
        for key in ("/F", "/T", "/D"):
            if key in thing:
                del thing[key]
        thing["/D"] = Array([])
        report.remark("outside")
    if "/EF" in thing:
        for key in ("/EF", "/F", "/UF", "/Desc", "/RF"):
            if key in thing:
                del thing[key]
        report.remark("attachments")
    if "/ByteRange" in thing and "/Contents" in thing:
        for key in _SIGNATURE:
            if key in thing:
                del thing[key]
        report.remark("signature")
    if str(thing.get("/Subtype", "")) in _REMARKS_BY and "/Rect" in thing:
        for key in ("/T", "/NM", "/M", "/CreationDate"):
            if key in thing:
                del thing[key]
        if str(thing["/Subtype"]) not in {"/Popup", "/FreeText", "/Stamp"}:
            report.remark("tracked")
    if "/Ref" in thing and str(thing.get("/Subtype", "")) == "/Form":
        del thing["/Ref"]
        report.remark("outside")
    if isinstance(thing, Stream):
        _stream(thing, report)


def _stream(thing: Any, report: Report) -> None:
    if "/F" in thing:
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            if key in thing:
                del thing[key]
        report.remark("outside")
    filters = thing.get("/Filter")
    names = (
        [str(f) for f in filters]
        if isinstance(filters, Array)
        else [str(filters)]
        if filters is not None
        else []
    )
    if str(thing.get("/Subtype", "")) == "/Image" and names[-1:] in (
        ["/DCTDecode"],
        ["/JPXDecode"],
    ):
        _picture(thing, names, report)
    elif "/N" in thing and "/Type" not in thing and names in ([], ["/FlateDecode"]):
        profile = thing.read_bytes()
        if len(profile) <= MOST_PROFILE and profile[36:40] == b"acsp":
            thing.write(nameless(profile))


def _picture(thing: Any, names: list[str], report: Report) -> None:
    """A photograph keeps, inside a PDF too, where and with what it was taken."""
    if len(names) > 1 and names != ["/FlateDecode", names[-1]]:
        report.remark("inside")
        return
    raw = thing.read_raw_bytes()
    if len(names) == 2:
        raw = zlib.decompressobj().decompress(raw, 256 * 1024 * 1024)
    try:
        bare = jpeg(raw) if names[-1] == "/DCTDecode" else clean_jp2(raw)
    except (ValueError, IndexError, zlib.error) as e:
        raise Refused("damaged") from e
    parms = thing.get("/DecodeParms")
    kept = (
        parms[-1]
        if isinstance(parms, Array) and len(parms)
        else parms
        if isinstance(parms, Dictionary)
        else None
    )
    thing.write(
        bare, filter=Name(names[-1]), decode_parms=kept if isinstance(kept, Dictionary) else None
    )


def _read(path: str, report: Report) -> None:
    """Words that stand in what is left: titles in the outline, what stands for a picture, notes, what was filled in."""
    with pikepdf.open(path) as pdf:
        for whole in pdf.objects:
            for thing in _inner(whole, 0):
                if isinstance(thing, (Dictionary, Stream)):
                    for key in list(thing.keys()):
                        value = thing.get(key)
                        if isinstance(value, String) and any(c.isalpha() for c in str(value)):
                            report.read(str(value))
