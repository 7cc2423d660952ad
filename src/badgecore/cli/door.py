"""The command's own way to the network: https to public addresses only, small answers, few redirects."""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

from badgecore.errors import CouldNotFetch
from badgecore.verify import ACCEPT

_MAX_BYTES: Final = 5 * 1024 * 1024
_SECONDS: Final = 8
_MAX_HOPS: Final = 3
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# Well-known NAT64, and the old "IPv4-compatible" form: the last 32 bits are an IPv4 address.
_EMBEDDING: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    content_type: str
    body: bytes


class _Connection(http.client.HTTPSConnection):
    """Connects to the address that was checked, and asks its certificate for the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        self._address = address
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), _SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def fetch(url: str) -> Answer:
    """GET. Raises CouldNotFetch for anything but https, for private addresses, and for what does not answer."""
    for _hop in range(_MAX_HOPS + 1):
        parts = _checked(url)
        try:
            answer, location = _asked(parts)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise CouldNotFetch(f"{url}: {type(error).__name__}") from None
        if location is None:
            return answer
        try:
            url = urljoin(url, location)
        except ValueError:
            raise CouldNotFetch(f"{url} leads to what is no address") from None
    raise CouldNotFetch(f"{url}: too many redirects")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CouldNotFetch(f"{url} is no address") from None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise CouldNotFetch(f"{url} is not an https address")
    if port not in (None, 443, 8443):
        raise CouldNotFetch(f"{url}: port {port}")
    return parts


def _asked(parts: SplitResult) -> tuple[Answer, str | None]:
    host, port = str(parts.hostname), parts.port or 443
    connection = _Connection(host, port, _public_address(host, port))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept": ACCEPT, "User-Agent": "badgecore"})
        response = connection.getresponse()
        body = response.read(_MAX_BYTES + 1)
        if len(body) > _MAX_BYTES:
            raise CouldNotFetch(f"{host}: more than {_MAX_BYTES} bytes")
        kind = response.headers.get_content_type()
        moved = response.status in (301, 302, 303, 307, 308)
        return Answer(status=response.status, content_type=kind, body=body), response.getheader(
            "Location"
        ) if moved else None
    finally:
        connection.close()


def _public_address(host: str, port: int) -> str:
    found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    for text in found:
        address = ipaddress.ip_address(text.split("%")[0])
        if not all(_is_public(one) for one in (address, *_inside(address))):
            raise CouldNotFetch(f"{host} leads to a private address")
    if not found:
        raise CouldNotFetch(f"{host} has no address")
    return found[0]


def _is_public(address: _Address) -> bool:
    return address.is_global and not address.is_multicast and not getattr(address, "is_site_local", False)


def _inside(address: _Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for: a gateway would deliver to them (RFC 6052, 3056, 4380)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [one for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if one is not None]
    if any(address in network for network in _EMBEDDING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found
