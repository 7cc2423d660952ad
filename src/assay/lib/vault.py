"""Secrets at rest: sealed under a key that never enters the database."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class CannotOpen(Exception):
    """The seal was made under another key, or was altered."""


def _box() -> Fernet:
    key = hashlib.sha256(b"assay vault 1\0" + settings.VAULT_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: bytes) -> bytes:
    """Encrypt and authenticate (Fernet) under `VAULT_KEY`, which is an environment value or a file of mode 0600."""
    return _box().encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """The secret again. Raises CannotOpen."""
    try:
        return _box().decrypt(bytes(sealed))
    except InvalidToken as e:
        raise CannotOpen(
            "This secret was sealed under another key. Restore the key it was made with."
        ) from e


def mark(kind: str, text: str) -> str:
    """A mark of a text, 43 URL-safe characters: the same each time, and made and read back by nobody without the key.

    Unlike `seal` it cannot be opened. For links that are made again instead of stored, and for telling an address again
    that is not kept.
    """
    mac = hmac.digest(settings.VAULT_KEY.encode(), f"assay {kind}\0{text}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def draw(kind: str, text: str) -> float:
    """A number from 0 to 1, the same each time: checked by who has the key, foretold and steered by nobody else."""
    mac = hmac.digest(settings.VAULT_KEY.encode(), f"assay {kind}\0{text}".encode(), "sha256")
    return int.from_bytes(mac[:6]) / 2**48
