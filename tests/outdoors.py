"""What leaves the house in a test: nothing may while a transaction of ours is open (product.md 8).

Mail, sockets, name service and the storage of files are watched in every test. pytest's own wrapping is not ours.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.core.mail.backends import locmem
from django.db import connection, transaction

from assay.evidence.files import storage
from assay.lib import outbound


class InsideTransaction(AssertionError):
    """Something spoke to the network while a transaction was open: what it holds, everybody waits for."""


#: What was caught in this test, also where the code around it swallowed the exception (a queue, a listener).
caught: list[str] = []


def refuse_inside_transaction(what: str) -> None:
    ours = [block for block in connection.atomic_blocks if not block._from_testcase]
    if connection.in_atomic_block and ours:
        caught.append(f"{what} inside a transaction")
        raise InsideTransaction(caught[-1])


@contextmanager
def atomic() -> Iterator[None]:
    """A transaction of the test's own, as around an example of Hypothesis; what is done in it counts as without one."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand at every door."""
    for owner, name in (
        (socket.socket, "connect"),
        (socket.socket, "connect_ex"),
        (socket, "getaddrinfo"),
        (outbound, "fetch"),
        (outbound, "check"),
        (outbound, "texts"),
        (
            locmem.EmailBackend,
            "send_messages",
        ),  # Django puts it in the place of any other while tests run
        # The storage may be a bucket at the other end of the country.
        (storage, "storage"),
        *((Storage, name) for name in ("open", "save")),
    ):
        monkeypatch.setattr(owner, name, _watched(getattr(owner, name), name), raising=False)


def _watched(real: Any, name: str) -> Any:
    def watched(*args: Any, **kwargs: Any) -> Any:
        refuse_inside_transaction(f"{name} is called")
        return real(*args, **kwargs)

    return watched
