"""Where evidence is kept: the private storage "evidence", each file under a key made of its hash.

A key is given only to bytes that were flushed and compared, and what is shown is compared with its row first.
"""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256 as _sha256
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.evidence.files.partials import Arrival
from assay.lib.clock import now
from assay.lib.errors import NotKept
from assay.lib.files.whole_files import (
    BESIDE,
    NO_LINKS,
    PIECE,
    flush_folder,
    hash_of,
    make_folder,
    no_room,
    put_in_place,
    write_whole,
)
from assay.lib.models import StoredKey

_log = logging.getLogger(__name__)
CHUNK = 256 * 1024
_MOST_SEEN = 20_000
_FRESH = timedelta(days=1)
# Files of this process whose bytes were compared with their hash: key -> what the file system said of them then.
_SEEN: dict[str, tuple[int, ...]] = {}


def storage() -> Storage:
    return storages["evidence"]


def key_of(sha256: str, turn: int = 0) -> str:
    """Equal bytes have one key, so a copy carried into the next attempt costs nothing.

    `turn`: in a bucket, how often these bytes were deleted before; a key that was deleted is not used again.
    """
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}" + (f".{turn}" if turn else "")


def keep(content: IO[bytes], sha256: str) -> str:
    """Store the bytes unless they stand there already; the key. On return they are on the disk, or in the bucket.

    In a folder a growing file that lies on the same disk gets its second name there, without a copy; all else is
    written beside and renamed. A bucket shows an object whole or not at all; it is read back once, which costs as much
    as it was to send. Raises NoRoom, and NotKept where the bytes are not those of the hash.
    """
    key, room = key_of(sha256), storage()
    size = content.seek(0, 2)
    path = path_of(room, key)
    if path is None:
        key = _claimed(sha256)
        _keep_far(room, content, key, size, sha256)
    elif isinstance(content, Arrival) and _keep_by_link(content, path, key, size):
        pass  # also over what stands there: to compare that would cost more than to replace it
    elif not (is_whole(key, size_bytes=size, sha256=sha256) and _renewed(path, key)):
        content.seek(0)
        write_whole(path, iter(lambda: content.read(PIECE), b""), sha256=sha256)
        _see(key, _said_of(path))
    return key


def drop(key: str) -> bool:
    """Delete what is stored, unless somebody brought the same bytes within a day; whether it is gone.

    Their row may not be written yet. In a folder a file is set aside, looked at again and only then deleted, so that of
    `keep` and this one, whoever comes second sees the other. A bucket gives no such moment: there the key is given up
    first, and whoever comes second gets another (`StoredKey`).
    """
    room = storage()
    path = path_of(room, key)
    try:
        if path is None:
            if not _given_up(room, key):
                return False
            room.delete(key)  # again where a run died before: nobody writes under this key any more
            return True
        if _is_fresh(path):
            return False
        aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}{BESIDE}")
        path.rename(aside)
    except FileNotFoundError:
        return True
    if _is_fresh(aside):
        aside.replace(path)
        return False
    aside.unlink()
    flush_folder(path.parent)
    _SEEN.pop(key, None)
    return True


def stands(key: str, *, size_bytes: int, sha256: str) -> bool:
    """True if what is stored is what the row says: asked before anything is shown.

    In a folder the bytes are read the first time a process meets them, and again when the file has changed since. In a
    bucket the size is asked for and no more: to read a film through the network at each look would show none.
    """
    path = path_of(storage(), key)
    if path is None:
        return size_of(key) == size_bytes
    try:
        said = _said_of(path)
    except OSError:
        return False
    if _SEEN.get(key) == said:
        return path.name == sha256 and said[2] == size_bytes
    return is_whole(key, size_bytes=size_bytes, sha256=sha256)


def is_whole(key: str, *, size_bytes: int, sha256: str) -> bool:
    """True if what is stored has this size and hash, every byte read now: about a second for each gigabyte."""
    if size_of(key) != size_bytes:
        return False
    path = path_of(storage(), key)
    if path is not None:
        said = _said_of(path)
        if hash_of(path) != sha256:
            return False
        _see(key, said)
        return True
    digest = _sha256()
    for piece in reading(key, 0, size_bytes - 1):
        digest.update(piece)
    return digest.hexdigest() == sha256


