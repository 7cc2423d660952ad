"""What leaves the house in a test: nothing may while a transaction of ours is open (product.md 8).

Mail, sockets and name service are watched in every test. pytest's own wrapping of a test is not ours.
"""

import socket
from typing import Any

import pytest
from django.core.mail.backends import locmem
from django.db import connection

from assay.lib import outbound


class InsideTransaction(AssertionError):
    """Something spoke to the network while a transaction was open: what it holds, everybody waits for."""


def refuse_inside_transaction(what: str) -> None:
    ours = [block for block in connection.atomic_blocks if not block._from_testcase]
    if connection.in_atomic_block and ours:
        raise InsideTransaction(f"{what} inside a transaction")


class Mail(locmem.EmailBackend):
    """Django's own for tests, watched."""

    def open(self) -> bool:
        refuse_inside_transaction("a mail server is spoken to")
        return True

    def send_messages(self, messages: Any) -> int:
        refuse_inside_transaction("a letter is sent")
        return super().send_messages(messages)


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand at every door."""
    for owner, name in (
        (socket.socket, "connect"), (socket.socket, "connect_ex"), (socket, "getaddrinfo"),
        (outbound, "fetch"), (outbound, "check"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, _watched(getattr(owner, name), name), raising=False)


def _watched(real: Any, name: str) -> Any:
    def watched(*args: Any, **kwargs: Any) -> Any:
        refuse_inside_transaction(f"{name} is called")
        return real(*args, **kwargs)

    return watched
