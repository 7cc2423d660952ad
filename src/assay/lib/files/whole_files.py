"""Files that stand whole or not at all: written beside, flushed, compared, renamed, and their folder flushed.

Everything that is kept outside the database is written through this module. A name that ends in `BESIDE` is one that a
run began and did not finish: it is never read, and swept once it is a day old.
"""

import errno
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256 as _sha256
from pathlib import Path

from django.utils.translation import gettext as _

from assay.lib.errors import NoRoom, NotKept

BESIDE = ".beside"
PIECE = 1024 * 1024
# What a file system says that cannot give one file two names, or not there.
NO_LINKS = {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}
_FULL = {errno.ENOSPC, errno.EDQUOT}
# The database itself, and the index of its journal, which has no other word for it.
_SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
_A_DAY = 24 * 60 * 60
_MANY = 8


def write_whole(
    path: Path,
    pieces: Iterable[bytes],
    *,
    sha256: str = "",
    exclusive: bool = False,
    mode: int = 0o600,
) -> None:
    """Write a file that is on the disk, whole, when this returns; until then nothing stands under its name.

    With `sha256` the written bytes are read again and compared. With `exclusive` a file that stands already stays, and
    FileExistsError is raised. Raises NoRoom on a full disk, NotKept where the bytes differ, OSError otherwise; in each
    case nothing is left behind and what stood there before stands.
    """
    make_folder(path.parent)
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}{BESIDE}")
    with no_room():
        write_beside(beside, pieces, mode=mode)
        try:
            if sha256 and hash_of(beside) != sha256:
                raise NotKept(
                    _(
                        "The file could not be stored as it arrived. Nothing is lost; please try again."
                    )
                )
            put_in_place(beside, path, exclusive=exclusive)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def write_beside(
    beside: Path, pieces: Iterable[bytes], *, mode: int = 0o600, flush: bool = True
) -> None:
    """Write a new file under its passing name and flush it. Raises OSError, leaving nothing behind.

    `flush=False` is for many at once, which `flush_all` flushes together before they get their names.
    """
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        try:
            for piece in pieces:
                write_all(file, piece)
            if flush:
                os.fsync(file)
        finally:
            os.close(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_all(file: int, piece: bytes | memoryview, at: int | None = None) -> None:
    """Write all of it: a write may take less than it is given, and on a full disk the next one says so."""
    left = memoryview(piece)
    while left:
        written = os.write(file, left) if at is None else os.pwrite(file, left, at)
        left = left[written:]
        at = None if at is None else at + written


def put_in_place(beside: Path, path: Path, *, exclusive: bool = False) -> None:
    """Give a flushed file its name, for good. Raises FileExistsError if `exclusive` and the name is taken."""
    if not exclusive or not _linked(beside, path):
        beside.replace(path)
    # A link leaves the passing name, and of two names for one file rename leaves both (POSIX).
    beside.unlink(missing_ok=True)
    flush_folder(path.parent)


def _linked(beside: Path, path: Path) -> bool:
    """A link fails where the name is taken. A folder that knows no links is asked before, which leaves a moment."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError as e:
        if e.errno not in NO_LINKS:
            raise
        if path.exists():
            raise FileExistsError(path) from e
        return False
    return True


def flush_all(files: Iterable[Path]) -> None:
    """Flush files that were written unflushed. Many at once cost one flush of the machine's disks, not one each."""
    found = list(files)
    if len(found) > _MANY:
        os.sync()
        return
    for path in found:
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder as lasting as the files: after a power cut an unflushed name may be gone."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """The folder and those above it, each name flushed where it was made."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    with no_room(), suppress(FileExistsError):
        folder.mkdir(mode=mode)
    flush_folder(folder.parent)


def hash_of(path: Path) -> str:
    """SHA-256 of what a file holds, in hexadecimal, read a megabyte at a time. Raises OSError."""
    digest = _sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sweep(folder: Path) -> int:
    """Delete what runs that died left under passing names, once it is a day old. Returns how many."""
    gone = 0
    for path in folder.rglob(f".*{BESIDE}"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - _A_DAY:
                path.unlink()
                gone += 1
    return gone


@contextmanager
def no_room() -> Iterator[None]:
    """A full disk inside the block is told in plain words: raises NoRoom for it."""
    try:
        yield
    except OSError as e:
        if not is_no_room(e):
            raise
        raise full() from e


def full() -> NoRoom:
    """The one sentence for a full disk, wherever it is met."""
    return NoRoom(
        _(
            "The server has no room left for this. Nothing typed or uploaded so far is lost. Try again later, and tell"
            " whoever runs your program."
        )
    )


def is_no_room(error: BaseException | None) -> bool:
    """True if an error, or what caused it, is a full disk: of the system, of SQLite or of PostgreSQL (53100)."""
    for _n in range(10):
        if error is None:
            return False
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if (
            getattr(error, "sqlite_errorcode", 0) in _SQLITE_FULL
            or getattr(error, "sqlstate", "") == "53100"
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
