"""Reading and writing for the command: files, `-` for standard input and output, private keys with mode 0600."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from badgecore.errors import NotJson, ShapeWrong
from badgecore.keys import PrivateKey
from badgecore.proofs.data_integrity import Cryptosuite
from badgecore.wire import JsonObject, read_object, write_json

if TYPE_CHECKING:
    import argparse

MAX_INPUT: Final = 32 * 1024 * 1024


class NotReadable(Exception):
    """A file cannot be read."""


class NotUnderstood(Exception):
    """Options that do not go together."""


class NotWritable(Exception):
    """A file cannot be written."""


def read(name: str) -> bytes:
    """At most `MAX_INPUT` bytes and one more, so that whoever reads on notices what is too large."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise NotReadable("standard input is closed")
            return sys.stdin.buffer.read(MAX_INPUT + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_INPUT + 1)
    except OSError as error:
        raise NotReadable(f"{name}: {error.strerror}") from None
    except ValueError:
        raise NotReadable("a file name with a zero byte in it") from None


def read_text(name: str) -> str:
    try:
        return read(name).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NotJson("not UTF-8 text") from None


def read_json(name: str) -> JsonObject:
    return read_object(read_text(name), max_bytes=MAX_INPUT)


def read_key(name: str) -> PrivateKey:
    return PrivateKey.from_pem(read(name))


def write(name: str, data: bytes) -> None:
    try:
        if name == "-":
            if sys.stdout is None:
                raise NotWritable("standard output is closed")
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            Path(name).write_bytes(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWritable(
            f"{'standard output' if name == '-' else name}: {error.strerror}"
        ) from None


def write_document(name: str, document: object) -> None:
    write(name, write_json(document).encode() + b"\n")


def write_key(name: str, key: PrivateKey) -> None:
    """A new file with mode 0600; never over an existing one, and never to a screen."""
    if name == "-":
        raise NotWritable("a private key goes into a file of its own, not to standard output")
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotWritable(f"{name}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.to_pem())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        Path(name).unlink(missing_ok=True)  # half a key would look like one
        raise NotWritable(f"{name}: {error.strerror}") from None


def suite_for(key: PrivateKey) -> Cryptosuite:
    """What a key signs with when nobody says otherwise."""
    return "eddsa-rdfc-2022" if key.kind == "Ed25519" else "ecdsa-rdfc-2019"


def moment(text: str | None) -> datetime:
    """`--now` and `--created`: an instant with its zone; the present without it."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ShapeWrong(f"{text} is no time") from None
    if found.tzinfo is None:
        raise ShapeWrong(f"{text} has no time zone: write Z or +02:00 behind it")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ShapeWrong(f"{text} lies outside of the years that can be written") from None


def out_option(parser: "argparse.ArgumentParser") -> None:
    parser.add_argument(
        "--out", default="-", metavar="FILE", help="where to write; standard output without it"
    )
