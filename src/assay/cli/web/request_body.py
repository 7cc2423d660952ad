"""A request's body on its way in: read by the loop, bounded in size and time, before any thread is taken."""

import asyncio
import errno
import os
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from io import BytesIO
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path
from typing import IO, Any, cast

from assay.cli.web.refusals import Refused
from assay.lib.body_limits import MB, Bound

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

#: What each body may hold in memory whatever the others do; small forms never touch the disk.
OWN_BYTES = 64 * 1024
#: What all bodies of this process may hold in memory beyond that.
SHARED_BYTES = 64 * MB
#: What is left free on the disk when a body is written there.
SPARE_BYTES = 16 * MB
#: Up to here what is too large is read and thrown away, so that a browser gets to see the answer.
READ_AWAY_BYTES = 16 * MB


class Memory:
    """The memory that all bodies on their way in hold together."""

    def __init__(self, shared_bytes: int = SHARED_BYTES) -> None:
        self.left = shared_bytes

    def take(self, size: int) -> bool:
        if size > self.left:
            return False
        self.left -= size
        return True


class Body:
    """Bytes that have arrived: in memory while there is room, else in a file without a name, gone with the process.

    Of a large one with a known length each piece is put in its place at once, in pages of memory of its own: sixty that
    wait to be joined leave the process with holes in its memory that it does not get rid of, and what begins at a page
    can go to the disk without another copy (`lib.body_limits.lying`).
    """

    def __init__(self, memory: Memory, folder: Path, *, length: int | None = None) -> None:
        self._memory, self._folder = memory, folder
        self._pieces: list[bytes] = []
        self._whole: mmap | None = None
        if length and OWN_BYTES < length <= SHARED_BYTES:
            self._whole = mmap(-1, length, MAP_PRIVATE | MAP_ANONYMOUS)
        self._file: IO[bytes] | None = None
        self._shared = 0
        self.size = 0

    async def add(self, piece: bytes) -> None:
        """Raises Refused (507) where the disk is full."""
        self.size += len(piece)
        if self._file is None:
            own = self.size <= OWN_BYTES
            if own or self._memory.take(len(piece)):
                self._shared += 0 if own else len(piece)
                self._keep(piece)
                return
        try:
            await asyncio.to_thread(self._write, piece)
        except OSError as e:
            if e.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise Refused(507) from e
            raise

    def _keep(self, piece: bytes) -> None:
        if self._whole is None:
            self._pieces.append(piece)
        else:
            self._whole[self.size - len(piece) : self.size] = piece

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 (closed by `drop`)
            if self._whole is not None:
                with memoryview(self._whole) as lying:
                    self._file.write(lying[: self.size - len(piece)])
            self._file.writelines(self._pieces)
            self._forget()
            self._memory.left, self._shared = self._memory.left + self._shared, 0
        self._file.write(piece)

    def opened(self) -> IO[bytes]:
        """To be read from its beginning, `size` bytes."""
        if self._file is None:
            self._file = (
                BytesIO(b"".join(self._pieces))
                if self._whole is None
                else cast("IO[bytes]", self._whole)
            )
            self._pieces.clear()
            self._whole = None
        self._file.seek(0)
        return self._file

    def _forget(self) -> None:
        self._pieces.clear()
        if self._whole is not None:
            self._whole.close()
            self._whole = None

    def drop(self) -> None:
        """Give back what it held, at once: a request that was answered is gone only when the collector comes by."""
        self._forget()
        self._memory.left, self._shared = self._memory.left + self._shared, 0
        if self._file is not None:
            with suppress(BufferError):  # somebody still looks at it: it goes when they do
                self._file.close()


def room_for(length: int, folder: Path) -> bool:
    """True if the disk takes a body of so many bytes and something is left for everybody else."""
    try:
        disk = os.statvfs(folder)
    except FileNotFoundError:
        return True  # nothing has been written there yet; if it cannot be, the first piece says so
    return disk.f_bavail * disk.f_frsize >= length + SPARE_BYTES


async def read(receive: Receive, body: Body, bound: Bound, length: int | None) -> None:
    """Read all of it. Raises Refused: 413 beyond the bound, 408 where it comes too slowly, 400 where it breaks off.

    `length` is what the head promised; None where it promised nothing (chunks).
    """
    if length is not None and length > bound.max_bytes:
        if length <= READ_AWAY_BYTES:
            await _pieces(receive, bound, _nowhere, READ_AWAY_BYTES)
        raise Refused(413, megabytes=bound.max_bytes // MB)
    await _pieces(receive, bound, body.add, bound.max_bytes)
    if length is not None and body.size != length:
        raise Refused(400)


async def _nowhere(_piece: bytes) -> None:
    pass


async def _pieces(
    receive: Receive, bound: Bound, add: Callable[[bytes], Awaitable[None]], most: int
) -> None:
    loop, size, mark = asyncio.get_running_loop(), 0, 0
    try:
        async with asyncio.timeout(bound.piece_seconds) as limit:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Refused(400)
                piece = message.get("body", b"")
                size += len(piece)
                if size > most:
                    raise Refused(413, megabytes=bound.max_bytes // MB)
                if piece:
                    await add(piece)
                if not message.get("more_body", False):
                    return
                if size - mark >= bound.piece_bytes:
                    mark = size
                    limit.reschedule(loop.time() + bound.piece_seconds)
    except TimeoutError as e:
        raise Refused(408) from e
