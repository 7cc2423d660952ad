"""Signing documents, and never storing what would not verify."""

import hashlib
from datetime import datetime
from typing import Any

from assay.credentials import issuers
from assay.credentials.models import IssuerKey
from badgecore.proofs import data_integrity
from badgecore.wire import read_object, write_json


def signed_bytes(document: dict[str, Any], *, key: IssuerKey, at: datetime) -> bytes:
    """The document as UTF-8 JSON with an eddsa-rdfc-2022 proof, read back and verified before anybody keeps it.

    Raises badgecore's BadgeError where the signature would not cover the whole document.
    """
    private = issuers.private_key(key)
    signed = data_integrity.sign(document, key=private, verification_method=issuers.method(key), created=at)
    body = write_json(signed).encode()
    again = read_object(body)
    data_integrity.check(again, again["proof"], issuers.public_key(key))
    return body


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
