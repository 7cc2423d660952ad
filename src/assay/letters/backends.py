"""Handing a letter over: to a mail server, or into a file. Both refuse the same, and say why.

They raise `NotSent` alone, so that whoever sends knows whether trying again makes sense.
"""

import contextlib
import os
import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError, sanitize_address

from assay.letters.models import Trouble
from assay.lib.addresses import is_address
from assay.lib.clock import now
from assay.lib.errors import NoRoom
from assay.lib.files.whole_files import write_whole

LONGEST_LINE = 998  # octets, without its end (RFC 5322 §2.1.1)
OPENING_SECONDS = 30  # from the first packet to being let in
HANDING_SECONDS = 90  # for one letter


class NotSent(Exception):
    """A letter, or all of them, could not be handed over: which trouble, and what the other side said."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(said)
        self.trouble, self.said = trouble, " ".join(said.split())[:500]


class Envelope(NamedTuple):
    """A letter as it goes over the line: addresses in ASCII, and the bytes, each line ended by CR LF."""

    sender: str
    to: list[str]
    body: bytes


def envelope(message: EmailMessage) -> Envelope:
    """The message as it is handed over. Raises NotSent (unfit) for what no mail server takes, or what would bend it."""
    try:
        addresses = [
            _on_the_wire(address) for address in (message.from_email, *message.recipients())
        ]
        wire: Any = message.message()  # Django's, whose as_bytes takes the end of lines
        body: bytes = wire.as_bytes(linesep="\r\n")
    except (BadHeaderError, ValueError, UnicodeError, LookupError) as e:
        raise NotSent(Trouble.UNFIT, str(e) or type(e).__name__) from e
    lines = body.split(b"\r\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise NotSent(Trouble.UNFIT, f"A line is longer than {LONGEST_LINE} octets.")
    if any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines):
        raise NotSent(Trouble.UNFIT, "There is a control character in it.")
    if len(addresses) < 2:
        raise NotSent(Trouble.UNFIT, "It is addressed to nobody.")
    return Envelope(addresses[0], addresses[1:], body)


def _on_the_wire(address: str) -> str:
    bare = parseaddr(address)[1]
    if not is_address(bare):
        raise ValueError(f"{address} is not an e-mail address.")
    return parseaddr(sanitize_address(address, "utf-8"))[1]


class Files(BaseEmailBackend):
    """Letters as files, one each, as mail programs open them: for the demo, and where no mail server is named."""

    def __init__(self, *args: Any, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Any) -> int:
        written = 0
        for message in email_messages:
            self.write(message)
            written += 1
        return written

    def write(self, message: EmailMessage) -> Path:
        """The file, there as a whole or not at all. Its name sorts by time. Raises NotSent."""
        body = envelope(message).body
        path = self.folder / f"{now():%Y%m%d-%H%M%S}-{token_hex(4)}.eml"
        try:
            write_whole(path, [body])
        except NoRoom as e:
            raise NotSent(
                Trouble.LATER, "The folder for letters cannot be written: no space left."
            ) from e
        except OSError as e:
            raise NotSent(
                Trouble.LATER, f"The folder for letters cannot be written: {e.strerror}."
            ) from e
        return path


class _Line(smtplib.SMTP):
    """A line that its owner can cut. The file number is doubled, so that it can be cut through TLS as well."""

    owner: "Smtp"

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout, self.source_address)
        self.owner.wire = socket.socket(fileno=os.dup(line.fileno()))
        return line


class _SecureLine(smtplib.SMTP_SSL, _Line):
    """The same with TLS from the first word: SMTP_SSL asks the class beneath it, here `_Line`, for its socket."""


class Smtp(smtp.EmailBackend):
    """A mail server, with a deadline for each word (EMAIL_TIMEOUT) and for the whole."""

    wire: socket.socket | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return type("Line", (_SecureLine if self.use_ssl else _Line,), {"owner": self})

    def open(self) -> bool | None:
        """Connect and sign in. Raises NotSent (unreachable)."""
        try:
            with self._cut_after(OPENING_SECONDS):
                return super().open()
        except (OSError, smtplib.SMTPException, UnicodeError) as e:
            self.drop()
            raise NotSent(Trouble.UNREACHABLE, f"{self.host}:{self.port}: {_words(e)}") from e

    def drop(self) -> None:
        """Let go of the line without a word to the other side."""
        for line in (getattr(self.connection, "sock", None), self.wire):
            if line is not None:
                with contextlib.suppress(OSError):
                    line.close()
        self.connection = self.wire = None

    def close(self) -> None:
        with (
            contextlib.suppress(OSError, smtplib.SMTPException),
            self._cut_after(self.timeout or HANDING_SECONDS),
        ):
            if self.connection is not None:
                self.connection.quit()
        self.drop()

    def _send(self, email_message: EmailMessage) -> bool:
        letter, line = envelope(email_message), self.connection
        if line is None:
            raise NotSent(Trouble.LATER, "There is no line.")
        try:
            with self._cut_after(HANDING_SECONDS):
                self._announce(line, letter)
                self._hand_over(line, letter.body)
        except NotSent as e:
            if e.trouble in {Trouble.LATER, Trouble.UNSURE}:
                self.drop()  # what state the line is in, nobody knows
            else:
                self._forget(line)
            raise
        return True

    def _announce(self, line: smtplib.SMTP, letter: Envelope) -> None:
        """From and to. Until the words are asked for, nothing can have been taken."""
        try:
            line.ehlo_or_helo_if_needed()
            options = ["body=8bitmime"] if line.has_extn("8bitmime") else []
            _taken(line.mail(letter.sender, options), ours=True)
            for address in letter.to:
                _taken(line.rcpt(address))
            _taken(line.docmd("data"), good=(354,))
        except (OSError, smtplib.SMTPException) as e:
            raise NotSent(Trouble.LATER, _words(e)) from e

    def _hand_over(self, line: smtplib.SMTP, body: bytes) -> None:
        """The words. Where the line breaks from here on, the server may have taken them (RFC 5321 §4.2.5)."""
        try:
            line.send(re.sub(rb"(?m)^\.", b"..", body).removesuffix(b"\r\n") + b"\r\n.\r\n")
            answer = line.getreply()
        except (OSError, smtplib.SMTPException) as e:
            raise NotSent(Trouble.UNSURE, _words(e)) from e
        _taken(answer)

    def _forget(self, line: smtplib.SMTP) -> None:
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self.drop()

    @contextmanager
    def _cut_after(self, seconds: float) -> Iterator[None]:
        """End the line when the whole takes too long: word by word, a slow server could hold on for hours."""

        def cut() -> None:
            if self.wire is not None:
                with contextlib.suppress(OSError):
                    self.wire.shutdown(socket.SHUT_RDWR)

        watch = threading.Timer(seconds, cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()


def _taken(
    answer: tuple[int, bytes], good: tuple[int, ...] = (250, 251, 252), *, ours: bool = False
) -> None:
    """Raises NotSent: refused for good where the first digit is 5, and for now where it is not.

    What is `ours` to mend (the sender, leave to send at all: 530, 535, enhanced code 5.7, RFC 3463) is for now, too:
    it stops every letter, and none of them is at fault.
    """
    code, text = answer
    if code in good:
        return
    said = text.decode("utf-8", "replace")
    for_good = (
        500 <= code < 600 and not ours and code not in {530, 535} and not said.startswith("5.7.")
    )
    raise NotSent(Trouble.REFUSED if for_good else Trouble.LATER, f"{code} {said}")


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "It hung up."
    return str(error) or type(error).__name__
