"""One at a time: a run that finds another at work steps aside instead of doing the same twice."""

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from assay.lib.errors import WrongState


class AtWork(WrongState):
    """Another run of the same command is at work."""

    code = "at-work"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another run is at work on this. Nothing was done here; look again when it has ended."
            )
        )


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold `name` for the block, over all processes of this installation. Raises AtWork.

    A process that dies lets go at once: PostgreSQL ends the lock with the connection, the kernel with the process.
    """
    with _advisory(name) if connection.vendor == "postgresql" else _file(name):
        yield


@contextmanager
def _advisory(name: str) -> Iterator[None]:
    number = zlib.crc32(f"assay {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise AtWork
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file(name: str) -> Iterator[None]:
    folder = Path(settings.VAR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AtWork from None
        yield
    finally:
        os.close(file)
