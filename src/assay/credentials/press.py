"""Signing many badges of the same versions: what a version's badges share is worked out once, the bytes are the same.

Used where thousands are signed in one go; a single award goes through `signing.signed_bytes`.
"""

import json
from datetime import datetime
from typing import Any

from assay.credentials import issuers
from assay.credentials.models import IssuerKey
from badgecore.prepared import Pointer, Prepared, award_slots
from badgecore.wire import read_object


class Press:
    """Signs documents of one issuer's key; keeps one prepared form for each shape it meets."""

    def __init__(self, key: IssuerKey) -> None:
        self._private, self._public = issuers.private_key(key), issuers.public_key(key)
        self._method = issuers.method(key)
        self._forms: dict[str, Prepared] = {}

    def signed_bytes(self, document: dict[str, Any], *, at: datetime) -> bytes:
        """As `signing.signed_bytes`: signed, read back, and verified before anybody keeps it."""
        slots = _slots(document)
        form = self._form(document, slots)
        values = {name: _at(document, pointers[0]) for name, pointers in slots.items()}
        text = form.sign(values, key=self._private, verification_method=self._method, created=at)
        again = read_object(text.encode())
        form.check(again, again["proof"], self._public)
        return text.encode()

    def _form(self, document: dict[str, Any], slots: dict[str, list[Pointer]]) -> Prepared:
        shape = json.dumps(_without(document, {p for pointers in slots.values() for p in pointers}), sort_keys=True)
        if shape not in self._forms:
            self._forms[shape] = Prepared(document, slots)
        return self._forms[shape]


def _slots(document: dict[str, Any]) -> dict[str, list[Pointer]]:
    """What differs from earner to earner: the core's own list, and the name in words beside the hashed address."""
    slots = award_slots(document)
    for number, identifier in enumerate(document["credentialSubject"].get("identifier", ())):
        if not identifier.get("hashed"):
            slots[f"name-{number}"] = [("credentialSubject", "identifier", number, "identityHash")]
    return slots


def _at(value: Any, pointer: Pointer) -> str:
    for step in pointer:
        value = value[step]
    return str(value)


def _without(value: Any, pointers: set[Pointer], path: Pointer = ()) -> Any:
    if path in pointers:
        return None
    if isinstance(value, dict):
        return {key: _without(item, pointers, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, pointers, (*path, n)) for n, item in enumerate(value)]
    return value
