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

    drops = 0

    def drip(peer: socket.socket) -> None:
        nonlocal drops
        peer.sendall(HEAD)
        for _drop in range(900):  # fewer than the limit of bytes
            peer.sendall(b" ")
            drops += 1
            time.sleep(0.05)

    with server(drip) as (port, _asked), pytest.raises(CouldNotFetch):
        get(port)
    assert drops < 900


def test_more_than_the_limit_is_refused() -> None:
    with server(lambda peer: peer.sendall(HEAD + b"x" * 5000)) as (port, _asked), pytest.raises(CouldNotFetch):
        get(port, max_bytes=1000)


def test_a_header_drop_by_drop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.3)
    drops = 0

    def drip(peer: socket.socket) -> None:
        nonlocal drops
        peer.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _drop in range(200):
            peer.sendall(b"x")
            drops += 1
            time.sleep(0.05)

    with server(drip) as (port, _asked), pytest.raises(CouldNotFetch):
        get(port)
    assert drops < 200


@pytest.mark.parametrize(
    "there", ["http://127.0.0.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "//localhost/", "http://["]
)
def test_a_public_address_that_sends_us_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, there: str) -> None:
    connected = socket.create_connection
    head = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with server(lambda peer: peer.sendall(head.encode())) as (port, asked):
        asked_for: list[str] = []

        def route(address: tuple[str, int], timeout: float) -> socket.socket:
            asked_for.append(address[0])
            return connected(("127.0.0.1", port), timeout)

        def names(host: str, number: int) -> list[str]:
            return ["93.184.216.34"] if host == "public.example" else outbound.resolve(host, number)

        monkeypatch.setattr(socket, "create_connection", route)
        with pytest.raises(CouldNotFetch):
            outbound.fetch("http://public.example/", resolver=names)
    assert asked_for == ["93.184.216.34"]
    assert len(asked) == 1


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected = socket.create_connection
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    asked_for: list[str] = []
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, _asked):

        def route(address: tuple[str, int], timeout: float) -> socket.socket:
            asked_for.append(address[0])
            return connected(("127.0.0.1", port), timeout)

        monkeypatch.setattr(socket, "create_connection", route)
        found = outbound.fetch("http://rebinding.example/", resolver=lambda host, number: answers.pop(0))
    assert found.status == 200
    assert asked_for == ["93.184.216.34"]
    assert answers == [["127.0.0.1"]]
