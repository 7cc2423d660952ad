"""The zip file of an exchange package, written in one way only and read without trusting anything in it.

What is read is written again and compared: a byte that is other than Assay writes it, wherever it
stands, refuses the whole package (decision 36).
"""

import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Self
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from assay.catalog.content import files as catalog_files
from assay.catalog.content import nouns
from assay.catalog.content.schema import CATALOG
from assay.governance.exchange.manifest import (
    MANIFEST,
    Unreadable,
    anchor_of,
    lessons_of,
    manifest_of,
)
from assay.lib.body_limits import MB
from assay.lib.errors import BadInput, TooLarge
from assay.lib.files.whole_files import no_room

MOST_BYTES = 100 * MB
MOST_FILES = 600
MOST_TEXT_BYTES = 2 * MB  # of a manifest, a micro-credential, an anchor's words
PIECE = 256 * 1024
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9]+)?(/[a-z0-9_-]+(\.[a-z0-9]+)?)*")
_BROKEN = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    UnicodeError,
    OSError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a package is refused: in which of its files ("" for the package itself), and what is wrong."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}" if self.file else self.what


class BadPackage(BadInput):
    """The package is refused as a whole; `faults` lists every reason with its file."""

    code = "bad-package"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(str(faults[0]), fields={"file": str(faults[0])})
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One micro-credential of a package: `data` as `mc-catalog/1`, and what comes with it."""

    ident: str
    data: dict[str, Any]
    origin: dict[str, str]
    anchors: tuple[dict[str, Any], ...]
    lessons: tuple[dict[str, Any], ...]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def language(self) -> str:
        """The code of the language it is written in."""
        return str(self.data.get("language", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was read and found whole. `content` stays open: `open` reads a file of it."""

    manifest: dict[str, Any]
    sha256: str
    size_bytes: int
    carried: tuple[Carried, ...]
    content: IO[bytes]

    @property
    def issuer(self) -> dict[str, str]:
        found: dict[str, str] = self.manifest["issuer"]
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.content.close()

    def open(self, path: str) -> IO[bytes]:
        """One file of it, in memory or on the disk, to be read from its beginning."""
        found = scratch()
        with ZipFile(self.content) as zipped, zipped.open(path) as inside:
            copyfileobj(inside, found, PIECE)
        found.seek(0)
        return found


def write(manifest: Mapping[str, Any], files: Mapping[str, IO[bytes]]) -> tuple[IO[bytes], str]:
    """The package with this manifest (without its list of files, which is made here), and its SHA-256.

    Raises TooLarge.
    """
    listed, total = [], 0
    for path, content in files.items():
        known, size = _hash_of(content)
        listed.append({"path": path, "sha256": known, "bytes": size})
        total += size
    if total > MOST_BYTES - MOST_TEXT_BYTES or len(listed) > MOST_FILES - 1:
        raise too_large(total, len(listed))
    head = {MANIFEST: BytesIO(as_json({**manifest, "files": listed}).encode())}
    made = scratch()
    _pack(made, [*head.items(), *files.items()])
    return made, _hash_of(made)[0]


