"""A mail server of our own on loopback that does what a test needs: it takes, refuses, falls silent, hangs up."""

import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class MailServer:
    """What it answers, and what it has seen. `answers` maps a word ("RCPT", "DATA", "." …) to a line."""

    answers: dict[str, str] = field(default_factory=dict)
    silent: bool = False  # takes the connection and says nothing
    drops_after_words: bool = False  # takes all of a letter, and hangs up before it says so
    drips: bool = False  # says one sign after the other, and never comes to an end
    certificate: Path | None = (
        None  # with its key; speaks TLS from the first word, or when asked to
    )
    tls_first: bool = False
    port: int = 0
    taken: list[str] = field(default_factory=list)  # letters it said yes to
    seen: list[str] = field(default_factory=list)  # letters whose words arrived, whatever it said
    words: list[str] = field(default_factory=list)  # every line it was sent, outside of letters
    called: threading.Event = field(default_factory=threading.Event)  # somebody is on the line
    release: threading.Event = field(
        default_factory=threading.Event
    )  # set at the end: silence is over


class _Talk(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self) -> None:
        box: MailServer = self.server.box  # type: ignore[attr-defined]
        box.called.set()
        if box.tls_first:
            self._secure()
        while box.drips and not box.release.wait(0.05):
            self.wfile.write(b"2")
        if box.silent:
            box.release.wait(60)
            return None
        self._say(box.answers.get("hello", "220 test ready"))
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            box.words.append(line)
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "EHLO":
                self._say("250-test\r\n250-STARTTLS\r\n250 8BITMIME")
            elif word == "STARTTLS":
                self._say("220 go on")
                self._secure()
            elif word == "QUIT":
                return self._say("221 bye")
            elif word == "DATA" and "DATA" not in box.answers:
                self._say("354 go on")
                letter = self._letter()
                box.seen.append(letter)
                if box.drops_after_words:
                    return None
                answer = box.answers.get(".", "250 taken")
                if answer.startswith("250"):
                    box.taken.append(letter)
                self._say(answer)
            else:
                self._say(box.answers.get(word, "250 ok"))
        return None

    def _secure(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.server.box.certificate))  # type: ignore[attr-defined]
        self.request = self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines).decode("utf-8")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up in the middle is what is tried here."""


@contextmanager
def mail_server(**kwargs: object) -> Iterator[MailServer]:
    box = MailServer(**kwargs)  # type: ignore[arg-type]
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        try:
            yield box
        finally:
            box.release.set()
            server.shutdown()
            thread.join(10)


def speak_to(box: MailServer, settings: object, *, seconds: float = 5) -> None:
    """Make it the mail server of this test."""
    for name, value in {
        "EMAIL_BACKEND": "assay.letters.backends.Smtp",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": box.port,
        "EMAIL_TIMEOUT": seconds,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
    }.items():
        setattr(settings, name, value)


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")]),
    )
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(pem)
    )
    return path
