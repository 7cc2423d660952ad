"""The server that W3C's suites call, through real HTTP."""

import http.client
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from badgecore.wire import MAX_BYTES, JsonObject
from tests.badgecore.web import Web
from tests.w3c import vc_server
from tests.w3c.vc_server import Certificate, Server

NOW, DAY = datetime.now(UTC), timedelta(days=1)
V2 = "https://www.w3.org/ns/credentials/v2"


@contextmanager
def running(host: str = "127.0.0.1", certificate: Certificate | None = None) -> Iterator[Server]:
    server = vc_server.serve(host, 0, fetch=Web(), certificate=certificate)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def ask(
    url: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, Any]:
    parts = urlsplit(url)
    if parts.scheme == "https":
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.netloc, timeout=10, context=trusting
        )
    else:
        line = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        line.request(method, parts.path, body, headers)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        line.close()


def post(url: str, **content: Any) -> tuple[int, Any]:
    return ask(url, "POST", json.dumps(content).encode())


def ends(server: Server) -> JsonObject:
    status, found = ask(server.base + "/")
    assert status == 200
    told: JsonObject = found
    return told


def make(**changes: Any) -> JsonObject:
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "urn:a:1"},
    } | changes


def test_every_end_that_it_tells_of_answers(server: Server) -> None:
    found = ends(server)
    assert len(found["issuers"]) == 10
    for end in found["issuers"]:
        status, made = post(end["endpoint"], credential=make(issuer=end["id"]))
        assert status == 201, made
        tag = end["tags"][0]
        if tag == "ecdsa-sd-2023":
            pointers = {"selectivePointers": ["/credentialSubject/id"]}
            status, derived = post(
                found["vcHolders"][0]["endpoint"], verifiableCredential=made, options=pointers
            )
            assert status == 201, derived
            made = derived["verifiableCredential"]
        verifier = next(
            (one for one in found["verifiers"] if one["tags"] == [tag]), found["verifiers"][0]
        )
        status, verdict = post(verifier["endpoint"], verifiableCredential=made)
        assert (status, verdict["verified"]) == (200, True), verdict
        status, verdict = post(verifier["endpoint"], verifiableCredential=made | {"id": "urn:a:2"})
        assert status == 400
    status, verdict = post(found["vpVerifiers"][0]["endpoint"], verifiablePresentation={})
    assert (status, verdict["verified"]) == (400, False)


def test_an_issued_credential_comes_bare(server: Server) -> None:
    """W3C's suite for the data model reads `type` and `proof` at the top of the answer."""
    for end in ends(server)["issuers"]:
        _, issued = post(end["endpoint"], credential=make())
        assert "verifiableCredential" not in issued
        assert issued["type"] == "EnvelopedVerifiableCredential" or issued["proof"]


def test_it_tells_nothing_of_options(server: Server) -> None:
    """W3C's suite for ECDSA keeps and changes what stands there, for every test after."""
    found = ends(server)
    rows = [end for kind in found.values() if isinstance(kind, list) for end in kind]
    assert len(rows) > 10
    assert not [end for end in rows if "options" in end]


def test_its_status_lists_are_served_from_its_own_address(server: Server) -> None:
    status, issued = post(f"{server.base}/status/credentials/issue", credential=make())
    entry = issued["credentialStatus"][0]
    assert entry["statusListCredential"] == f"{server.base}/status/revocation"
    status, listed = ask(entry["statusListCredential"])
    assert (status, listed["id"]) == (200, entry["statusListCredential"])
    assert post(f"{server.base}/credentials/verify", verifiableCredential=issued)[0] == 200
    assert post(f"{server.base}/credentials/status", credentialStatus=entry)[0] == 200
    assert post(f"{server.base}/credentials/verify", verifiableCredential=issued)[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/nowhere", None, {}, 404),
        ("POST", "/", b"{}", {}, 404),
        ("POST", "/credentials/issue", b"no json", {}, 400),
        ("POST", "/credentials/issue", b"", {}, 400),
        ("POST", "/credentials/issue?x=y", b"{}", {}, 400),
        ("POST", "/credentials/issue", None, {"Content-Length": str(MAX_BYTES + 1)}, 413),
        ("POST", "/credentials/issue", None, {"Content-Length": "9" * 40}, 413),
        ("POST", "/credentials/issue", None, {"Content-Length": "-1"}, 411),
        ("POST", "/credentials/issue", None, {"Transfer-Encoding": "chunked"}, 411),
    ],
)
def test_what_is_out_of_form_is_told(
    server: Server, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    found, told = ask(server.base + path, method, body, **headers)
    assert found == status
    assert told["errors"]


def test_two_servers_have_two_keys(server: Server) -> None:
    with running() as other:
        assert ends(server)["issuers"][0]["id"] != ends(other)["issuers"][0]["id"]


def test_it_speaks_https_when_it_has_a_certificate(tmp_path: Path) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    make_certificate(chain, key)
    with running(certificate=Certificate(chain, key)) as server:
        assert server.base.startswith("https://127.0.0.1:")
        assert all(end["endpoint"].startswith(server.base) for end in ends(server)["issuers"])


def make_certificate(chain: Path, key: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, private.public_key(), 1, NOW - DAY, NOW + DAY).sign(
        private, hashes.SHA256()
    )
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.mark.parametrize(
    ("host", "is_so"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("a", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, is_so: bool) -> None:
    assert vc_server.is_loopback(host) is is_so