def size_of(key: str) -> int | None:
    """The size of what is stored, in bytes; None if nothing is."""
    try:
        return storage().size(key)
    except FileNotFoundError:
        return None


def folder_of() -> Path | None:
    """The folder in which evidence is kept, if it is in one."""
    return path_of(storage(), "")


def path_of(room: Storage, key: str) -> Path | None:
    """Where a key lies, if evidence is kept in a folder of this machine."""
    try:
        return Path(room.path(key))
    except NotImplementedError:
        return None


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


def _keep_by_link(content: Arrival, path: Path, key: str, size: int) -> bool:
    """Give the growing file, flushed and hashed as it lies there, its name. False where a link does not reach."""
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}{BESIDE}")
    with no_room():
        try:
            os.link(content.path, beside)
        except OSError as e:
            if e.errno not in NO_LINKS:
                raise
            return False
        try:
            if beside.stat().st_size != size:
                raise _not_kept()
            os.utime(beside)  # it may have lain for days until its last part came
            put_in_place(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    _see(key, _said_of(path))
    return True


def _renewed(path: Path, key: str) -> bool:
    """Mark what stands as brought again now, so that nobody deletes it meanwhile; False if somebody just did."""
    try:
        os.utime(path)
        _see(key, _said_of(path))
    except FileNotFoundError:
        return False
    return True


def _is_fresh(path: Path) -> bool:
    return now().timestamp() - path.stat().st_mtime < _FRESH.total_seconds()


def _claimed(sha256: str) -> str:
    """A key of a bucket under which these bytes may lie, marked as wanted from now on. Two queries as a rule."""
    turn = 0
    while True:
        key = key_of(sha256, turn)
        if _claim(key):
            return key
        try:
            with transaction.atomic():
                StoredKey.objects.create(key=key, claimed_at=now())
        except IntegrityError:
            if _claim(key):  # somebody was quicker with the same bytes
                return key
            turn += 1
        else:
            return key


def _claim(key: str) -> bool:
    rows = StoredKey.objects.filter(key=key, dropped_at__isnull=True)
    return rows.update(claimed_at=now()) == 1


def _given_up(room: Storage, key: str) -> bool:
    """Whether nobody has wanted this key for a day, so that it is used up from now on. Raises FileNotFoundError."""
    if not StoredKey.objects.filter(key=key).exists():  # stored before keys were noted
        if size_of(key) is None:
            raise FileNotFoundError(key)
        at = room.get_modified_time(key)
        with suppress(IntegrityError), transaction.atomic():
            StoredKey.objects.create(key=key, claimed_at=at)
    free = StoredKey.objects.filter(key=key, dropped_at__isnull=True, claimed_at__lt=now() - _FRESH)
    free.update(dropped_at=now())
    return StoredKey.objects.filter(key=key, dropped_at__isnull=False).exists()


def _keep_far(room: Storage, content: IO[bytes], key: str, size: int, sha256: str) -> None:
    """Send the whole object and read it back. One that stands there and is not whole makes room for it."""
    try:
        if is_whole(key, size_bytes=size, sha256=sha256):
            return
        if size_of(key) is not None:
            room.delete(key)
        content.seek(0)
        room.save(key, File(content, name=key))
        if is_whole(key, size_bytes=size, sha256=sha256):
            return
        room.delete(key)
    except Exception as e:
        # Whatever a far storage says, the learner hears that it is worth trying again, and the log hears the rest.
        _log.exception("Evidence could not be kept under %s", key)
        raise _not_kept() from e
    raise _not_kept()


def _not_kept() -> NotKept:
    return NotKept(
        _("The file could not be stored as it arrived. Nothing is lost; please try again.")
    )


def _said_of(path: Path) -> tuple[int, ...]:
    """The file system's marks of a file; a write changes them, a second name does not. Raises OSError."""
    said = path.stat()
    return said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns


def _see(key: str, said: tuple[int, ...]) -> None:
    if len(_SEEN) > _MOST_SEEN:
        _SEEN.clear()
    _SEEN[key] = said
