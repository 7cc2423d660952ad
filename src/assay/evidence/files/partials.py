"""Files on their way: one growing file for each upload, in a folder of this machine that its web processes share.

Bytes are written as they come, a megabyte at a time, and are on the disk before the row counts them. Two locks keep
hands apart. The *door* is a lock on the file itself, held for moments: to write a piece, to count a part, to finish.
The *hand* is a lock beside it that one request holds while its part comes in; the kernel lets go of both when a process
dies. A hand that has written nothing for a while (its client's network is gone) loses the file to whoever comes next,
and is refused at its next piece, so no two clients' bytes mix.
"""

import errno
import fcntl
import io
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, Self

from django.conf import settings
from django.utils.translation import gettext as _

from assay.lib.errors import Stale
from assay.lib.files.whole_files import PIECE, flush_folder, make_folder, no_room, write_all

Piece = bytes | memoryview

QUIET_SECONDS = 3.0
_WAIT_SECONDS = 2.0
_HAND = ".hand"


class Busy(Stale):
    """Another tab, device or process is at this file right now. Ask where it stands, then go on."""

    def __init__(self) -> None:
        super().__init__(
            _("Another tab or device is sending this file, too. It continues from where it is.")
        )


def folder() -> Path:
    return Path(settings.UPLOADS)


def path_of(token: str) -> Path:
    return folder() / token


class Door:
    """The growing file while it is locked. `file` is its descriptor."""

    def __init__(self, token: str, file: int) -> None:
        self.token, self.file = token, file

    @property
    def size(self) -> int:
        return os.fstat(self.file).st_size

    def take(self, offset: int) -> "Hand":
        """A hand on the file for one part that begins at `offset`; what lies beyond was never counted and goes.

        Raises Busy while another hand is at work.
        """
        hand = _hand(self.token, quiet=time.time() - os.fstat(self.file).st_mtime > QUIET_SECONDS)
        os.ftruncate(self.file, offset)
        os.utime(self.file)
        return Hand(self.token, hand, offset, _running(self.token).at(offset))

    def flush(self, *, named: bool) -> None:
        """Put the bytes on the disk; with `named` the file's name as well."""
        with no_room():
            os.fsync(self.file)
            if named:
                flush_folder(folder())


@contextmanager
def door(token: str, *, make: bool = True) -> Iterator[Door]:
    """Lock the growing file for a moment; it is made if it is not there. Raises Busy, NoRoom.

    With `make=False` a file that is gone raises FileNotFoundError.
    """
    make_folder(folder())
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with no_room():
            file = os.open(path_of(token), os.O_RDWR | (os.O_CREAT if make else 0), 0o600)
        try:
            if _locked(file, until) and _names(path_of(token), file):
                yield Door(token, file)
                return
        finally:
            os.close(file)


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy from None
            time.sleep(0.01)
        else:
            return True


def _names(path: Path, file: int) -> bool:
    """True if the path still names the open file: it may have been dropped, or taken, while one waited."""
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(file))
    return False


def _hand(token: str, *, quiet: bool) -> int:
    """The descriptor that locks the hand file. Called behind the door."""
    path = folder() / f"{token}{_HAND}"
    with no_room():
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        if not quiet:
            raise Busy from None
        # The lock cannot be taken from a living process, its name can: the old hand sees that it is no longer named.
        path.unlink(missing_ok=True)
        return _hand(token, quiet=False)
    return file


class Digest(Protocol):
    """A hash as hashlib has them."""

    def update(self, data: Piece, /) -> None: ...

    def copy(self) -> Self: ...

    def hexdigest(self) -> str: ...


class Hand:
    """One request's hold on the growing file while its part comes in.

    What is written is hashed beside that, in another thread. It goes straight to the disk where the disk and the piece
    allow it, past the system's cache: a cached film is what everybody else's flush would have to wait for.
    """

    def __init__(self, token: str, lock: int, offset: int, digest: Digest | None) -> None:
        self._token, self._lock, self.at = token, lock, offset
        self._digest, self._straight = digest, _UNOPENED

    def write(self, piece: Piece, *beside: Callable[[Piece], None]) -> None:
        """Write on, and have `beside` look at the piece meanwhile.

        Raises Busy where the file was given to another meanwhile, NoRoom on a full disk.
        """
        looking = _HASHES.submit(_look, piece, (*beside, *self._hashing()))
        try:
            with self.behind_the_door() as behind, no_room():
                done = self._write_straight(piece)
                write_all(behind.file, memoryview(piece)[done:], self.at + done)
                self.at += len(piece)
        finally:
            looking.result()

    def _hashing(self) -> tuple[Callable[[Piece], None], ...]:
        return () if self._digest is None else (self._digest.update,)

    def _write_straight(self, piece: Piece) -> int:
        """Write whole blocks past the cache, and return how many bytes that were; 0 where it cannot be done."""
        if self._straight == _UNOPENED:
            self._straight = _opened_straight(path_of(self._token))
        whole = len(piece) // _BLOCK * _BLOCK
        if self._straight < 0 or self.at % _BLOCK or not whole:
            return 0
        try:
            with memoryview(piece)[:whole] as blocks:
                return os.pwrite(self._straight, blocks, self.at)
        except OSError as e:
            if e.errno != errno.EINVAL:
                raise
            return 0  # it does not begin where a block of memory does

    def hash_on(self, behind: Door) -> None:
        """Remember the hash up to here, so that the last part need not read what came before."""
        if self._digest is None:
            _running(self._token).upto(behind.file, self.at)
        else:
            _running(self._token).reached(self.at, self._digest)

    @contextmanager
    def behind_the_door(self) -> Iterator[Door]:
        """The locked file, still in this hand. Raises Busy."""
        try:
            with door(self._token, make=False) as behind:
                if not _names(folder() / f"{self._token}{_HAND}", self._lock):
                    raise Busy
                yield behind
        except FileNotFoundError:  # it was given up while its part came in
            raise Busy from None

    def let_go(self) -> None:
        os.close(self._lock)
        if self._straight >= 0:
            os.close(self._straight)


