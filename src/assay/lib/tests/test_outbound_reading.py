"""How the door reads an answer: in time, within its limit, whatever letters the address has."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from assay.lib import outbound
from assay.lib.outbound import CouldNotFetch

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n\r\n"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[bytes]]]:
    """A server for one request on this machine; gives its port and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            peer, _address = listening.accept()
            with peer:
                asked.append(peer.recv(4096))
                with suppress(OSError):
                    answer(peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join(5)


def get(port: int, path: str = "/", max_bytes: int = 1000) -> outbound.Fetched:
    return outbound._get(urlsplit(f"http://localhost:{port}{path}"), "127.0.0.1", "*/*", max_bytes)[0]


def test_an_answer_is_read() -> None:
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, _asked):
        assert get(port).body == b"{}"


def test_letters_beyond_ascii_are_escaped() -> None:
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, asked):
        get(port, "/año/%20?q=é")
    assert asked[0].startswith(b"GET /a%C3%B1o/%20?q=%C3%A9 HTTP/1.1")


def test_an_answer_drop_by_drop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.3)

    def drip(peer: socket.socket) -> None:
        peer.sendall(HEAD)
        for _drop in range(100):
            peer.sendall(b" ")
            time.sleep(0.05)

    begun = time.monotonic()
    with server(drip) as (port, _asked), pytest.raises(CouldNotFetch):
        get(port)
    assert time.monotonic() - begun < 6


def test_more_than_the_limit_is_refused() -> None:
    with server(lambda peer: peer.sendall(HEAD + b"x" * 5000)) as (port, _asked), pytest.raises(CouldNotFetch):
        get(port, max_bytes=1000)
