"""GET an address that somebody typed, if it leads to the public internet: bounded in time, size and redirects.

The only code that guards against private addresses; the command and the product both fetch through it.
"""

import http.client
import ipaddress
import socket
import ssl
import string
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from badgecore.errors import CouldNotFetch

MAX_BYTES: Final = 5 * 1024 * 1024
# For each wait on the other side: connecting, the handshake, the next bytes.
TIMEOUT_SECONDS: Final = 8.0
# For an answer from beginning to end, redirects included.
WHOLE_SECONDS: Final = 20.0
MAX_REDIRECTS: Final = 3

# Which ports may be opened for each scheme; a scheme that is not named is refused.
Ports: TypeAlias = Mapping[str, Collection[int]]
SECURE_ONLY: Final[Ports] = {"https": (443, 8443)}
_USUAL_PORT: Final = {"https": 443, "http": 80}

# Host and port to addresses; replaced in tests by one that knows the test's hosts.
Resolver: TypeAlias = Callable[[str, int], list[str]]

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# Well-known NAT64, and the old "IPv4-compatible" form: the last 32 bits are an IPv4 address.
_EMBEDDING: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
# NAT64 within one network (RFC 8215); Pythons before 3.11.10 and 3.12.4 call it public.
_LOCAL_NAT64: Final = ipaddress.ip_network("64:ff9b:1::/48")


class Reason(Enum):
    """Why nothing was fetched, in the words of the command line."""

    NO_ADDRESS = "is no web address"
    SCHEME = "is of a scheme that is not fetched"
    PASSWORD = "holds a user name or password"  # noqa: S105 (a sentence about one)
    PORT = "is on an unusual port"
    PRIVATE = "leads to a private address"
    UNKNOWN = "is not known to the name service"
    SILENT = "did not answer"
    CIRCLES = "redirects too often"
    LARGE = "is too large"


# Asking again would bring the same refusal.
FOR_GOOD: Final = frozenset(
    {Reason.NO_ADDRESS, Reason.SCHEME, Reason.PASSWORD, Reason.PORT, Reason.PRIVATE}
)


