"""A file on arrival: checked, measured, cleaned. Nothing here touches the database."""

from dataclasses import dataclass
from hashlib import file_digest
from typing import IO

from django.utils.translation import gettext as _

from assay.evidence.files.limits import MB, Limits
from assay.evidence.files.names import clean_name, extension_of
from assay.lib.errors import BadInput, TooLarge


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A file that may stay. `content` holds the bytes to keep (without location data, for pictures)."""

    content: IO[bytes]
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    duration_seconds: int | None = None
    pages: int | None = None


def receive(content: IO[bytes], name: str, limits: Limits) -> Arrived:
    """Check a file against what a step takes. Raises BadInput or TooLarge with what to do, in plain words."""
    name = clean_name(name)
    size = measured(content)
    refuse_size(size, name, limits)
    refuse_format(name, limits)
    content.seek(0)
    digest = file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary stream will do
    return Arrived(content=content, name=name, media_type="application/octet-stream", size_bytes=size, sha256=digest)


def refuse_format(name: str, limits: Limits) -> None:
    """Raises BadInput where the extension is none the step takes."""
    if extension_of(name) not in limits.formats:
        taken = ", ".join(extension.upper() for extension in limits.formats)
        raise BadInput(
            _("“%(name)s” is not of a type this step takes. Save it as one of these and choose it again: %(formats)s.")
            % {"name": name, "formats": taken}
        )


def measured(content: IO[bytes]) -> int:
    """The size in bytes, whatever a header claimed."""
    content.seek(0, 2)
    return content.tell()


def refuse_size(size: int, name: str, limits: Limits) -> None:
    """Raises BadInput for an empty file, TooLarge for one over the limit."""
    if size <= 0:
        raise BadInput(
            _("“%(name)s” is empty. Open it on your device to see whether it was saved, then choose it again.")
            % {"name": name}
        )
    if size > limits.max_bytes:
        raise TooLarge(
            _("“%(name)s” has %(size)s MB; up to %(max)s MB are taken here. Cut it shorter or save it smaller.")
            % {"name": name, "size": -(-size // MB), "max": limits.max_bytes // MB}
        )
