"""A file on arrival: checked, measured, cleaned. Nothing here touches the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import IO, Any

from django.utils.translation import gettext as _

from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.documents import KINDS as DOCUMENTS
from assay.evidence.files.documents import clean_document
from assay.evidence.files.kinds import MEDIA_TYPES, RECORDINGS, kind_of
from assay.evidence.files.names import clean_name, extension_of
from assay.evidence.files.partials import Arrival
from assay.evidence.files.pictures import clean_picture
from assay.evidence.files.recordings import measure_movie, mp3_seconds, wav_seconds
from assay.evidence.files.sounds import clean_sound
from assay.lib.errors import BadInput, TooLarge

# Never evidence, whatever a version says: files that run or that a browser would run.
NEVER = frozenset({"svg", "html", "xml", "exe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A file that may stay. `content` holds the bytes to keep: without who made it, where, with what and for whom.

    `remarks` are codes of what its learner should know (`remarks.py` has the words); `text` is what can be read in it.
    """

    content: IO[bytes] = field(repr=False)
    name: str
    media_type: str
    size_bytes: int = 0
    sha256: str = ""
    duration_seconds: int | None = None
    pages: int | None = None
    remarks: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def facts(self) -> dict[str, Any]:
        """What the row of a stored file says of it, whatever it is kept for; its place comes from `storage.keep`."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "media_type": self.media_type,
            "duration_seconds": self.duration_seconds,
            "pages": self.pages,
        }


def receive(content: IO[bytes], name: str, limits: Limits) -> Arrived:
    """Check a file against what is taken here. Raises BadInput or TooLarge with what to do, in plain words."""
    name = clean_name(name)
    size = measured(content)
    refuse_size(size, name, limits)
    refuse_format(name, limits)
    kind, extension = kind_of(content), extension_of(name)
    _refuse_misnamed(name, extension, kind)
    return _sealed(_looked_at(content, name, extension, size))


def _looked_at(content: IO[bytes], name: str, kind: str, size: int) -> Arrived:
    """The checks and figures of one kind; `kind` is the extension by now, as content and name agree."""
    if kind in RECORDINGS:
        movie = measure_movie(content, name)
        media_type = (
            MEDIA_TYPES["mov" if kind == "mov" else "mp4"] if movie.video else MEDIA_TYPES["m4a"]
        )
        return Arrived(
            content=movie.content,
            name=name,
            media_type=media_type,
            duration_seconds=movie.seconds,
            text=movie.text,
            remarks=("inside",) if movie.kept_data else (),
        )
    here = Arrived(content=content, name=name, media_type=MEDIA_TYPES[kind])
    if kind in {"png", "jpg", "gif", "webp"}:
        return replace(here, content=clean_picture(content, name, kind))
    if kind in DOCUMENTS:
        found = clean_document(content, name, kind, size)
        return replace(
            here, content=found.content, pages=found.pages, remarks=found.remarks, text=found.text
        )
    if kind == "csv":
        return replace(here, text=_beginning(content))
    if kind in {"mp3", "wav"}:
        sound = clean_sound(content, name, kind)
        return replace(
            here,
            content=sound,
            duration_seconds=(mp3_seconds if kind == "mp3" else wav_seconds)(sound),
        )
    return here


def _beginning(content: IO[bytes]) -> str:
    content.seek(0)
    head = content.read(2 * MB)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8", errors="replace")


def _sealed(arrived: Arrived) -> Arrived:
    """With the hash and size of the bytes that are kept; a growing file was hashed as it came in."""
    if isinstance(arrived.content, Arrival):
        known, length = arrived.content.sealed()
        return replace(arrived, sha256=known, size_bytes=length)
    digest, size = sha256(), 0
    arrived.content.seek(0)
    while chunk := arrived.content.read(MB):
        digest.update(chunk)
        size += len(chunk)
    arrived.content.seek(0)
    return replace(arrived, sha256=digest.hexdigest(), size_bytes=size)


def measured(content: IO[bytes]) -> int:
    """The size in bytes, whatever a header claimed."""
    content.seek(0, 2)
    return content.tell()


def refuse_size(size: int, name: str, limits: Limits) -> None:
    """Raises BadInput for an empty file, TooLarge for one over the limit."""
    if size <= 0:
        raise BadInput(
            _(
                "“%(name)s” is empty. Open it on your device to see whether it was saved, then choose it again."
            )
            % {"name": name}
        )
    if size > limits.max_bytes:
        raise TooLarge(
            _(
                "“%(name)s” has %(size)s MB; up to %(max)s MB are taken here. Cut it shorter or save it smaller."
            )
            % {"name": name, "size": -(-size // MB), "max": limits.max_bytes // MB}
        )


def refuse_format(name: str, limits: Limits) -> None:
    """Raises BadInput where the extension is none of those taken, with the way out for common ones."""
    extension = extension_of(name)
    if extension in limits.formats and extension in MEDIA_TYPES and extension not in NEVER:
        return
    said = _way_out(extension) or _("This type is not taken here.")
    raise BadInput(
        _("“%(name)s”: %(said)s Choose one of these types: %(formats)s.")
        % {"name": name, "said": said, "formats": _row(f.upper() for f in limits.formats)}
    )


def _refuse_misnamed(name: str, extension: str, kind: str) -> None:
    """Raises BadInput where name and content disagree."""
    if kind == extension or {kind, extension} <= RECORDINGS or (kind, extension) == ("text", "csv"):
        return
    if kind in NEVER or kind not in _KNOWN:
        raise BadInput(
            _(
                "“%(name)s” is called a %(called)s file, but its content is something else. Choose the file you meant."
            )
            % {"name": name, "called": extension.upper()}
        )
    raise BadInput(
        _(
            "“%(name)s” is called a %(called)s file, but is really %(really)s."
            " Save it as %(called)s, or choose another."
        )
        % {"name": name, "called": extension.upper(), "really": _really(kind)}
    )


# Kinds a learner knows by name; any other is "something else".
_KNOWN = frozenset(
    {*MEDIA_TYPES, "ole", "text", "zip", "heic", "webm", "ogg", "rtf", "rar", "avi", "flac"}
)


def _really(kind: str) -> str:
    plain = {"ole": _("an older Office file"), "text": _("plain text"), "zip": _("a ZIP archive")}
    return plain.get(kind, kind.upper())


def _way_out(extension: str) -> str:
    return {
        "svg": _("An SVG can carry scripts. Save the drawing as PNG."),
        "heic": _(
            "Save the photo as JPG (on an iPhone: Settings, Camera, Formats, Most Compatible)."
        ),
        "doc": _("This is the older Word format. Save it as DOCX or PDF."),
        "xls": _("This is the older Excel format. Save it as XLSX or PDF."),
        "ppt": _("This is the older PowerPoint format. Save it as PPTX or PDF."),
        "docm": _("This file holds macros. Save it as DOCX."),
        "xlsm": _("This file holds macros. Save it as XLSX."),
        "pages": _("Export it from Pages as PDF."),
        "numbers": _("Export it from Numbers as PDF."),
        "key": _("Export it from Keynote as PDF."),
        "avi": _("This type does not play in a browser. Save it as MP4."),
        "wmv": _("This type does not play in a browser. Save it as MP4."),
        "webm": _("Save the recording as MP4."),
        "zip": _("Take the files out of the archive and add them one by one."),
        "html": _("Save the page as PDF."),
    }.get(extension, "")


def _row(words: Iterable[str]) -> str:
    return ", ".join(words)
