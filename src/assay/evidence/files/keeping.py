"""Where evidence is kept: the private storage "evidence", each file under a key made of its hash."""

from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages

CHUNK = 256 * 1024


def storage() -> Storage:
    return storages["evidence"]


def key_of(sha256: str) -> str:
    """Equal bytes have one key, so a copy carried into the next attempt costs nothing."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(content: IO[bytes], sha256: str) -> str:
    """Store the bytes unless they are there already; the key."""
    key, room = key_of(sha256), storage()
    if not room.exists(key):
        content.seek(0)
        room.save(key, File(content, name=key))
    return key


def reading(key: str, first: int, last: int) -> Iterator[bytes]:
    """The bytes from `first` to `last`, both included, in pieces.

    A bucket (S3 and its kin) is asked for just this range; opened like a file it would fetch the whole film first.
    """
    room = storage()
    if hasattr(room, "bucket"):
        name = room._normalize_name(key)  # type: ignore[attr-defined]  # django-storages: the key under its prefix
        answer = room.bucket.Object(name).get(Range=f"bytes={first}-{last}")
        yield from answer["Body"].iter_chunks(CHUNK)
        return
    with room.open(key, "rb") as content:
        content.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := content.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
