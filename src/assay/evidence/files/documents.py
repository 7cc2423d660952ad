"""PDF, Office files and e-books: handed to the sanitizer, a process with bounds of its own, and taken back clean.

What a stranger's document does to a parser stays in that process: it may use 2 GB of memory and a minute.
"""

import errno
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from assay.evidence.files import sanitizer_process
from assay.evidence.files.packages import check_package
from assay.lib.errors import BadInput, TooLarge

KINDS = frozenset({"pdf", "docx", "xlsx", "pptx", "epub"})
MAX_PDF_BYTES, AT_ONCE = 100 * 1024 * 1024, 2
_at_once = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A clean document: its bytes, pages if it has them, what its learner is told, and the words found in it."""

    content: IO[bytes] = field(repr=False)
    pages: int | None
    remarks: tuple[str, ...]
    text: str = field(repr=False)


def clean_document(content: IO[bytes], name: str, kind: str, size_bytes: int) -> Document:
    """The document without who made it, with what, for whom. Raises BadInput where it may not stay, TooLarge."""
    if kind == "pdf" and size_bytes > MAX_PDF_BYTES:
        raise TooLarge(
            _(
                "“%(name)s” is a very large PDF. Save it with smaller pictures; up to 100 MB are taken."
            )
            % {"name": name}
        )
    if kind != "pdf":
        check_package(content, name, size_bytes)
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        source, target, words = (Path(folder) / part for part in ("from", "to", "words"))
        content.seek(0)
        with source.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        said, ended_well = _sanitized(kind, source, target, words)
        if "refused" in said:
            raise BadInput(refusal(said["refused"], kind) % {"name": name})
        remarks = {*said["remarks"], *(() if ended_well else ("unread",))}
        text = words.read_text(encoding="utf-8", errors="replace")
        return Document(
            content=target.open("rb"),
            pages=said["pages"],
            remarks=tuple(sorted(remarks)),
            text=text,
        )


def _sanitized(kind: str, source: Path, target: Path, words: Path) -> tuple[dict[str, Any], bool]:
    """The sanitizer's last report, and whether it ended well. One that died before its copy was whole refused it."""
    with _at_once:
        output, errors, well = sanitizer_process.run(kind, source, target, words)
    if b"No space left on device" in errors:
        raise OSError(errno.ENOSPC, "no space left to clean a document in")
    if b"ModuleNotFoundError" in errors:
        raise ImproperlyConfigured(
            f"The sanitizer lacks a package (requirements/run.txt): {errors[-200:]!r}"
        )
    lines = [line for line in output.splitlines() if line.startswith(b"{")]
    return (json.loads(lines[-1]) if lines else {"refused": "too-much"}), well


def refusal(code: str, kind: str) -> str:
    """Why a document may not stay, with the way out; `%(name)s` is its name."""
    if code == "active" and kind == "pdf":
        return _(
            "“%(name)s” carries scripts or programs, which are not taken. Print it to a new PDF and add that one."
        )
    if code == "locked" and kind == "pdf":
        return _(
            "“%(name)s” opens only with a password. Open it on your device, print or export it to a new PDF without a "
            "password, and add that one."
        )
    return {
        "locked": _("“%(name)s” is locked with a password. Save it without one."),
        "active": _(
            "“%(name)s” carries scripts or programs, which are not taken. Save it as a PDF and add that."
        ),
        "macros": _(
            "“%(name)s” holds macros. Save it without macros (as DOCX, XLSX or PPTX) and choose it again."
        ),
        "objects": _(
            "“%(name)s” holds a file or a program of another kind inside. Take that out, or save it all as a PDF."
        ),
        "damaged": _(
            "“%(name)s” is damaged. Open it on your device, save it again and choose it again."
        ),
    }.get(
        code,
        _(
            "“%(name)s” unfolds to far more than its size, which is unsafe to open. Save it as a PDF and add that."
        ),
    )
