"""Signing documents, and never storing what would not verify."""

import hashlib
from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

from assay.credentials import issuers
from assay.credentials.models import IssuerKey
from badgecore.errors import BadgeError
from badgecore.prepared import Pointer, Prepared, award_slots
from badgecore.proofs import data_integrity
from badgecore.wire import read_object, write_json

_KEPT = 128
_prepared: OrderedDict[str, Prepared] = OrderedDict()
_lock = Lock()


class NotAsSigned(BadgeError):
    """The bytes read back say something else than what was to be signed; nothing was stored."""

    code = "not-as-signed"
    sentence = "The badge could not be signed."


def signed_bytes(document: dict[str, Any], *, key: IssuerKey, at: datetime) -> bytes:
    """The document as UTF-8 JSON with an eddsa-rdfc-2022 proof, read back and verified before anybody keeps it.

    Raises badgecore's BadgeError where the signature would not cover the whole document.
    """
    private = issuers.private_key(key)
    signed = data_integrity.sign(document, key=private, verification_method=issuers.method(key), created=at)
    return _verified(write_json(signed).encode(), document, key)


def signed_award(document: dict[str, Any], *, key: IssuerKey, at: datetime) -> bytes:
    """As `signed_bytes`, for a badge: what it shares with others of its version is canonicalised once per process.

    The check goes the long way round, by code that shares nothing with the short one.
    """
    slots = _slots(document)
    values = {name: _at(document, pointers[0]) for name, pointers in slots.items()}
    form = _form(document, slots)
    private = issuers.private_key(key)
    text = form.sign(values, key=private, verification_method=issuers.method(key), created=at)
    return _verified(text.encode(), document, key)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _verified(body: bytes, document: dict[str, Any], key: IssuerKey) -> bytes:
    again = read_object(body)
    data_integrity.check(again, again["proof"], issuers.public_key(key))
    if {name: value for name, value in again.items() if name != "proof"} != document:
        raise NotAsSigned(str(document.get("id")))
    return body


def _slots(document: dict[str, Any]) -> dict[str, list[Pointer]]:
    """What differs from one earner to the next: what badgecore knows of, and the name beside the hashed address."""
    slots = award_slots(document)
    if len(document["credentialSubject"].get("identifier", ())) > 1:
        slots["name"] = [("credentialSubject", "identifier", 1, "identityHash")]
    return slots


def _form(document: dict[str, Any], slots: dict[str, list[Pointer]]) -> Prepared:
    """The prepared form of this shape; the newest are kept."""
    shape = sha256(write_json([list(slots), _blanked(document, slots)]).encode())
    with _lock:
        found = _prepared.get(shape)
        if found is not None:
            _prepared.move_to_end(shape)
            return found
    made = Prepared(document, slots)
    with _lock:
        _prepared[shape] = made
        while len(_prepared) > _KEPT:
            _prepared.popitem(last=False)
    return made


def _blanked(value: Any, slots: dict[str, list[Pointer]]) -> Any:
    return _without(value, {pointer for pointers in slots.values() for pointer in pointers}, ())


def _without(value: Any, blank: set[Pointer], path: Pointer) -> Any:
    if path in blank:
        return None
    if isinstance(value, dict):
        return {name: _without(item, blank, (*path, name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(item, blank, (*path, place)) for place, item in enumerate(value)]
    return value


def _at(document: Any, pointer: Pointer) -> str:
    for step in pointer:
        document = document[step]
    return str(document)