def too_large(size: int, files: int) -> TooLarge:
    """The refusal of what no package takes."""
    words = _(
        "This comes to %(size)s MB in %(n)s files; a package takes %(most)s MB in %(files)s. "
        "Choose fewer, or leave the anchors out."
    )
    said = {"size": -(-size // MB), "n": files, "most": MOST_BYTES // MB, "files": MOST_FILES}
    return TooLarge(words % said)


def scratch() -> IO[bytes]:
    """A file on the disk without a name, gone once it is closed or forgotten."""
    return TemporaryFile()


def as_json(value: Mapping[str, Any]) -> str:
    """As the files of a package are written."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read(content: IO[bytes]) -> Package:
    """A package that arrived. Changes nothing; raises BadPackage with every reason, TooLarge."""
    size = content.seek(0, 2)
    if size > MOST_BYTES:
        raise TooLarge(
            _("A package has up to %(most)s MB; this file has %(size)s MB.")
            % {"most": MOST_BYTES // MB, "size": -(-size // MB)}
        )
    with _whole_zip(), ZipFile(content) as zipped:
        _check_entries(zipped.infolist())
        manifest = _manifest(zipped)
        _check_listed(zipped, manifest)
        carried = _carried(zipped, manifest)
        _refuse_other_bytes(content, zipped)
    return Package(
        manifest=manifest,
        sha256=_hash_of(content)[0],
        size_bytes=size,
        carried=carried,
        content=content,
    )


@contextmanager
def _whole_zip(file: str = "") -> Iterator[None]:
    """What the zip library says of a broken file, in plain words. A full disk here is not the package's fault."""
    try:
        with no_room():
            yield
    except _BROKEN as e:
        if isinstance(e, BadInput):
            raise
        what = (
            _("It is not as it was written: a byte changed on its way. Ask for the package again.")
            if file
            else _(
                "This is not a zip file, or it broke on its way. Ask for the package again, "
                "and send it on as it is."
            )
        )
        raise BadPackage(Fault(file=file, what=what)) from e


def _check_entries(entries: list[ZipInfo]) -> None:
    """Names, number and sizes, before a byte of what lies inside is read."""
    if len(entries) > MOST_FILES:
        raise BadPackage(
            Fault(
                file="",
                what=_("There are %(n)s files in it; a package has up to %(most)s.")
                % {"n": len(entries), "most": MOST_FILES},
            )
        )
    seen: set[str] = set()
    faults = []
    for entry in entries:
        shown = entry.filename[:80].replace("\0", "")
        if why := _wrong_name(entry):
            faults.append(Fault(file=shown, what=why))
        elif entry.filename in seen:
            faults.append(Fault(file=shown, what=_("This name is there twice.")))
        elif entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size:
            faults.append(
                Fault(
                    file=shown,
                    what=_(
                        "It is squeezed together, and unpacked it could be of any size. "
                        "Files are in a package as they are."
                    ),
                )
            )
        elif entry.flag_bits & 1:
            faults.append(Fault(file=shown, what=_("It is locked with a password.")))
        seen.add(entry.filename)
    total = sum(entry.file_size for entry in entries)
    if not faults and total > MOST_BYTES:
        faults.append(
            Fault(file="", what=_("It claims to hold %(size)s MB.") % {"size": total // MB})
        )
    if faults:
        raise BadPackage(*faults)


def _wrong_name(entry: ZipInfo) -> str:
    if not _NAME.fullmatch(entry.filename) or len(entry.filename) > 160:
        return _("This name leads out of the package, or is none that Assay writes.")
    if entry.external_attr >> 16 & 0o170000 not in (0, 0o100000):
        return _("This is a link or a folder, not a file.")
    return ""


def _manifest(zipped: ZipFile) -> dict[str, Any]:
    if MANIFEST not in zipped.namelist():
        raise BadPackage(Fault(file=MANIFEST, what=_("This file is missing.")))
    text = _text(zipped, MANIFEST)
    try:
        return manifest_of(text)
    except Unreadable as e:
        raise BadPackage(*(Fault(file=MANIFEST, what=why) for why in e.reasons)) from e


def _check_listed(zipped: ZipFile, manifest: dict[str, Any]) -> None:
    """Each file is listed, and each that is listed is there with its hash and its size."""
    listed = {one["path"]: one for one in manifest["files"]}
    there = set(zipped.namelist()) - {MANIFEST}
    faults = [
        Fault(file=path, what=_("This file is missing.")) for path in sorted(set(listed) - there)
    ]
    faults += [
        Fault(file=path, what=_("The manifest does not list it."))
        for path in sorted(there - set(listed))
    ]
    for path in sorted(there & set(listed)):
        with _whole_zip(path), zipped.open(path) as inside:
            known, size = _hash_of(inside)
        if (known, size) != (listed[path]["sha256"], listed[path]["bytes"]):
            faults.append(
                Fault(
                    file=path,
                    what=_("It is not the file of the manifest: its hash or its size is another."),
                )
            )
    if faults:
        raise BadPackage(*faults)


def _carried(zipped: ZipFile, manifest: dict[str, Any]) -> tuple[Carried, ...]:
    listed = {one["path"] for one in manifest["files"]}
    faults: list[Fault] = []
    used: set[str] = set()
    found = []
    for entry in manifest["micro_credentials"]:
        paths = [entry["file"], *entry["anchors"], *filter(None, [entry.get("lessons")])]
        missing = [path for path in paths if path not in listed]
        faults += [Fault(file=path, what=_("This file is missing.")) for path in missing]
        if missing:
            continue
        used |= set(paths)
        data = _micro_credential(zipped, entry, manifest, faults)
        anchors = [_anchor(zipped, path, listed, used, faults) for path in entry["anchors"]]
        if data:
            for path, anchor in zip(entry["anchors"], anchors, strict=True):
                _check_judged(path, anchor, data, faults)
        lessons = _lessons(zipped, entry.get("lessons"), faults)
        found.append(
            Carried(
                ident=entry["id"],
                data=data,
                origin=entry["origin"],
                anchors=tuple(anchors),
                lessons=tuple(lessons),
            )
        )
    faults += [
        Fault(file=path, what=_("Nothing in the package says what it is for."))
        for path in sorted(listed - used)
        if not faults
    ]
    if faults:
        raise BadPackage(*faults)
    return tuple(found)


def _micro_credential(
    zipped: ZipFile, entry: dict[str, Any], manifest: dict[str, Any], faults: list[Fault]
) -> dict[str, Any]:
    path = entry["file"]
    try:
        text = _text(zipped, path).decode("utf-8")
    except UnicodeDecodeError:
        faults.append(Fault(file=path, what=_("This is not text in UTF-8.")))
        return {}
    document = catalog_files.read(text)
    for problem in document.problems[:20]:
        said = _("Line %(line)s: ") % {"line": problem.line} if problem.line else ""
        faults.append(Fault(file=path, what=said + str(problem)))
    if document.problems:
        return {}
    data = document.data
    if data.get("schema") != CATALOG or data["id"] != entry["id"]:
        faults.append(
            Fault(file=path, what=_("It is another micro-credential than the manifest says."))
        )
        return {}
    if data["issuer"]["id"] != manifest["issuer"]["id"]:
        faults.append(
            Fault(
                file=path,
                what=_("It names %(theirs)s as its issuer, and the package comes from %(ours)s.")
                % {"theirs": _name(data["issuer"]), "ours": _name(manifest["issuer"])},
            )
        )
    return data


def _anchor(
    zipped: ZipFile, path: str, listed: set[str], used: set[str], faults: list[Fault]
) -> dict[str, Any]:
    try:
        anchor = anchor_of(_text(zipped, path))
    except Unreadable as e:
        faults += [Fault(file=path, what=why) for why in e.reasons]
        return {}
    for one in anchor["files"]:
        used.add(one["path"])
        if one["path"] not in listed:
            faults.append(Fault(file=one["path"], what=_("This file is missing.")))
    return anchor


def _check_judged(
    path: str, anchor: dict[str, Any], data: dict[str, Any], faults: list[Fault]
) -> None:
    """An anchor judges by the rubric it comes with, and answers its prompts."""
    content = nouns.read(data)
    criteria, steps = {one.id for one in content.criteria}, {one.id for one in content.steps}
    judged = anchor.get("judgments", ())
    named = {one["step"] for one in (*anchor.get("responses", ()), *anchor.get("files", ()))}
    named |= {one["moment"]["step"] for one in judged if one["moment"]}
    unknown = sorted(({one["criterion"] for one in judged} - criteria) | (named - steps))
    faults += [
        Fault(
            file=path,
            what=_("It is about “%(id)s”, which this micro-credential does not have.")
            % {"id": one},
        )
        for one in unknown
    ]


def _lessons(zipped: ZipFile, path: str | None, faults: list[Fault]) -> list[dict[str, Any]]:
    if path is None:
        return []
    try:
        return lessons_of(_text(zipped, path))
    except Unreadable as e:
        faults += [Fault(file=path, what=why) for why in e.reasons]
        return []


def _name(party: dict[str, str]) -> str:
    return party.get("name") or party["id"]


def _text(zipped: ZipFile, path: str) -> bytes:
    if zipped.getinfo(path).file_size > MOST_TEXT_BYTES:
        raise BadPackage(Fault(file=path, what=_("This file is too long.")))
    with _whole_zip(path):
        return zipped.read(path)


def _refuse_other_bytes(content: IO[bytes], zipped: ZipFile) -> None:
    """Written again, it comes to the same bytes: nothing stands before, behind, between or beside its files."""
    with scratch() as again:
        _pack(again, ((one.filename, _inside(zipped, one)) for one in zipped.infolist()))
        again.seek(0)
        content.seek(0)
        while piece := again.read(PIECE):
            if content.read(len(piece)) != piece:
                break
        else:
            if not content.read(1):
                return
    raise BadPackage(
        Fault(
            file="",
            what=_(
                "It is not as Assay wrote it: it was opened and packed again, or a byte changed on its way. "
                "Ask for the package again."
            ),
        )
    )


def _inside(zipped: ZipFile, entry: ZipInfo) -> IO[bytes]:
    found = scratch() if entry.file_size > MB else BytesIO()
    with zipped.open(entry) as inside:
        copyfileobj(inside, found, PIECE)
    return found


def _pack(into: IO[bytes], files: Iterable[tuple[str, IO[bytes]]]) -> None:
    """Files as they are, without a clock and without a mark of the machine: the same files, the same bytes."""
    with ZipFile(into, "w", ZIP_STORED, allowZip64=False) as zipped:
        for path, content in files:
            entry = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100600 << 16
            entry.file_size = content.seek(0, 2)
            content.seek(0)
            with zipped.open(entry, "w") as to:
                copyfileobj(content, to, PIECE)


def _hash_of(content: IO[bytes]) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and the size in bytes."""
    if content.seekable():
        content.seek(0)
    digest, size = sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
