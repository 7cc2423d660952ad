"""Data Integrity proofs: sign a document, and check a proof it carries.

Sources: Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0; Data Integrity ECDSA
Cryptosuites 1.0. What is signed is H(proof options) ‖ H(document without proof), both in canonical form.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, cast

from badgecore.canon import canonical_json, canonical_nquads, refuse_values
from badgecore.documents import BUNDLED, BUNDLED_LATER, Contexts
from badgecore.errors import KeyWrong, ProofUnknown, ProofWrong, TermUnknown
from badgecore.keys import Kind, PrivateKey, PublicKey
from badgecore.multibase import multibase, multibase_decoded
from badgecore.nouns import instant
from badgecore.proofs import ecdsa_sd
from badgecore.wire import JsonObject, as_list

Cryptosuite: TypeAlias = Literal[
    "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"
]


@dataclass(frozen=True, slots=True)
class Suite:
    """How one cryptosuite canonicalises, and with which kinds of key it signs (Data Integrity §3.1)."""

    form: Literal["rdfc", "jcs", "sd"]
    kinds: tuple[Kind, ...]


SUITES: Final[dict[str, Suite]] = {
    "eddsa-rdfc-2022": Suite("rdfc", ("Ed25519",)),
    "eddsa-jcs-2022": Suite("jcs", ("Ed25519",)),
    "ecdsa-rdfc-2019": Suite("rdfc", ("P-256", "P-384")),
    "ecdsa-jcs-2019": Suite("jcs", ("P-256", "P-384")),
    # Checked here; signed and derived from in `ecdsa_sd`.
    ecdsa_sd.SUITE: Suite("sd", ("P-256",)),
}
# Made before Data Integrity was final (VC Data Integrity EdDSA, Ed25519Signature2020). Read only.
_FORMER_TYPES: Final = {"Ed25519Signature2020": Suite("rdfc", ("Ed25519",))}
# The name of eddsa-rdfc-2022 before it was final; the 1EdTech validator still reads it. Never written.
_FORMER_NAMES: Final = {"eddsa-2022": "eddsa-rdfc-2022"}


def sign(
    document: JsonObject,
    *,
    key: PrivateKey,
    verification_method: str,
    created: datetime,
    cryptosuite: Cryptosuite = "eddsa-rdfc-2022",
    purpose: str = "assertionMethod",
    expires: datetime | None = None,
    proof_id: str | None = None,
    previous_proof: str | list[str] | None = None,
    challenge: str | None = None,
    domain: str | None = None,
    contexts: Contexts = BUNDLED,
) -> JsonObject:
    """The document with one more proof (Data Integrity §4.2 and §4.3 Add Proof Set/Chain).

    The first proof stands alone, not in an array: one verifier refuses arrays. `previous_proof` names the ids of proofs
    the document carries already; they are signed along. Raises TermUnknown, ReferenceRelative, ContextUnknown,
    TextRefused, TooComplex for a document no signature would cover whole (`endorsementJwt` belongs in tokens: wallets
    hold a context that does not know it), KeyWrong for a key the suite does not use.
    """
    suite = SUITES[cryptosuite]
    if suite.form == "sd":
        raise KeyWrong(f"{cryptosuite} is signed by ecdsa_sd.sign_base")
    if key.kind not in suite.kinds:
        raise KeyWrong(f"{cryptosuite} signs with {' or '.join(suite.kinds)}, not {key.kind}")
    options: JsonObject = {"type": "DataIntegrityProof"}
    if proof_id is not None:
        options["id"] = proof_id
    options |= {"cryptosuite": cryptosuite, "created": instant(created.replace(microsecond=0))}
    options |= {"verificationMethod": verification_method, "proofPurpose": purpose}
    extras = {"challenge": challenge, "domain": domain, "previousProof": previous_proof}
    extras["expires"] = instant(expires) if expires is not None else None
    options |= {name: value for name, value in extras.items() if value is not None}
    # The JCS suites carry the context inside the proof (EdDSA Cryptosuites §3.3.1); the RDF suites only borrow it.
    if suite.form == "jcs" and "@context" in document:
        options["@context"] = document["@context"]
    refuse_values(document)
    refuse_values(options)
    if suite.form == "jcs":
        _refuse_tokens_inside(document)
    data = signed_data(document, options, suite, key.kind, contexts)
    proof = options | {"proofValue": multibase(key.sign(data))}
    others = as_list(document.get("proof"))
    return document | {"proof": [*others, proof] if others else proof}


def check(
    document: JsonObject,
    proof: JsonObject,
    public_key: PublicKey,
    *,
    contexts: Contexts | None = None,
) -> None:
    """Check one proof of a document (EdDSA and ECDSA Cryptosuites §3.2.2, §3.3.2); returns nothing.

    Raises BadSignature if it does not match, ProofUnknown for a kind of proof not known here, ProofWrong for one out of
    form, TermUnknown, ReferenceRelative and ContextUnknown where part of the document is not covered. Who may use the
    key, purpose, dates and status are the caller's questions (`verify.py`). Nodes with one `id` are one to RDF: a name
    may stand at either of them. Unless `contexts` says otherwise our own files are used, in their later age where a
    document has terms that only this age defines.
    """
    suite = suite_of(proof)
    if suite.form == "sd":
        return ecdsa_sd.check(document, proof, public_key, contexts=contexts)
    if public_key.kind not in suite.kinds:
        raise ProofWrong(
            f"{proof.get('cryptosuite')} does not go with a key of kind {public_key.kind}"
        )
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise ProofWrong("proofValue must be base58btc text")
    signature = multibase_decoded(value)
    try:
        data = signed_data(document, proof, suite, public_key.kind, contexts or BUNDLED)
    except TermUnknown:
        if contexts is not None:
            raise
        data = signed_data(document, proof, suite, public_key.kind, BUNDLED_LATER)
    return public_key.verify(signature, data)


def suite_of(proof: JsonObject) -> Suite:
    """The suite a proof names (Data Integrity §3.1). Raises ProofUnknown."""
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if isinstance(kind, str) and kind in _FORMER_TYPES:
        return _FORMER_TYPES[kind]
    if kind != "DataIntegrityProof" or not isinstance(name, str):
        raise ProofUnknown(str(kind))
    suite = SUITES.get(_FORMER_NAMES.get(name, name))
    if suite is None:
        raise ProofUnknown(name)
    return suite


def signed_data(
    document: JsonObject, proof: JsonObject, suite: Suite, kind: Kind, contexts: Contexts = BUNDLED
) -> bytes:
    """The bytes that are signed (EdDSA Cryptosuites §3.2.4, §3.3.4; ECDSA Cryptosuites §3.2.4, §3.3.4).

    SHA-256 of both canonical forms one after the other; SHA-384 with P-384.
    """
    hash_name = "sha384" if kind == "P-384" else "sha256"
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    previous = matching_proofs(document, proof)
    if previous:
        unsecured["proof"] = previous
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite.form == "jcs":
        hashed = [
            canonical_json(part) for part in (options, _with_carried_context(unsecured, proof))
        ]
    else:
        options["@context"] = document.get("@context")
        forms = [
            canonical_nquads(part, contexts=contexts, hash_name=hash_name)
            for part in (options, unsecured)
        ]
        hashed = [form.encode() for form in forms]
    return b"".join(hashlib.new(hash_name, part).digest() for part in hashed)


def matching_proofs(document: JsonObject, proof: JsonObject) -> list[JsonObject]:
    """The proofs of the document that `previousProof` names (Data Integrity §4.3 and §4.5), in the document's order.

    Raises ProofWrong if one of them is not there.
    """
    wanted = as_list(proof.get("previousProof"))
    if not wanted:
        return []
    found = [
        cast("JsonObject", other)
        for other in as_list(document.get("proof"))
        if isinstance(other, dict)
        and other is not proof
        and cast("JsonObject", other).get("id") in wanted
    ]
    missing = [name for name in wanted if not any(other["id"] == name for other in found)]
    if missing:
        raise ProofWrong(f"the earlier proof {missing[0]} is not in the document")
    return found


def _refuse_tokens_inside(value: object) -> None:
    """Refuse `endorsementJwt` for the JCS suites too: the RDF suites refuse it as a term of a later context."""
    if isinstance(value, dict):
        if "endorsementJwt" in value:
            raise TermUnknown("endorsementJwt")
        value = list(cast("JsonObject", value).values())
    if isinstance(value, list):
        for item in cast("list[object]", value):
            _refuse_tokens_inside(item)


def _with_carried_context(unsecured: JsonObject, proof: JsonObject) -> JsonObject:
    """EdDSA Cryptosuites §3.3.2 steps 4 and 5: a proof's own context begins the document's, and stands in for it."""
    if "@context" not in proof:
        return unsecured
    carried, whole = as_list(proof["@context"]), as_list(unsecured.get("@context"))
    if whole[: len(carried)] != carried:
        raise ProofWrong("the proof was made under another @context")
    return unsecured | {"@context": proof["@context"]}
