"""Signing badges: what those of one version share is worked out once, and the bytes are the same as one by one."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from assay.credentials.issuers import identity
from assay.credentials.issuers.signing import NotAsSigned
from assay.credentials.models import IssuerKey
from badgecore.prepared import Pointer, Prepared, award_slots
from badgecore.proofs import data_integrity
from badgecore.wire import read_object, write_json

_KEPT = 512
LONG_WAY = 500
_forms: OrderedDict[str, Prepared] = OrderedDict()
# The last form met in each family, and the achievement itself, kept so that its id stays its own.
_near: OrderedDict[int, tuple[Prepared, object]] = OrderedDict()
_lock = Lock()


class BatchSigner:
    """Signs badges with one issuer's key, unsealed once; what badges of one shape share is prepared once."""

    def __init__(self, key: IssuerKey, *, long_way: int = LONG_WAY) -> None:
        """`long_way`: one in so many of a form is verified the long way too. Raises lib.vault.CannotOpen."""
        self.key, self._long_way = key, long_way
        self._private, self._public = identity.private_key(key), identity.public_key(key)
        self._method = identity.method(key)
        self._signed: WeakKeyDictionary[Prepared, int] = WeakKeyDictionary()

    def signed_bytes(self, document: dict[str, Any], *, at: datetime) -> bytes:
        """The document as UTF-8 JSON with its proof: signed, read back, and verified before anybody keeps it.

        Raises NotAsSigned, and what `Prepared.sign` raises.
        """
        if document.get("endorsement"):
            body = self._alone(document, at).encode()
            self._check(body, document)
            return body
        form, values = prepared(document)
        body = self.filled(form, values, at=at)
        if _without_proof(json.loads(body)) != document:
            raise NotAsSigned(str(document.get("id")))
        return body

    def filled(self, form: Prepared, values: Mapping[str, str], *, at: datetime) -> bytes:
        """The badge of this form with these values, signed, read back place by place and verified.

        The first of each form, and then one in so many, are verified the long way too, by code that shares nothing with
        the short one. Raises NotAsSigned, and what `Prepared.sign` and `Prepared.check_bytes` raise.
        """
        method, private, public = self._method, self._private, self._public
        body = form.sign_bytes(values, key=private, verification_method=method, created=at)
        form.check_bytes(body, values, public_key=public, verification_method=method, created=at)
        before = self._signed.get(form, 0)
        if before % self._long_way == 0:
            self._check(body, form.document(values))
        self._signed[form] = before + 1
        return body

    def _check(self, body: bytes, document: dict[str, Any]) -> None:
        """The long way: read strictly, canonicalised from the beginning."""
        again = read_object(body)
        data_integrity.check(again, again["proof"], self._public)
        if (
            again["proof"]["verificationMethod"] != self._method
            or _without_proof(again) != document
        ):
            raise NotAsSigned(str(document.get("id")))

    def _alone(self, document: dict[str, Any], at: datetime) -> str:
        """A badge with endorsements of its own is like no other: a form made for it would serve it alone."""
        private, method = self._private, self._method
        return write_json(
            data_integrity.sign(document, key=private, verification_method=method, created=at)
        )


def _without_proof(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def prepared(document: dict[str, Any]) -> tuple[Prepared, dict[str, str]]:
    """The form of a badge's shape, made on first need and kept for the process, and what this badge puts into it."""
    subject = document["credentialSubject"]
    # Badges that share an achievement differ in shape only by what else they say: how many levels, which endorsements.
    family = hash((id(subject["achievement"]), len(subject.get("result", ())), len(document)))
    with _lock:
        near = _near.get(family)
    if near is not None and (values := near[0].values(document)) is not None:
        return near[0], values
    slots = _slots(document)
    form = _form(document, slots)
    with _lock:
        _near[family] = form, subject["achievement"]
        while len(_near) > _KEPT:
            _near.popitem(last=False)
    return form, {name: _at(document, pointers[0]) for name, pointers in slots.items()}


def _form(document: dict[str, Any], slots: dict[str, list[Pointer]]) -> Prepared:
    blank = _without(document, {pointer for pointers in slots.values() for pointer in pointers})
    shape = hashlib.sha256(write_json([list(slots), blank]).encode()).hexdigest()
    with _lock:
        if shape in _forms:
            _forms.move_to_end(shape)
            return _forms[shape]
    form = Prepared(document, slots)
    with _lock:
        _forms[shape] = form
        while len(_forms) > _KEPT:
            _forms.popitem(last=False)
    return form


def _slots(document: dict[str, Any]) -> dict[str, list[Pointer]]:
    """What differs from earner to earner: the core's own list, and the name in words beside the hashed address."""
    slots = award_slots(document)
    if "awardedDate" in document:  # alike or not, by chance: one form does for both
        slots |= {"earned": [("validFrom",)], "awarded": [("awardedDate",)]}
    for number, identifier in enumerate(document["credentialSubject"].get("identifier", ())):
        if not identifier.get("hashed"):
            slots[f"name-{number}"] = [("credentialSubject", "identifier", number, "identityHash")]
    if "refreshService" in document:
        slots["refresh"] = [("refreshService", "id")]
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
