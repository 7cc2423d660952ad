"""Parts of files on their way: objects in the evidence storage, so that any process on any machine can go on.

A part is named by where it begins. Only what the upload's row counts is read; a part whose save outlived its
transaction is overwritten by the next try.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile

from assay.evidence.files.keeping import storage


def _key(token: str, offset: int) -> str:
    return f"parts/{token}/{offset:015}"


def put(token: str, offset: int, body: bytes) -> None:
    """Keep one part."""
    room, key = storage(), _key(token, offset)
    if room.exists(key):
        room.delete(key)
    room.save(key, ContentFile(body, name=key))


@contextmanager
def joined(token: str, size_bytes: int) -> Iterator[IO[bytes]]:
    """All parts as one file for the length of the block. Raises FileNotFoundError if one is missing."""
    room = storage()
    with TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as whole:
        while (at := whole.tell()) < size_bytes:
            with room.open(_key(token, at), "rb") as part:
                whole.write(part.read())
        whole.seek(0)
        yield whole


def drop(token: str) -> None:
    """Delete all parts; what is gone already is no matter."""
    room = storage()
    with suppress(FileNotFoundError):
        for name in room.listdir(f"parts/{token}")[1]:
            with suppress(FileNotFoundError):
                room.delete(f"parts/{token}/{name}")
