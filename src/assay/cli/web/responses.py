"""From Django's answer to what goes out: a whole body, a file read as its reader takes it, or pieces kept meanwhile."""

import asyncio
import os
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, Protocol

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BLOCK_BYTES = 256 * 1024
#: A reader who takes nothing for so long is let go; who comes back asks for the rest as a range.
PATIENCE_SECONDS = 120.0


class Rest(Protocol):
    """The part of an answer after its first block."""

    async def next(self) -> bytes:
        """The next piece; empty at the end."""

    async def close(self) -> None: ...


@dataclass(slots=True)
class Answer:
    """Status, headers, and the body: all of it, or its beginning and the rest."""

    status: int
    headers: Headers
    body: bytes = b""
    rest: Rest | None = None


class FileWrapper:
    """WSGI's `wsgi.file_wrapper`: what a view returns for a file, which needs no thread of the view's to be read."""

    def __init__(self, file: IO[bytes], block_size: int = BLOCK_BYTES) -> None:
        self.file = file

    def read(self) -> bytes:
        return self.file.read(BLOCK_BYTES)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")

    def close(self) -> None:
        self.file.close()


def answer(
    application: Application, environ: dict[str, Any], folder: Path, begun: Callable[[Answer], None]
) -> None:
    """Run the application in this thread. `begun` hears the answer as soon as its beginning is there.

    The thread then goes on only as long as the view itself needs, never as long as the reader does.
    """
    started: list[Any] = []

    def start_response(status: str, headers: Headers, _exc_info: object = None) -> None:
        started[:] = [int(status[:3]), headers]

    pieces = application(environ, start_response)
    status, headers = started
    try:
        if environ["REQUEST_METHOD"] == "HEAD" or status in {
            HTTPStatus.NO_CONTENT,
            HTTPStatus.NOT_MODIFIED,
        }:
            begun(Answer(status, headers))
        elif isinstance(pieces, FileWrapper):
            block = pieces.read()
            if len(block) < BLOCK_BYTES and (more := pieces.read()):
                block += more  # a file that is read in smaller pieces than asked for
            if len(block) < BLOCK_BYTES and not more:
                begun(Answer(status, headers, block))
            else:
                rest = OfFile(pieces)
                pieces = ()
                begun(Answer(status, headers, block, rest))
        elif getattr(pieces, "streaming", False):
            kept = Kept(folder)
            begun(Answer(status, headers, b"", kept))
            kept.fill(pieces)
        else:
            begun(Answer(status, headers, b"".join(pieces)))
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


class OfFile:
    """The rest of a file, each block read when its reader has taken the one before."""

    def __init__(self, file: FileWrapper) -> None:
        self._file = file

    async def next(self) -> bytes:
        return await asyncio.to_thread(self._file.read)

    async def close(self) -> None:
        await asyncio.to_thread(self._file.close)


class Kept:
    """Pieces that a view makes faster than they are taken: a file without a name, one thread's to fill.

    A view's generator may hold a cursor of its thread's connection, so it is run there and to its end.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (closed by `close`)
        self._lock = threading.Lock()
        self._size = self._taken = 0
        self._error: BaseException | None = None
        self._full = self._left = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()

    def fill(self, pieces: Iterable[bytes]) -> None:
        """In the view's thread: all of them, or until the reader has gone."""
        try:
            for piece in pieces:
                with self._lock:
                    if self._left:
                        return
                    self._size += os.pwrite(self._file.fileno(), piece, self._size)
                self._tell()
        except BaseException as e:
            self._error = e
        finally:
            self._full = True
            self._tell()

    def _tell(self) -> None:
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._news.set)

    async def next(self) -> bytes:
        self._loop = asyncio.get_running_loop()
        while self._taken >= self._size:
            if self._full:
                if self._error is not None:
                    raise self._error
                return b""
            self._news.clear()
            if self._taken < self._size or self._full:
                continue  # filled between the look and the clearing
            await self._news.wait()
        block = await asyncio.to_thread(os.pread, self._file.fileno(), BLOCK_BYTES, self._taken)
        self._taken += len(block)
        return block

    async def close(self) -> None:
        with self._lock:
            self._left = True
            self._file.close()


async def give(answer: Answer, receive: Receive, send: Send) -> None:
    """Send it. Raises ConnectionError where the reader goes, or takes nothing for two minutes."""
    headers = [
        (name.encode("latin-1"), value.strip().encode("latin-1")) for name, value in answer.headers
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.rest is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    left = asyncio.ensure_future(_leaving(receive))
    try:
        piece = answer.body or await answer.rest.next()
        while piece:
            if left.done():
                raise ConnectionError("the reader left")
            message = {"type": "http.response.body", "body": piece, "more_body": True}
            await asyncio.wait_for(send(message), PATIENCE_SECONDS)
            piece = await answer.rest.next()
        await send({"type": "http.response.body", "body": b""})
    finally:
        left.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await left
        await answer.rest.close()


async def _leaving(receive: Receive) -> None:
    """Ends when the one who asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
