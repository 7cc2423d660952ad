"""The signature step and the issuer step: embedded proofs (Data Integrity §4.4, §4.5) and JWT (OB 3.0 §8.2)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from badgecore.effort import SIGNATURE, charge
from badgecore.errors import BadgeError, ProofUnknown
from badgecore.keys import PublicKey
from badgecore.proofs import data_integrity
from badgecore.proofs.jose import Jws, date_names
from badgecore.verify.fetching import Fetcher
from badgecore.verify.identity import Signer, signer, signer_by_address, signer_by_key
from badgecore.verify.report import Outcome, Step, failed, passed, unknown
from badgecore.verify.shape import instant_of, is_url, issuer_id
from badgecore.verify.trust import Trust
from badgecore.wire import JsonObject, as_list, is_object

# Clocks differ; this much is forgiven on times that have not come yet.
SKEW: Final = timedelta(minutes=5)
_MAX_PROOFS: Final = 8
Purposes: TypeAlias = tuple[str, ...]
_ISSUING: Final[Purposes] = ("assertionMethod",)
# Reasons that say "we cannot tell" rather than "it is wrong".
_OPEN: Final = ("proof-unknown", "context-unknown", "too-complex", "could-not-fetch")
# A secret that the checker has to know as well (RFC 7518 §3.2): whoever can check can forge.
_BY_SECRET: Final = ("HS256", "HS384", "HS512")


def of_proofs(
    document: JsonObject,
    *,
    fetcher: Fetcher,
    now: datetime,
    trust: Trust | None = None,
    owner: str | None = None,
    purposes: Purposes = _ISSUING,
) -> Iterator[Step]:
    """Every proof we can check must hold, and at least one must (Data Integrity §4.5). Proofs of kinds we do not know
    are left aside then.

    `owner` is whose key it must be; the issuer without it. `trust` is asked about keys that speak for themselves.
    """
    proofs = as_list(document.get("proof"))
    if all(map(_is_empty, proofs)):
        yield failed("signature", "signature-missing")
        return
    if len(proofs) > _MAX_PROOFS or not all(is_object(proof) for proof in proofs):
        yield failed("signature", "proof-wrong", f"{len(proofs)} proofs")
        return
    steps: list[Step] = []
    strange: list[Step] = []
    for proof in proofs:
        own = list(
            _of_proof(document, proof, owner or issuer_id(document), purposes, fetcher, now, trust)
        )
        (strange if own[0].code == "proof-unknown" else steps).extend(own)
    yield from _merged(steps or strange)


def of_jws(
    jws: Jws,
    document: JsonObject,
    *,
    fetcher: Fetcher,
    now: datetime,
    trust: Trust | None = None,
    owner: str | None = None,
) -> Iterator[Step]:
    """`kid` wins over `jwk`, because it can be asked whose it is (OB 3.0 §8.2.2). `owner`, `trust` as in `of_proofs`.

    What has no signature says so before anybody is asked for a key.
    """
    issuer, kid = owner or issuer_id(document), jws.header.get("kid")
    if void := no_signature(jws):
        yield void
        return
    try:
        own_key = jws.header_key
    except BadgeError as reason:
        yield failed("signature", reason)
        return
    if isinstance(kid, str) and kid.startswith("did:"):
        found = signer(kid, issuer, fetcher=fetcher, now=now)
    elif isinstance(kid, str) and kid.startswith("https://"):
        found = signer_by_address(kid, issuer, fetcher=fetcher)
    elif own_key is not None:
        found = signer_by_key(own_key, issuer, fetcher=fetcher, now=now)
    else:
        yield unknown("signature", "signature-key-unknown", "neither kid nor jwk in the header")
        return
    key = found.key or own_key
    if key is None:
        yield unknown("signature", "signature-key-unknown", found.step.detail)
    else:
        yield _tried(lambda: jws.check(key))
    if owner is None:
        yield from _token_dates(jws.payload, document, now)
    yield found.step if trust is None else trust.weighed(found, issuer)


def no_signature(jws: Jws) -> Step | None:
    """Nothing where a signature should be: `alg` none, in whatever spelling (RFC 8725 §2.1), or no bytes; or a seal
    that proves nothing to a stranger."""
    algorithm = str(jws.header.get("alg") or "none").strip()
    if not jws.signature or algorithm.lower() in ("none", ""):
        return failed("signature", "signature-missing", f"alg {algorithm}")
    if algorithm.upper() in _BY_SECRET:
        return failed("signature", "signature-by-secret", f"alg {algorithm}")
    return None


def _token_dates(claims: JsonObject, document: JsonObject, now: datetime) -> Iterator[Step]:
    """`nbf` and `exp` beside a credential that names no such date bound the token itself (RFC 7519 §4.1.4, §4.1.5).

    Where it names one they are equal, which was seen to on reading; the step of the dates speaks of it then.
    """
    start, end = claims.get("nbf"), claims.get("exp")
    begins, ends = date_names(document)
    if end is not None and ends not in document and not end > now.timestamp():
        yield failed("signature", "signature-expired", f"exp {end}")
    early = (now + SKEW).timestamp()
    if start is not None and begins not in document and start > early:
        yield failed("signature", "signature-early", f"nbf {start}")


def as_asked(
    document: JsonObject,
    *,
    challenge: str | None = None,
    domain: str | None = None,
    purpose: str | None = None,
) -> Iterator[Step]:
    """What the verifier asked for stands in a proof (Data Integrity §4.4); nothing for what it did not."""
    # Of a kind we check: a proof that nobody looked at must not lend its challenge to one made for another.
    proofs = [
        proof for proof in as_list(document.get("proof")) if is_object(proof) and _is_known(proof)
    ]
    if purpose is not None and not any(proof.get("proofPurpose") == purpose for proof in proofs):
        yield failed("signature", "signature-purpose", f"{purpose} was expected")
    for name, wanted in (("challenge", challenge), ("domain", domain)):
        if wanted is not None and not any(wanted in as_list(proof.get(name)) for proof in proofs):
            yield failed("signature", "challenge-other", name)


def _is_empty(proof: object) -> bool:
    """Nothing, or a proof of a kind we know whose value was taken out."""
    if not is_object(proof):
        return not proof
    return not proof or (
        _is_known(proof) and proof.get("proofValue") in (None, "") and "jws" not in proof
    )


def _of_proof(
    document: JsonObject,
    proof: JsonObject,
    owner: str,
    purposes: Purposes,
    fetcher: Fetcher,
    now: datetime,
    trust: Trust | None,
) -> Iterator[Step]:
    if not _is_known(proof):
        yield unknown("signature", ProofUnknown(str(proof.get("cryptosuite", proof.get("type")))))
        return
    if fault := _fault_of(proof, purposes, now):
        yield fault
        return
    method, purpose = proof["verificationMethod"], proof["proofPurpose"]
    found: Signer = signer(method, owner, fetcher=fetcher, now=now, purpose=purpose)
    if found.key is None:
        yield unknown("signature", "signature-key-unknown", found.step.detail)
    else:
        key: PublicKey = found.key
        yield _tried(lambda: data_integrity.check(document, proof, key))
    yield found.step if trust is None else trust.weighed(found, owner)


def _is_known(proof: JsonObject) -> bool:
    try:
        data_integrity.suite_of(proof)
    except ProofUnknown:
        return False
    return True


def _fault_of(proof: JsonObject, purposes: Purposes, now: datetime) -> Step | None:
    """What makes a proof unfit before its mathematics is looked at (Data Integrity §2.1, §4.6)."""
    if proof.get("proofPurpose") not in purposes:
        return failed("signature", "signature-purpose", str(proof.get("proofPurpose")))
    if not is_url(proof.get("verificationMethod")):
        return failed("signature", "proof-wrong", "verificationMethod is no URL")
    if "id" in proof and not is_url(proof["id"]):
        return failed("signature", "proof-wrong", "id is no URL")
    for name, many in (
        ("domain", True),
        ("previousProof", True),
        ("challenge", False),
        ("nonce", False),
    ):
        said = as_list(proof.get(name)) if many else [proof.get(name, "")]
        if not all(isinstance(value, str) for value in said):
            return failed("signature", "proof-wrong", f"{name} is no text")
    for name in ("created", "expires"):
        if name in proof and instant_of(proof[name], zone_required=False) is None:
            return failed("signature", "proof-wrong", f"{name} is no time")
    created, expires = (
        instant_of(proof.get(name), zone_required=False) for name in ("created", "expires")
    )
    if created is not None and created > now + SKEW:
        return failed("signature", "signature-early", proof["created"])
    if expires is not None and expires <= now:
        return failed("signature", "signature-expired", proof["expires"])
    return None


def _tried(check: Callable[[], None]) -> Step:
    charge(SIGNATURE)
    try:
        check()
    except BadgeError as reason:
        return (unknown if reason.code in _OPEN else failed)("signature", reason)
    return passed("signature", "signature-right")


def _merged(steps: list[Step]) -> Iterator[Step]:
    """One step per name and code: two good proofs are told once, the worse outcome of each name first."""
    weight = {Outcome.FAILED: 0, Outcome.UNKNOWN: 1, Outcome.PASSED: 2}
    for name in ("signature", "issuer"):
        own = sorted(
            (step for step in steps if step.name == name), key=lambda step: weight[step.outcome]
        )
        seen = {(step.outcome, step.code): step for step in reversed(own)}
        worst = own[0].outcome if own else None
        yield from (step for step in seen.values() if step.outcome is worst)
