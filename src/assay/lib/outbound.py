"""The one door outwards. Nothing else in the product opens a connection to an address somebody typed."""

import http.client
import ipaddress
import socket
import ssl
import string
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
TIMEOUT_SECONDS = 8  # for each word of the other side
WHOLE_SECONDS = 20  # for an answer from beginning to end
MAX_REDIRECTS = 3

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Well-known NAT64, and the old "IPv4-compatible" form: the last 32 bits are an IPv4 address.
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))

#: host -> addresses; replaced in tests by one that knows the test's hosts.
Resolver = Callable[[str, int], list[str]]


class CouldNotFetch(Exception):
    """The address was refused or did not answer; the message is fit for a person."""


class NotPublic(CouldNotFetch):
    """The address is no web address, or leads to a private one: it would be refused however often one asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: its status, media type (lower case, no parameters), body and final address."""

    status: int
    content_type: str
    body: bytes
    url: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name. Raises CouldNotFetch when it has none."""
    try:
        return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as e:
        raise CouldNotFetch(_("The name %(host)s is not known.") % {"host": host}) from e


def fetch(url: str, *, accept: str = "*/*", resolver: Resolver = resolve, max_bytes: int = MAX_BYTES) -> Fetched:
    """GET an https or http address of the public internet, following up to three redirects.

    Refuses private, loopback, link-local and reserved addresses, whatever name leads there; connects to the address
    that was checked, so a name cannot change its mind in between. Raises CouldNotFetch.
    """
    for _hop in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        answer, location = _get(parts, _public_address(parts, resolver), accept, max_bytes)
        if location is None:
            return answer
        try:
            url = urljoin(url, location)
        except ValueError as e:
            raise CouldNotFetch(_("This is not a web address.")) from e
    raise CouldNotFetch(_("The address leads in circles."))


def check(url: str, *, resolver: Resolver = resolve) -> None:
    """Whether an address may be opened at all, without opening it. Raises NotPublic; CouldNotFetch if unknown now."""
    _public_address(_checked(url), resolver)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise NotPublic(_("This is not a web address.")) from e
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise NotPublic(_("Only https and http addresses can be opened."))
    if parts.username or parts.password:
        raise NotPublic(_("An address with a user name or password in it is not opened."))
    if port not in {None, 80, 443, 8080, 8443}:
        raise NotPublic(_("Addresses on unusual ports are not opened."))
    return parts


def _public_address(parts: SplitResult, resolver: Resolver) -> str:
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    addresses = resolver(host, port)
    for text in addresses:
        address = ipaddress.ip_address(text.split("%")[0])
        if not all(_is_public(one) for one in (address, *_inside(address))):
            raise NotPublic(_("%(host)s leads to a private address, which is not opened.") % {"host": host})
    if not addresses:
        raise CouldNotFetch(_("The name %(host)s is not known.") % {"host": host})
    return addresses[0]


def _is_public(address: Address) -> bool:
    # Site-local fec0::/10 was given up by RFC 3879, and networks that still use it are inside ones.
    return address.is_global and not address.is_multicast and not getattr(address, "is_site_local", False)


def _inside(address: Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for: a gateway of the house would deliver to them (RFC 6052, 3056)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [one for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if one is not None]
    if any(address in network for network in _EMBEDDING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def _get(parts: SplitResult, address: str, accept: str, max_bytes: int) -> tuple[Fetched, str | None]:
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    # Letters beyond ASCII travel in their escaped form, as a browser sends them.
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=string.punctuation)
    deadline = time.monotonic() + WHOLE_SECONDS
    try:
        sock = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        with _cut_off(sock) as line:
            if secure:
                line.append(sock := ssl.create_default_context().wrap_socket(sock, server_hostname=host))
            connection.sock = sock
            connection.request("GET", path, headers={"Accept": accept, "User-Agent": "Assay"})
            response = connection.getresponse()
            location = response.getheader("Location") if response.status in {301, 302, 303, 307, 308} else None
            body = _read(response, max_bytes + 1, deadline)
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError) as e:
        raise CouldNotFetch(_("%(host)s did not answer.") % {"host": host}) from e
    if len(body) > max_bytes:
        raise CouldNotFetch(_("What stands at this address is too large."))
    media_type = response.getheader("Content-Type", "").split(";")[0].strip().lower()
    return Fetched(status=response.status, content_type=media_type, body=body, url=parts.geturl()), location


@contextmanager
def _cut_off(sock: socket.socket) -> Iterator[list[socket.socket]]:
    """End the line when the whole takes too long: handshake and header are read by others, who wait for each drop.

    Raises TimeoutError then: what came before looks like an answer that was at its end.
    """
    line, over = [sock], threading.Event()

    def cut() -> None:
        over.set()
        for one in line:
            with suppress(OSError):
                # Not as TLS would end it, which another thread must not do.
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    watch = threading.Timer(WHOLE_SECONDS, cut)
    watch.daemon = True
    watch.start()
    try:
        yield line
    finally:
        watch.cancel()
    if over.is_set():
        raise TimeoutError


def _read(response: http.client.HTTPResponse, limit: int, deadline: float) -> bytes:
    """At most `limit` bytes; raises TimeoutError past the deadline, so that drop by drop nobody holds a worker."""
    body = bytearray()
    while len(body) < limit:
        if time.monotonic() > deadline:
            raise TimeoutError
        piece = response.read1(min(65536, limit - len(body)))
        if not piece:
            break
        body += piece
    return bytes(body)
