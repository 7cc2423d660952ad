"""The guard at the way outwards: whom it lets through, and how it reads an answer: in time, within its limit."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from badgecore import outbound
from badgecore.errors import CouldNotFetch
from badgecore.outbound import SECURE_ONLY, Answer, Reason, Refused

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n\r\n"
)
PUBLIC = "93.184.216.34"
ANY = {"https": (80, 443, 8080, 8443), "http": (80, 443, 8080, 8443)}
PRIVATE = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "[::]",
    "[::1]",
    "10.0.0.8",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::a00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:a00:1::]",
    "[fec0::1]",
    "[::10.0.0.1]",
    "[fd00::1]",
    "[fe80::1]",
    "[ff02::1]",
    "[2001:0:a00:1::]",
    "[2001:db8::1]",
]


def fetch(
    url: str, resolver: outbound.Resolver = lambda host, port: [PUBLIC], **options: float
) -> Answer:
    return outbound.fetch(url, accept="*/*", agent="test", ports=ANY, resolver=resolver, **options)  # type: ignore[arg-type]


@contextmanager
def server(
    answer: Callable[[socket.socket], None], calls: int = 1
) -> Iterator[tuple[int, list[bytes]]]:
    """A server for so many requests on this machine; gives its port and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _call in range(calls):
                peer, _address = listening.accept()
                with peer:
                    asked.append(peer.recv(4096))
                    with suppress(OSError):
                        answer(peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join(5)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Leads every connection to a port of this machine, and tells to which addresses it was meant to go."""
    real = socket.create_connection

    def leading_to(port: int) -> list[str]:
        meant: list[str] = []

        def route(address: tuple[str, int], timeout: float) -> socket.socket:
            meant.append(address[0])
            return real(("127.0.0.1", port), timeout)

        monkeypatch.setattr(socket, "create_connection", route)
        return meant

    return leading_to


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_known_in_every_spelling_before_anything_is_sent(
    host: str, scheme: str, connected: Callable[[int], list[str]]
) -> None:
    meant = connected(9)
    with pytest.raises(Refused) as refusal:
        fetch(f"{scheme}://{host}/1", resolver=outbound.resolve)
    assert refusal.value.reason is Reason.PRIVATE
    with pytest.raises(Refused):
        outbound.check(f"{scheme}://{host}/1", ports=ANY)
    assert not meant


def test_a_public_name_with_one_private_address_is_refused() -> None:
    with pytest.raises(Refused, match="private"):
        fetch("https://badges.example.org/x", resolver=lambda host, port: [PUBLIC, "10.1.2.3"])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", Reason.SCHEME),
        ("gopher://x/", Reason.SCHEME),
        ("ftp://badges.example.org/1", Reason.SCHEME),
        ("https://", Reason.SCHEME),
        ("https:///1", Reason.SCHEME),
        ("nonsense", Reason.SCHEME),
        ("https://[", Reason.NO_ADDRESS),
        ("https://badges.example.org:port/1", Reason.NO_ADDRESS),
        ("https://a:b@example.org/", Reason.PASSWORD),
        ("https://user@example.org/", Reason.PASSWORD),
        ("https://badges.example.org:22/1", Reason.PORT),
        ("http://badges.example.org:0/1", Reason.PORT),
        (f"https://{'a' * 80}.example/1", Reason.UNKNOWN),
    ],
)
def test_only_plain_web_addresses_are_opened(url: str, reason: Reason) -> None:
    with pytest.raises(CouldNotFetch) as refusal:
        fetch(url, resolver=outbound.resolve)
    assert isinstance(refusal.value, Refused)
    assert refusal.value.reason is reason


def test_without_leave_for_http_only_https_is_opened_on_its_own_ports() -> None:
    for url in (
        "http://badges.example.org/1",
        "https://badges.example.org:80/1",
        "https://badges.example.org:8080/1",
    ):
        with pytest.raises(Refused):
            outbound.check(url, resolver=lambda host, port: [PUBLIC])
    for url in ("https://badges.example.org/1", "https://badges.example.org:8443/1"):
        outbound.check(url, resolver=lambda host, port: [PUBLIC])
    assert set(SECURE_ONLY) == {"https"}


def test_an_answer_is_read(connected: Callable[[int], list[str]]) -> None:
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, _asked):
        meant = connected(port)
        answer = fetch("http://badges.example/1")
    assert (answer.status, answer.content_type, answer.body) == (200, "application/json", b"{}")
    assert meant == [PUBLIC]


def test_letters_beyond_ascii_are_escaped(connected: Callable[[int], list[str]]) -> None:
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, asked):
        connected(port)
        fetch("http://badges.example/año/%20?q=é")
    assert asked[0].startswith(b"GET /a%C3%B1o/%20?q=%C3%A9 HTTP/1.1")


def test_more_than_the_limit_is_refused(connected: Callable[[int], list[str]]) -> None:
    with server(lambda peer: peer.sendall(HEAD + b"x" * 5000)) as (port, _asked):
        connected(port)
        with pytest.raises(Refused, match="too large"):
            fetch("http://badges.example/", max_bytes=1000)


def test_an_answer_without_end_is_read_to_the_limit_and_no_further(
    connected: Callable[[int], list[str]],
) -> None:
    sent = 0

    def flood(peer: socket.socket) -> None:
        nonlocal sent
        peer.sendall(HEAD)
        for _block in range(5000):
            peer.sendall(bytes(65536))
            sent += 65536

    with server(flood) as (port, _asked):
        connected(port)
        with pytest.raises(Refused) as refusal:
            fetch("http://badges.example/", max_bytes=100_000)
    assert refusal.value.reason is Reason.LARGE
    assert sent < 5000 * 65536


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "head", [HEAD, b"HTTP/1.1 200 OK\r\nX-Long: ", b""], ids=["body", "header", "first line"]
)
def test_an_answer_byte_by_byte_is_not_waited_for(
    connected: Callable[[int], list[str]], head: bytes, scheme: str
) -> None:
    """Over https the bytes are those of a handshake that never ends."""
    drops = 0

    def drip(peer: socket.socket) -> None:
        nonlocal drops
        # The header of a TLS record that announces 16 KB.
        peer.sendall(head if scheme == "http" else b"\x16\x03\x03\x40\x00")
        for _drop in range(200):
            peer.sendall(b"x")
            drops += 1
            time.sleep(0.05)

    with server(drip) as (port, _asked):
        connected(port)
        began = time.monotonic()
        with pytest.raises(Refused) as refusal:
            fetch(f"{scheme}://badges.example/", whole_seconds=0.3)
    assert refusal.value.reason is Reason.SILENT
    assert drops < 200
    assert time.monotonic() - began < 5


def test_redirects_have_no_time_of_their_own(connected: Callable[[int], list[str]]) -> None:
    def slowly(peer: socket.socket) -> None:
        time.sleep(0.4)
        peer.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )

    with server(slowly, calls=2) as (port, asked):
        connected(port)
        with pytest.raises(Refused) as refusal:
            fetch("http://badges.example/", whole_seconds=0.6)
    assert refusal.value.reason is Reason.SILENT
    assert len(asked) == 2


def test_who_redirects_for_ever_is_left(connected: Callable[[int], list[str]]) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with server(lambda peer: peer.sendall(head), calls=4) as (port, asked):
        connected(port)
        with pytest.raises(Refused, match="too often"):
            fetch("http://badges.example/")
    assert len(asked) == 4


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "//localhost/",
        "http://[",
    ],
)
def test_a_public_address_that_sends_us_inside_is_not_followed(
    connected: Callable[[int], list[str]], there: str
) -> None:
    head = (
        f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )

    def names(host: str, number: int) -> list[str]:
        return [PUBLIC] if host == "public.example" else outbound.resolve(host, number)

    with server(lambda peer: peer.sendall(head.encode())) as (port, asked):
        meant = connected(port)
        with pytest.raises(Refused):
            fetch("http://public.example/", resolver=names)
    assert meant == [PUBLIC]
    assert len(asked) == 1


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_asked(
    connected: Callable[[int], list[str]],
) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    with server(lambda peer: peer.sendall(HEAD + b"{}")) as (port, _asked):
        meant = connected(port)
        found = fetch("http://rebinding.example/", resolver=lambda host, number: answers.pop(0))
    assert found.status == 200
    assert meant == [PUBLIC]
    assert answers == [["127.0.0.1"]]
