"""`vc_api` behind a port, for W3C's test suites. For tests only: whoever reaches the port gets anything signed."""

import ipaddress
import json
import secrets
import socket
import ssl
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import ClassVar, Final, NamedTuple, TypeAlias

from badgecore.keys import Kind, PrivateKey
from badgecore.verify import Fetch
from badgecore.wire import MAX_BYTES, JsonObject
from tests.w3c.vc_api import Answer, VcApi

_SECONDS: Final = 30
_KINDS: Final[tuple[Kind, ...]] = ("Ed25519", "P-256", "P-384")
_NAME: Final = "Assay badgecore"

# The suites' tag, our path, the kind of key.
_Row: TypeAlias = tuple[str, str, Kind]
_SELECTIVE: Final[_Row] = ("ecdsa-sd-2023", "ecdsa-sd-2023", "P-256")
_MODEL: Final[_Row] = ("vc2.0", "eddsa-rdfc-2022", "Ed25519")
_SIGNED: Final[tuple[_Row, ...]] = (
    ("eddsa-rdfc-2022", "eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "ecdsa-rdfc-2019/P-256", "P-256"),
    ("ecdsa-rdfc-2019", "ecdsa-rdfc-2019/P-384", "P-384"),
    ("ecdsa-jcs-2019", "ecdsa-jcs-2019/P-256", "P-256"),
    ("ecdsa-jcs-2019", "ecdsa-jcs-2019/P-384", "P-384"),
    ("BitstringStatusList", "status/eddsa-rdfc-2022", "Ed25519"),
    _SELECTIVE,
    _MODEL,
)
_ISSUED_ONLY: Final[tuple[_Row, ...]] = (("EnvelopingProof", "jwt", "P-256"),)


class Certificate(NamedTuple):
    """PEM files for TLS."""

    chain: Path
    key: Path


class Server(ThreadingHTTPServer):
    """`base` is its address, with scheme and port."""

    daemon_threads = True
    base = ""


def serve(
    host: str, port: int, *, fetch: Fetch | None, certificate: Certificate | None = None
) -> Server:
    """A server that listens, with keys of its own that nobody has seen and that end with it.

    The caller runs `serve_forever` and `server_close`. Port 0 takes one that is free; `server_port` says which.
    """

    class Handler(_Handler):
        turn = Lock()

    tls = None if certificate is None else _tls(certificate)
    server = (_Server6 if ":" in host else Server)((host, port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    shown = f"[{host}]" if ":" in host else host
    server.base = f"{'http' if tls is None else 'https'}://{shown}:{server.server_port}"
    Handler.api = VcApi(
        keys={kind: PrivateKey.generate(kind) for kind in _KINDS},
        now=lambda: datetime.now(UTC),
        random=secrets.token_bytes,
        base=server.base,
        fetch=fetch,
    )
    return server


def _tls(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def implementation(api: VcApi) -> JsonObject:
    """What W3C's suites ask of an implementation: the value of `implementations[0]` in their `localConfig.cjs`."""

    def end(call: str, tag: str, path: str, kind: Kind) -> JsonObject:
        return {
            "id": api.issuer(kind),
            "endpoint": f"{api.base}/{path}/{call}",
            "supportedEcdsaKeyTypes": [kind],
            "supports": {"keyTypes": [kind], "vc": ["1.1", "2.0"]},
            "tags": [tag],
        }

    return {
        "name": _NAME,
        "implementation": _NAME,
        "issuers": [end("credentials/issue", *row) for row in (*_SIGNED, *_ISSUED_ONLY)],
        "verifiers": [end("credentials/verify", *row) for row in _SIGNED],
        "vpVerifiers": [end("presentations/verify", *_MODEL)],
        "vcHolders": [end("credentials/derive", "vcHolder", *_SELECTIVE[1:])],
    }


class _Handler(BaseHTTPRequestHandler):
    """One answer per connection; whatever is asked out of form gets a 4xx."""

    api: ClassVar[VcApi]
    # The calls keep state: one after the other.
    turn: ClassVar[Lock]
    timeout = _SECONDS

    def do_GET(self) -> None:
        if self.path == "/":
            self._say(200, json.dumps(implementation(self.api), indent=1).encode())
        else:
            self._call("GET", b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._say(411, b'{"errors":[{"title":"The request says no Content-Length."}]}')
        elif len(length) > 9 or int(length) > MAX_BYTES:
            self._say(413, b'{"errors":[{"title":"The request is too large."}]}')
        else:
            self._call("POST", self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the suites make thousands of calls and tell what came of each themselves."""

    def _call(self, method: str, body: bytes) -> None:
        with self.turn:
            answer: Answer = self.api.answer(method, self.path.partition("?")[0], body)
        self._say(answer.status, answer.body)

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server6(Server):
    address_family = socket.AF_INET6
