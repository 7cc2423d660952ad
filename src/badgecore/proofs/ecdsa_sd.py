"""ecdsa-sd-2023: an issuer signs every statement, the earner shows only some (ECDSA Cryptosuites 1.0 §3.6).

Three roles. The issuer makes a base proof, which stays with the earner; the earner derives a document that shows what
they choose and what the issuer made mandatory; anyone checks that. Blank nodes carry HMAC labels, so that what is left
out cannot be guessed from how the rest is numbered.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from badgecore.canon import canonical_nquads, refuse_values, to_quads
from badgecore.canon.rdfc import Quad, canonical_quads, line
from badgecore.canon.select import labelled_quads, part_of, scope_of, skolemized
from badgecore.documents import BUNDLED, BUNDLED_LATER, Contexts
from badgecore.effort import SIGNATURE, charge
from badgecore.errors import KeyWrong, ProofWrong, TermUnknown, TooComplex
from badgecore.keys import PrivateKey, PublicKey
from badgecore.multibase import base64url, base64url_decoded, multibase, multibase_decoded
from badgecore.nouns import instant
from badgecore.proofs.cbor import decoded, encoded
from badgecore.wire import JsonObject, as_list

SUITE: Final = "ecdsa-sd-2023"
_BASE: Final = b"\xd9\x5d\x00"
_DERIVED: Final = b"\xd9\x5d\x01"
# Each has a signature of its own, made and checked one by one; a rich badge has 150.
_STATEMENTS: Final = 1_500

# What a badge cannot do without, and the earner cannot leave away (VC 2.0 §4; OB 3.0).
MANDATORY: Final = (
    "/issuer",
    "/validFrom",
    "/validUntil",
    "/credentialStatus",
    "/credentialSubject/id",
    "/credentialSubject/identifier",
    "/credentialSubject/achievement/name",
    "/credentialSubject/achievement/description",
    "/credentialSubject/achievement/criteria",
)


def mandatory_pointers(document: JsonObject) -> list[str]:
    """The entries of MANDATORY that the document has, as JSON pointers (RFC 6901)."""
    return [pointer for pointer in MANDATORY if _has(document, pointer)]


def sign_base(
    document: JsonObject,
    *,
    key: PrivateKey,
    verification_method: str,
    created: datetime,
    mandatory: Sequence[str],
    random: Callable[[int], bytes],
    contexts: Contexts = BUNDLED,
) -> JsonObject:
    """The document with a base proof (§3.6.1), for the earner alone: it reveals everything.

    `mandatory` are JSON pointers to what every derived document shows. `random(n)` gives n secret bytes; it is asked
    for the HMAC key and for the key pair of this one proof. Raises KeyWrong unless `key` is P-256, ShapeWrong for a
    pointer to nothing, TooComplex for more statements than are checked, and what `data_integrity.sign` raises.
    """
    if key.kind != "P-256":
        raise KeyWrong(f"{SUITE} signs with P-256, not {key.kind}")
    options: JsonObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(created.replace(microsecond=0)),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    unsecured = _without_proof(document)
    refuse_values(unsecured)
    refuse_values(options)
    hmac_key, proof_key = random(32), _key_from(random)
    whole = _Whole(unsecured, hmac_key, contexts)
    shown = whole.places_of(mandatory)
    _refuse_more(len(whole.lines) - len(shown))
    mandatory_lines = [text for place, text in enumerate(whole.lines) if place in shown]
    public = _public_bytes(proof_key.public)
    data = _signed_data(_proof_hash(options, unsecured, contexts), public, mandatory_lines)
    signatures = [
        proof_key.sign(text.encode())
        for place, text in enumerate(whole.lines)
        if place not in shown
    ]
    value = _BASE + encoded([key.sign(data), public, hmac_key, signatures, list(mandatory)])
    proof = options | {"proofValue": "u" + base64url(value)}
    others = as_list(document.get("proof"))
    return document | {"proof": [*others, proof] if others else proof}


def derive(
    document: JsonObject, proof: JsonObject, *, reveal: Sequence[str], contexts: Contexts = BUNDLED
) -> JsonObject:
    """What the earner shows: the mandatory parts and those at the JSON pointers `reveal` (§3.6.6).

    `proof` is the base proof of `document`. Raises ProofWrong for any other, ShapeWrong for a pointer to nothing.
    """
    base = _Base.read(proof)
    unsecured = _without_proof(document)
    whole = _Whole(unsecured, base.hmac_key, contexts)
    combined_pointers = [*base.mandatory, *reveal]
    mandatory, selective = whole.places_of(base.mandatory), whole.places_of(reveal)
    combined = whole.places_of(combined_pointers)
    if not combined:
        raise ProofWrong("nothing would be shown")
    if len(base.signatures) != len(whole.lines) - len(mandatory):
        raise ProofWrong("the proof was made for another document")
    unshown = [place for place in range(len(whole.lines)) if place not in mandatory]
    signatures = [
        signature
        for place, signature in zip(unshown, base.signatures, strict=True)
        if place in selective
    ]
    indexes = [relative for relative, place in enumerate(sorted(combined)) if place in mandatory]
    _lines, canonical = canonical_quads(whole.part(combined_pointers))
    labels = {
        int(verifier[6:]): base64url_decoded(whole.labels[ours][3:])
        for ours, verifier in canonical.items()
    }
    value = _DERIVED + encoded([base.signature, base.public, signatures, labels, indexes])
    shown = part_of(unsecured, combined_pointers) or {}
    return shown | {"proof": {**proof, "proofValue": "u" + base64url(value)}}


def check(
    document: JsonObject,
    proof: JsonObject,
    public_key: PublicKey,
    *,
    contexts: Contexts | None = None,
) -> None:
    """Check a derived proof (§3.6.7); returns nothing.

    Raises BadSignature, ProofWrong for a proof out of form (a base proof among them: it is not to be shown),
    TermUnknown and its kin where part of the document is not covered.
    """
    if public_key.kind != "P-256":
        raise ProofWrong(f"{SUITE} does not go with a key of kind {public_key.kind}")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise ProofWrong(f"not a proof of {SUITE}")
    derived = _Derived.read(proof)
    unsecured = _without_proof(document)
    try:
        _check(unsecured, proof, derived, public_key, contexts or BUNDLED)
    except TermUnknown:
        if contexts is not None:
            raise
        _check(unsecured, proof, derived, public_key, BUNDLED_LATER)


def _check(
    unsecured: JsonObject,
    proof: JsonObject,
    derived: _Derived,
    public_key: PublicKey,
    contexts: Contexts,
) -> None:
    quads = list(dict.fromkeys(to_quads(unsecured, contexts=contexts)))
    _lines, canonical = canonical_quads(quads)
    try:
        labels = {
            ours: f"_:u{base64url(derived.labels[int(theirs[6:])])}"
            for ours, theirs in canonical.items()
        }
    except KeyError:
        raise ProofWrong("a label that the proof does not have") from None
    lines = sorted(line(quad, labels) for quad in quads)
    mandatory = set(derived.mandatory)
    if len(mandatory) != len(derived.mandatory) or not mandatory <= set(range(len(lines))):
        raise ProofWrong("places of statements that the document does not have")
    rest = [text for place, text in enumerate(lines) if place not in mandatory]
    _refuse_more(len(rest))
    charge(SIGNATURE * len(rest))
    if len(rest) != len(derived.signatures):
        raise ProofWrong("as many signatures as statements were expected")
    shown = [lines[place] for place in derived.mandatory]
    public_key.verify(
        derived.signature,
        _signed_data(_proof_hash(proof, unsecured, contexts), derived.public, shown),
    )
    proof_key = PublicKey.from_multikey(multibase(derived.public))
    if proof_key.kind != "P-256":
        raise ProofWrong("the key of the proof is not P-256")
    for text, signature in zip(rest, derived.signatures, strict=True):
        proof_key.verify(signature, text.encode())


def _refuse_more(statements: int) -> None:
    if statements > _STATEMENTS:
        raise TooComplex(f"{statements} statements, each with a signature of its own")


class _Whole:
    """A document's statements under HMAC labels, and which of them a part makes (§3.5.1 canonicalizeAndGroup)."""

    def __init__(self, document: JsonObject, hmac_key: bytes, contexts: Contexts) -> None:
        self._scope = scope_of(document, contexts)
        self._document = skolemized(document, self._scope)
        quads = labelled_quads(self._document, self._scope)
        _lines, canonical = canonical_quads(quads)
        self.labels: Final = {
            ours: _hmac_label(hmac_key, theirs) for ours, theirs in canonical.items()
        }
        self.lines: Final = sorted(line(quad, self.labels) for quad in quads)
        self._places = {text: place for place, text in enumerate(self.lines)}

    def part(self, pointers: Sequence[str]) -> list[Quad]:
        """The statements of the part that JSON pointers choose."""
        part = part_of(self._document, pointers)
        return labelled_quads(part, self._scope) if part else []

    def places_of(self, pointers: Sequence[str]) -> set[int]:
        """The places of those statements among all. Raises ProofWrong for half a list, which says something else."""
        try:
            return {self._places[line(quad, self.labels)] for quad in self.part(pointers)}
        except KeyError:
            raise ProofWrong("a list can be shown only whole") from None


