"""Hashed identities: who earned a badge, without saying so (OB 3.0, IdentityObject; OB 2.0 IdentityHash)."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata


def email_hash(address: str, salt: str | None) -> str:
    """`sha256$` + hex of H(address + salt), UTF-8; the address in one spelling, on both sides alike."""
    text = _one_spelling(address) + (salt or "")
    return "sha256$" + hashlib.sha256(text.encode()).hexdigest()


def is_hash_of(identity_hash: str, identifier: str, salt: str | None) -> bool:
    """Whether `identity_hash` names `identifier` as typed, trimmed and lower-cased, or composed (NFC) besides.

    Knows sha256 and md5. Neither text is trusted to be well formed: what cannot be compared is not the same.
    """
    algorithm, _, digest = identity_hash.partition("$")
    if algorithm not in ("sha256", "md5"):
        return False
    forms = {identifier, identifier.strip().lower(), _one_spelling(identifier)}
    said = digest.lower().encode("utf-8", "surrogatepass")
    return any(
        hmac.compare_digest(_hex(algorithm, form + (salt or "")), said) for form in sorted(forms)
    )


def _one_spelling(address: str) -> str:
    """Trimmed, lower-cased, and each letter with its accent as one character (NFC): keyboards differ in that."""
    return unicodedata.normalize("NFC", address.strip().lower())


def _hex(algorithm: str, text: str) -> bytes:
    # md5 only to read what others wrote; nothing of ours is made with it.
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest().encode()
