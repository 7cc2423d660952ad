"""The e-mails that the demo wrote: files under `var/mail`, read as a mail program reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-z-]{1,80}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One file, in words. `name` is the file's, without its ending."""

    name: str
    to: str
    subject: str
    at: datetime | None
    words: str


def names() -> list[str]:
    """Newest first: the names begin with the time."""
    return sorted(
        (path.stem for path in _folder().glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True
    )


def read(name: str) -> Letter | None:
    """The letter of this name; None where there is no such file, or none that can be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        message = message_from_bytes(
            (_folder() / f"{name}.eml").read_bytes(), policy=policy.default
        )
        return _letter(name, message)
    except (OSError, LookupError, ValueError):
        return None


def read_all(wanted: list[str]) -> Iterator[Letter]:
    """Those that can be read."""
    return (letter for letter in map(read, wanted) if letter is not None)


def _letter(name: str, message: EmailMessage) -> Letter:
    words = message.get_body(("plain",))
    date = message["Date"]
    return Letter(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(date)) if date else None,
        words=words.get_content() if words else "",
    )


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