_UNOPENED, _NOT = -2, -1
_BLOCK = 4096
_HASHES = ThreadPoolExecutor(4, "hashes")


def _begin_anew() -> None:
    """Threads do not come along where a process forks: a child that asked them would wait for ever."""
    global _HASHES
    _HASHES = ThreadPoolExecutor(4, "hashes")


os.register_at_fork(after_in_child=_begin_anew)


def _opened_straight(path: Path) -> int:
    """A descriptor that writes past the cache, or _NOT where the system or the file system knows none."""
    try:
        return (
            os.open(path, os.O_WRONLY | getattr(os, "O_DIRECT", 0))
            if hasattr(os, "O_DIRECT")
            else _NOT
        )
    except OSError:
        return _NOT


def _look(piece: Piece, lookers: Iterable[Callable[[Piece], None]]) -> None:
    for look in lookers:
        look(piece)


class _Watched(io.FileIO):
    """Remembers the lowest place that was written to: what lies before is as it was hashed."""

    lowest: int | None = None

    def write(self, b: Any, /) -> int:
        at = self.tell()
        self.lowest = at if self.lowest is None else min(self.lowest, at)
        return super().write(b) or 0


class Arrival(io.BufferedRandom):
    """A growing file that has all its bytes: cleaned in place, hashed from where that began, kept without a copy."""

    def __init__(self, behind: Door) -> None:
        self.path, self._token, self._behind = path_of(behind.token), behind.token, behind
        self._file = _Watched(os.dup(behind.file), "r+b")
        super().__init__(self._file)

    def sealed(self) -> tuple[str, int]:
        """SHA-256 and size of the bytes as they now are, on the disk. Raises NoRoom."""
        with no_room():
            self.flush()
            os.fsync(self._file.fileno())
        running = _running(self._token)
        if self._file.lowest is not None:
            running.go_back(self._file.lowest)
            self._file.lowest = None
        size = self._behind.size
        return running.upto(self._behind.file, size), size


@contextmanager
def arrival(behind: Door) -> Iterator[Arrival]:
    """The whole file for the length of the block, behind its door."""
    content = Arrival(behind)
    try:
        yield content
    finally:
        with suppress(OSError):
            content.close()


def drop(token: str) -> None:
    """Delete an upload's file; what is gone already is no matter."""
    for path in (path_of(token), folder() / f"{token}{_HAND}"):
        path.unlink(missing_ok=True)
    with _LOCK:
        _RUNNING.pop(token, None)


def standing() -> dict[str, int]:
    """Tokens of the files that lie in the folder, and their sizes in bytes."""
    found: dict[str, int] = {}
    if folder().is_dir():
        for entry in os.scandir(folder()):
            with suppress(FileNotFoundError):
                token = entry.name.removesuffix(_HAND)
                size = 0 if entry.name.endswith(_HAND) else entry.stat().st_size
                found[token] = max(found.get(token, 0), size)
    return found


def touched_at(token: str) -> float:
    """When the file of an upload last grew, in seconds since 1970; 0 if there is none."""
    for path in (path_of(token), folder() / f"{token}{_HAND}"):
        with suppress(FileNotFoundError):
            return path.stat().st_mtime
    return 0.0


class _Running:
    """SHA-256 of a file as it grows, with places to go back to.

    It lives in one process: the state of OpenSSL's hash cannot be stored. A process that meets an upload first reads
    what came before, at the speed of the hash (decision 9).
    """

    _MARKS = 64

    def __init__(self) -> None:
        self._marks: list[tuple[int, Digest]] = [(0, sha256())]

    def go_back(self, place: int) -> None:
        while self._marks[-1][0] > place:
            self._marks.pop()

    def at(self, place: int) -> Digest | None:
        """The hash of what lies before a place, to go on with; None where it has not been read so far."""
        self.go_back(place)
        reached, digest = self._marks[-1]
        return digest.copy() if reached == place else None

    def reached(self, place: int, digest: Digest) -> None:
        """The hash went on to a place."""
        if place > self._marks[-1][0]:
            self._marks.append((place, digest))
        if len(self._marks) > self._MARKS:
            del self._marks[1:-1:2]

    def upto(self, file: int, size: int) -> str:
        self.go_back(size)
        at, digest = self._marks[-1][0], self._marks[-1][1].copy()
        while at < size and (piece := os.pread(file, min(PIECE, size - at), at)):
            digest.update(piece)
            at += len(piece)
        self.reached(at, digest)
        return digest.hexdigest()


_LOCK = Lock()
_RUNNING: OrderedDict[str, _Running] = OrderedDict()
_MOST_RUNNING = 64


def _running(token: str) -> _Running:
    """This process's running hash of an upload. Used behind its door only."""
    with _LOCK:
        found = _RUNNING.setdefault(token, _Running())
        _RUNNING.move_to_end(token)
        while len(_RUNNING) > _MOST_RUNNING:
            _RUNNING.popitem(last=False)
    return found