class Refused(CouldNotFetch):
    """`subject` is the host, or the whole address where it has none that could be read."""

    def __init__(self, reason: Reason, subject: str) -> None:
        super().__init__(f"{subject} {reason.value}")
        self.reason = reason
        self.subject = subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Its status, media type (lower case, no parameters), body, and the address after redirects."""

    status: int
    content_type: str
    body: bytes
    url: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name. Raises `Refused` when it has none."""
    try:
        return sorted(
            {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        )
    except (OSError, UnicodeError):
        raise Refused(Reason.UNKNOWN, host) from None


def fetch(
    url: str,
    *,
    accept: str,
    agent: str,
    ports: Ports = SECURE_ONLY,
    resolver: Resolver = resolve,
    max_bytes: int = MAX_BYTES,
    whole_seconds: float = WHOLE_SECONDS,
) -> Answer:
    """The answer, whatever its status. Raises `Refused`.

    Refuses private, loopback, link-local and reserved addresses, whatever name leads there, and again after every
    redirect. It connects to the address that was checked, so a name cannot lead elsewhere in between.
    """
    ends_at = time.monotonic() + whole_seconds
    for _hop in range(MAX_REDIRECTS + 1):
        parts = _checked(url, ports)
        answer, location = _get(
            parts, _public_address(parts, resolver), accept, agent, max_bytes, ends_at
        )
        if location is None:
            return answer
        try:
            url = urljoin(url, location)
        except ValueError:
            raise Refused(Reason.NO_ADDRESS, location) from None
    raise Refused(Reason.CIRCLES, url)


def check(url: str, *, ports: Ports = SECURE_ONLY, resolver: Resolver = resolve) -> None:
    """Whether an address may be opened at all, without opening it. Raises `Refused`."""
    _public_address(_checked(url, ports), resolver)


def _checked(url: str, ports: Ports) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(Reason.NO_ADDRESS, url) from None
    if parts.scheme not in ports or not parts.hostname:
        raise Refused(Reason.SCHEME, url)
    if parts.username or parts.password:
        raise Refused(Reason.PASSWORD, parts.hostname)
    if port is not None and port not in ports[parts.scheme]:
        raise Refused(Reason.PORT, parts.hostname)
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _USUAL_PORT[parts.scheme]


def _public_address(parts: SplitResult, resolver: Resolver) -> str:
    """One address of the host. All are looked at, for a name may lead to a public and a private one."""
    host = str(parts.hostname)
    addresses = resolver(host, _port(parts))
    for text in addresses:
        address = ipaddress.ip_address(text.split("%")[0])
        if not all(_is_public(one) for one in (address, *_inside(address))):
            raise Refused(Reason.PRIVATE, host)
    if not addresses:
        raise Refused(Reason.UNKNOWN, host)
    return addresses[0]


def _is_public(address: _Address) -> bool:
    if address in _LOCAL_NAT64:
        return False
    # Site-local fec0::/10 was given up by RFC 3879, and networks that still use it are inside ones.
    return (
        address.is_global
        and not address.is_multicast
        and not getattr(address, "is_site_local", False)
    )


def _inside(address: _Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for: a gateway would deliver to them (RFC 6052, 3056, 4380)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [
        one
        for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        if one is not None
    ]
    if any(address in network for network in _EMBEDDING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def _get(
    parts: SplitResult, address: str, accept: str, agent: str, max_bytes: int, ends_at: float
) -> tuple[Answer, str | None]:
    """The answer, and where it redirects to."""
    host, port = str(parts.hostname), _port(parts)
    # Letters beyond ASCII travel in their escaped form, as a browser sends them.
    path = quote(
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=string.punctuation
    )
    try:
        timeout = min(TIMEOUT_SECONDS, _left(ends_at))
        sock = socket.create_connection((address, port), timeout=timeout)
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        with _cut_off(sock, ends_at) as line:
            if parts.scheme == "https":
                line.append(
                    sock := ssl.create_default_context().wrap_socket(sock, server_hostname=host)
                )
            connection.sock = sock
            connection.request("GET", path, headers={"Accept": accept, "User-Agent": agent})
            # The response holds the socket open until it is closed itself.
            with closing(connection), connection.getresponse() as response:
                location = (
                    response.getheader("Location")
                    if response.status in {301, 302, 303, 307, 308}
                    else None
                )
                body = _read(response, max_bytes + 1, ends_at)
    except (OSError, http.client.HTTPException, UnicodeError):
        raise Refused(Reason.SILENT, host) from None
    if len(body) > max_bytes:
        raise Refused(Reason.LARGE, host)
    media_type = response.getheader("Content-Type", "").split(";")[0].strip().lower()
    return Answer(
        status=response.status, content_type=media_type, body=body, url=parts.geturl()
    ), location


def _left(ends_at: float) -> float:
    """Raises TimeoutError when nothing is left."""
    seconds = ends_at - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


@contextmanager
def _cut_off(sock: socket.socket, ends_at: float) -> Iterator[list[socket.socket]]:
    """Shut the connection at the deadline. `ssl` and `http.client` read the handshake and the header, and each of
    their timeouts starts anew with every byte.

    Raises TimeoutError then: what came before looks like an answer that was at its end. Closes the sockets in the end.
    """
    line, over = [sock], threading.Event()

    def cut() -> None:
        over.set()
        for one in line:
            with suppress(OSError):
                # The plain shutdown, for another thread must not touch the state of TLS.
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    watch = threading.Timer(max(0.0, ends_at - time.monotonic()), cut)
    watch.daemon = True
    watch.start()
    try:
        yield line
    finally:
        watch.cancel()
        for one in line:
            one.close()
    if over.is_set():
        raise TimeoutError


def _read(response: http.client.HTTPResponse, limit: int, ends_at: float) -> bytes:
    """At most `limit` bytes; raises TimeoutError past the deadline, so that nobody holds a worker byte by byte."""
    body = bytearray()
    while len(body) < limit:
        _left(ends_at)
        piece = response.read1(min(65536, limit - len(body)))
        if not piece:
            break
        body += piece
    return bytes(body)
