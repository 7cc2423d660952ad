"""Hashed identities: who earned a badge, without saying so (OB 3.0, IdentityObject; OB 2.0 IdentityHash)."""

from __future__ import annotations

import hashlib
import hmac


def email_hash(address: str, salt: str | None) -> str:
    """`sha256$` + hex of H(address + salt), UTF-8; the address trimmed and lower-cased, on both sides alike."""
    text = address.strip().lower() + (salt or "")
    return "sha256$" + hashlib.sha256(text.encode()).hexdigest()


def is_hash_of(identity_hash: str, identifier: str, salt: str | None) -> bool:
    """Whether `identity_hash` names `identifier` as typed, or trimmed and lower-cased. Knows sha256 and md5."""
    algorithm, _, digest = identity_hash.partition("$")
    if algorithm not in ("sha256", "md5"):
        return False
    forms = {identifier, identifier.strip().lower()}
    return any(hmac.compare_digest(_hex(algorithm, form + (salt or "")), digest.lower()) for form in sorted(forms))


def _hex(algorithm: str, text: str) -> str:
    # md5 only to read what others wrote; nothing of ours is made with it.
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()