@dataclass(frozen=True, slots=True)
class _Base:
    """A base proof value (§3.5.2 and §3.5.3)."""

    signature: bytes
    public: bytes
    hmac_key: bytes
    signatures: list[bytes]
    mandatory: list[str]

    @classmethod
    def read(cls, proof: JsonObject) -> _Base:
        signature, public, hmac_key, signatures, mandatory = _parts(proof, _BASE)
        _expect(
            _all(bytes, [signature, public, hmac_key])
            and _all(bytes, signatures)
            and _all(str, mandatory)
        )
        return cls(signature, public, hmac_key, signatures, mandatory)


@dataclass(frozen=True, slots=True)
class _Derived:
    """A derived proof value (§3.5.7 and §3.5.8)."""

    signature: bytes
    public: bytes
    signatures: list[bytes]
    labels: dict[int, bytes]
    mandatory: list[int]

    @classmethod
    def read(cls, proof: JsonObject) -> _Derived:
        signature, public, signatures, labels, mandatory = _parts(proof, _DERIVED)
        _expect(
            _all(bytes, [signature, public]) and _all(bytes, signatures) and _all(int, mandatory)
        )
        _expect(
            isinstance(labels, dict)
            and all(isinstance(label, bytes) and len(label) == 32 for label in labels.values())
        )
        return cls(signature, public, signatures, labels, mandatory)


