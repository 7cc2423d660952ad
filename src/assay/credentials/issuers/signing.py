"""Signing documents, and never storing what would not verify."""

import hashlib
from datetime import datetime
from typing import Any

from assay.credentials.issuers import identity
from badgecore.proofs import data_integrity
from badgecore.wire import read_object, write_json


class NotAsSigned(Exception):
    """The bytes read back say something else than what was to be signed; nothing was stored. A fault of ours."""


def signed_bytes(document: dict[str, Any], *, key: identity.Key, at: datetime) -> bytes:
    """The document as UTF-8 JSON with a Data Integrity proof, read back and verified before anybody keeps it.

    eddsa-rdfc-2022, or ecdsa-rdfc-2019 where a P-256 key is the issuer's name: in its list, for its badges as JWT.

    Raises badgecore's BadgeError where the signature would not cover the whole document.
    """
    private = identity.private_key(key)
    signed = data_integrity.sign(
        document,
        key=private,
        verification_method=identity.method(key),
        created=at,
        cryptosuite="ecdsa-rdfc-2019" if private.kind == "P-256" else "eddsa-rdfc-2022",
    )
    return _verified(write_json(signed).encode(), document, key)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _verified(body: bytes, document: dict[str, Any], key: identity.Key) -> bytes:
    again = read_object(body)
    data_integrity.check(again, again["proof"], identity.public_key(key))
    if {name: value for name, value in again.items() if name != "proof"} != document:
        raise NotAsSigned(str(document.get("id")))
    return body
