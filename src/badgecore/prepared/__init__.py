"""Many awards of one micro-credential version: what they share is worked out once.

`Prepared` signs and checks documents of one known shape with `eddsa-rdfc-2022`, byte for byte as
`proofs.data_integrity` would; where it could differ it takes that path itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final

from badgecore.canon import canonical_nquads, refuse_values
from badgecore.canon.nquads import escaped_alike
from badgecore.canon.text import refuse_text
from badgecore.documents import BUNDLED, Contexts
from badgecore.errors import KeyWrong, NotPreparable, ProofWrong
from badgecore.keys import PrivateKey, PublicKey
from badgecore.multibase import multibase, multibase_decoded
from badgecore.nouns import instant
from badgecore.prepared.form import Fallback, Form, Pointer, filled
from badgecore.prepared.lines import Marks, Template, Values
from badgecore.prepared.shape import Shape
from badgecore.proofs import data_integrity
from badgecore.wire import JsonObject, read_object, write_json

__all__ = ["Pointer", "Prepared", "award_slots"]

_SUITE: Final = "eddsa-rdfc-2022"
_PROOF: Final[JsonObject] = {
    "type": "DataIntegrityProof",
    "cryptosuite": _SUITE,
    "created": "",
    "verificationMethod": "",
    "proofPurpose": "assertionMethod",
}
_PROOF_SLOTS: Final[tuple[Pointer, ...]] = (("created",), ("verificationMethod",))
_fixed_of, _PROOF_FIXED = (
    itemgetter("type", "cryptosuite", "proofPurpose"),
    (_PROOF["type"], _SUITE, "assertionMethod"),
)
_open_of, _PROOF_OPEN = itemgetter("created", "verificationMethod", "proofValue"), [str, str, str]
_PROOF_SIZE: Final = 6


class Prepared:
    """One shape of document: `document` is an example, `slots` name the places that change from award to award.

    A slot is one or more pointers to texts that always change together. Raises NotPreparable for a slot that no
    signature would cover or that could change more than its own text (a type, a number in disguise), and what `sign`
    raises. Safe to share between threads.
    """

    def __init__(
        self,
        document: JsonObject,
        slots: Mapping[str, Sequence[Pointer]],
        *,
        contexts: Contexts = BUNDLED,
    ) -> None:
        refuse_values(document)
        self.names: Final = tuple(slots)
        self._pointers = tuple(pointer for name in self.names for pointer in slots[name])
        self._spread = tuple(place for place, name in enumerate(self.names) for _ in slots[name])
        self._document = filled(document, self._pointers, [""] * len(self._pointers))
        self._document.pop("proof", None)
        self._contexts = contexts
        self._checked_under = None if contexts is BUNDLED else contexts
        self._form = Form(self._document, self._pointers, contexts)
        proof = _PROOF | {"@context": self._document["@context"]}
        self._proof_form = Form(proof, _PROOF_SLOTS, contexts)
        self._last_proof: tuple[tuple[str, str], bytes] | None = None
        self._json = self._json_text()
        self._spread_names: Final = tuple([self.names[place] for place in self._spread])
        self._shape = Shape(self._document, self._pointers)

    def document(self, values: Mapping[str, str]) -> JsonObject:
        """The unsigned document with these values."""
        return filled(self._document, self._pointers, self._spread_out(self._ordered(values)))

    def values(self, document: JsonObject) -> dict[str, str] | None:
        """What an unsigned document of this shape has in the slots; None for a document of another shape."""
        spread = self._shape.read(document)
        if spread is None:
            return None
        found = dict(zip(self._spread_names, spread, strict=True))
        # Places that always change together must be alike here too.
        return found if self._spread_out(self._ordered(found)) == spread else None

    def sign(
        self,
        values: Mapping[str, str],
        *,
        key: PrivateKey,
        verification_method: str,
        created: datetime,
    ) -> str:
        """The signed document as JSON: the text of `write_json(data_integrity.sign(…))`, raising what that raises."""
        return self.sign_bytes(
            values, key=key, verification_method=verification_method, created=created
        ).decode()

    def sign_bytes(
        self,
        values: Mapping[str, str],
        *,
        key: PrivateKey,
        verification_method: str,
        created: datetime,
    ) -> bytes:
        """As `sign`, in UTF-8."""
        if key.kind != "Ed25519":
            raise KeyWrong(f"{_SUITE} signs with Ed25519, not {key.kind}")
        ordered = self._ordered(values)
        joined = "".join(ordered)
        if not (joined.isascii() and joined.replace("\n", "").replace("\t", "").isprintable()):
            for name, value in zip(self.names, ordered, strict=True):
                refuse_text(value, name)
        spread = self._spread_out(ordered)
        moment = instant(created.replace(microsecond=0))
        try:
            data = self._proof_hash(moment, verification_method) + self._form.digest(spread)
        except Fallback:
            signed = data_integrity.sign(
                filled(self._document, self._pointers, spread),
                key=key,
                verification_method=verification_method,
                created=created,
                contexts=self._contexts,
            )
            return write_json(signed).encode()
        return self._text(spread, moment, verification_method, multibase(key.sign(data)))

    def check(self, document: JsonObject, proof: JsonObject, public_key: PublicKey) -> None:
        """`data_integrity.check`, faster where the document has this shape; the same answer always."""
        spread = self._read(document, proof)
        if spread is None or not self._is_checked(public_key, spread, *_open_of(proof)):
            data_integrity.check(document, proof, public_key, contexts=self._checked_under)

    def check_bytes(
        self,
        body: bytes,
        values: Mapping[str, str],
        *,
        public_key: PublicKey,
        verification_method: str,
        created: datetime,
    ) -> None:
        """Whether `body` is what `sign_bytes` owes for these values, read back out of the bytes place by place, and its
        signature holds: for checking what was just signed without taking the whole document apart.

        Raises ProofWrong where it says anything else, BadSignature where the signature is not the key's.
        """
        places = self._json.read(body)
        if places is None:
            raise ProofWrong("the text is not of this shape")
        *found, made, method, value = map(_unescaped, places)
        spread = tuple(found)
        wanted = (
            self._spread_out(self._ordered(values)),
            instant(created.replace(microsecond=0)),
            verification_method,
        )
        if (spread, made, method) != wanted:
            raise ProofWrong("the text says something else than what was to be signed")
        if not self._is_checked(public_key, spread, made, method, value):
            document = read_object(body)
            data_integrity.check(
                document, document["proof"], public_key, contexts=self._checked_under
            )

    def _is_checked(
        self, public_key: PublicKey, spread: Values, created: str, method: str, value: str
    ) -> bool:
        """Whether the fast path could check it. Where not, the generic path has to; raises what that one would."""
        if public_key.kind != "Ed25519":
            return False
        if not value.startswith("z"):
            raise ProofWrong("proofValue must be base58btc text")
        try:
            data = self._proof_hash(created, method) + self._form.digest(spread)
        except Fallback:
            return False
        public_key.verify(multibase_decoded(value), data)
        return True

    def _ordered(self, values: Mapping[str, str]) -> Values:
        if len(values) != len(self.names):
            raise NotPreparable(f"the slots are {', '.join(self.names)}")
        try:
            return tuple([values[name] for name in self.names])
        except KeyError as error:
            raise NotPreparable(f"no value for the slot {error}") from None

    def _spread_out(self, ordered: Values) -> Values:
        return tuple([ordered[place] for place in self._spread])

    def _proof_hash(self, created: str, method: str) -> bytes:
        # Bulk issue signs thousands within one second, by one key.
        last = self._last_proof
        if last is not None and last[0] == (created, method):
            return last[1]
        try:
            digest = self._proof_form.digest((created, method))
        except Fallback:
            options = _PROOF | {"created": created, "verificationMethod": method}
            form = canonical_nquads(
                options | {"@context": self._document["@context"]}, contexts=self._contexts
            )
            digest = hashlib.sha256(form.encode()).digest()
        self._last_proof = (created, method), digest
        return digest

    def _read(self, document: JsonObject, proof: JsonObject) -> Values | None:
        try:
            if len(proof) != _PROOF_SIZE or _fixed_of(proof) != _PROOF_FIXED:
                return None
            if [*map(type, _open_of(proof))] != _PROOF_OPEN:
                return None
        except KeyError:
            return None
        return self._shape.read(document)

    def _json_text(self) -> Template:
        """The signed document; created, method and value of the proof are the last places."""
        marks = Marks(self._document)
        slots = [marks.slot(place) for place in range(len(self._pointers))]
        proof = _PROOF | {
            "created": marks.slot(len(slots)),
            "verificationMethod": marks.slot(len(slots) + 1),
        }
        proof["proofValue"] = marks.slot(len(slots) + 2)
        return Template(
            write_json(filled(self._document, self._pointers, slots) | {"proof": proof}),
            marks.pattern,
        )

    def _text(self, spread: Values, created: str, method: str, value: str) -> bytes:
        places = (*spread, created, method, value)
        texts = escaped_alike(places)
        if texts is None:
            # Each comes with quotes of its own, which the text has already.
            texts = [encode_basestring(item)[1:-1].encode() for item in places]
        return self._json.filled(texts)


def _unescaped(text: bytes) -> str:
    """A JSON text without its quotes, read. Raises ProofWrong."""
    try:
        return str(json.loads(b'"%b"' % text)) if b"\\" in text else text.decode()
    except ValueError as error:
        raise ProofWrong(f"a text that is not JSON: {error}") from None


def _at(document: Any, pointer: Pointer) -> Any:
    for step in pointer:
        document = document[step]
    return document


def award_slots(document: JsonObject) -> dict[str, list[Pointer]]:
    """The slots of a badge as `model.AchievementCredential` writes it: what differs from one earner to the next.

    Names: `id`, `earned` (validFrom, and awardedDate where it is the same), `until`, `subject`, `identity`, `salt`,
    `level-N` for the N-th result with a level, `status`, `status-index`, `status-list`, `evidence-N-…`; those that the
    document has.
    """
    slots: dict[str, list[Pointer]] = {"id": [("id",)], "earned": [("validFrom",)]}
    if "awardedDate" in document:
        same = document["awardedDate"] == document["validFrom"]
        slots.setdefault("earned" if same else "awarded", []).append(("awardedDate",))
    subject = document["credentialSubject"]
    places: list[tuple[str, Pointer]] = [
        ("until", ("validUntil",)),
        ("subject", ("credentialSubject", "id")),
    ]
    for name, term in (("identity", "identityHash"), ("salt", "salt")):
        if subject.get("identifier"):
            places.append((name, ("credentialSubject", "identifier", 0, term)))
    for number, _result in enumerate(subject.get("result", ())):
        places.append((f"level-{number}", ("credentialSubject", "result", number, "achievedLevel")))
    for name, term in (
        ("status", "id"),
        ("status-index", "statusListIndex"),
        ("status-list", "statusListCredential"),
    ):
        places.append((name, ("credentialStatus", term)))
    for number, evidence in enumerate(document.get("evidence", ())):
        places += [
            (f"evidence-{number}-{term}", ("evidence", number, term))
            for term in evidence
            if term != "type"
        ]
    for name, pointer in places:
        try:
            held = isinstance(_at(document, pointer), str)
        except (KeyError, IndexError, TypeError):
            continue
        if held:
            slots[name] = [pointer]
    return slots