def _parts(proof: JsonObject, header: bytes) -> list[Any]:
    value = proof.get("proofValue")
    if not isinstance(value, str) or value[:1] != "u":
        raise ProofWrong("proofValue must be base64url text")
    data = multibase_decoded(value)
    if not data.startswith(header):
        raise ProofWrong("a base proof where a derived one was expected, or the reverse")
    parts = decoded(data[len(header) :])
    found: list[Any] = parts if isinstance(parts, list) else []
    _expect(len(found) == 5)
    return found


def _all(kind: type, values: object) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, kind) for value in cast("list[object]", values)
    )


def _expect(holds: bool) -> None:
    if not holds:
        raise ProofWrong("the proof value does not have its five parts in form")


def _signed_data(proof_hash: bytes, public: bytes, mandatory: list[str]) -> bytes:
    """The bytes to be signed: hash of the options, key of this proof, hash of the mandatory statements (§3.5.1)."""
    return proof_hash + public + hashlib.sha256("".join(mandatory).encode()).digest()


def _proof_hash(proof: JsonObject, unsecured: JsonObject, contexts: Contexts) -> bytes:
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    options["@context"] = unsecured.get("@context")
    return hashlib.sha256(canonical_nquads(options, contexts=contexts).encode()).digest()


def _hmac_label(key: bytes, canonical: str) -> str:
    """The label of a blank node in the proof: the HMAC of its canonical label without the `_:` (§3.4.8)."""
    return "_:u" + base64url(hmac.digest(key, canonical[2:].encode(), "sha256"))


def _public_bytes(key: PublicKey) -> bytes:
    """A public key as the proof holds it: the multicodec prefix, then the compressed point."""
    return multibase_decoded(key.multikey)


def _key_from(random: Callable[[int], bytes]) -> PrivateKey:
    for _ in range(8):
        try:
            return PrivateKey.from_seed(random(32), "P-256")
        except KeyWrong:
            continue  # One in four thousand million numbers lies outside the group: draw another.
    raise KeyWrong("the random bytes make no key")


def _without_proof(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "proof"}


def _has(document: Any, pointer: str) -> bool:
    for step in pointer.split("/")[1:]:
        if not isinstance(document, dict) or step not in document:
            return False
        document = cast("JsonObject", document)[step]
    return True
