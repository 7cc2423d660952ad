"""Verifiable presentations: their form and their holder's signature (VCDM 2.0 §4.13)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from badgecore.documents import BUNDLED
from badgecore.errors import ContextUnknown
from badgecore.proofs.jose import Jws
from badgecore.verify import shape, signature
from badgecore.verify.fetching import Fetcher
from badgecore.verify.opening import Opened
from badgecore.verify.report import Step, failed, passed, unknown
from badgecore.wire import JsonObject, as_list, is_array, is_object

_PURPOSES: Final = ("authentication", "assertionMethod")


def steps(
    shown: Opened, *, fetcher: Fetcher, now: datetime, challenge: str | None, domain: str | None
) -> Iterator[Step]:
    document = shown.document
    faults = list(_faults(document))
    if faults:
        yield failed("form", "shape-wrong", "; ".join(faults))
    else:
        yield passed("form", "presentation-right")
    strange = [
        url
        for url in as_list(document.get("@context"))
        if isinstance(url, str) and url not in BUNDLED
    ]
    if strange:
        yield unknown("vocabulary", ContextUnknown(strange[0]))
    if shown.jws is not None:
        yield from _of_jws(shown.jws, document, fetcher, now)
        yield from _as_claimed(document, challenge=challenge, domain=domain)
        return
    owner = holder_id(document) or _signer_of(document)
    for step in signature.of_proofs(
        document, fetcher=fetcher, now=now, owner=owner, purposes=_PURPOSES
    ):
        yield _as_holder(step)
    yield from signature.as_asked(document, challenge=challenge, domain=domain)


def _of_jws(jws: Jws, document: JsonObject, fetcher: Fetcher, now: datetime) -> Iterator[Step]:
    owner = holder_id(document) or str(jws.header.get("kid", "")).partition("#")[0]
    for step in signature.of_jws(jws, document, fetcher=fetcher, now=now, owner=owner):
        yield _as_holder(step)
    over = document.get("exp")
    if over is not None and not (isinstance(over, int | float) and over > now.timestamp()):
        yield failed("signature", "signature-expired", str(over))


def _as_claimed(
    document: JsonObject, *, challenge: str | None, domain: str | None
) -> Iterator[Step]:
    """A token says in `nonce` and `aud` what a proof says in challenge and domain (OpenID4VP; RFC 7519 §4.1.3)."""
    for name, claim, wanted in (("challenge", "nonce", challenge), ("domain", "aud", domain)):
        if wanted is not None and wanted not in as_list(document.get(claim)):
            yield failed("signature", "challenge-other", name)


def holder_id(document: JsonObject) -> str:
    """The id of a holder, given as an address or as an object with one (VCDM 2.0 §4.13); empty without."""
    holder = document.get("holder")
    name = holder.get("id") if is_object(holder) else holder
    return name if isinstance(name, str) else ""


def is_self_asserted(credential: dict[str, Any]) -> bool:
    """Whether a credential has no proof of its own, so that only the presentation secures it."""
    return "proof" not in credential and "EnvelopedVerifiableCredential" not in shape.types_of(
        credential
    )


def _faults(document: JsonObject) -> Iterator[str]:
    contexts = document.get("@context")
    if not is_array(contexts) or shape.model_of(document) is None:
        yield "@context is no list that starts with the credentials context (§4.3)"
    elif not all(shape.is_url(item) or is_object(item) for item in contexts):
        yield "@context holds something that is neither a URL nor an object (§4.3)"
    if "VerifiablePresentation" not in shape.types_of(document):
        yield "type lacks VerifiablePresentation (§4.13)"
    if "id" in document and not shape.is_url(document["id"]):
        yield "id is not one URL (§4.4)"
    if "holder" in document and not shape.is_url(holder_id(document)):
        yield "holder is no URL and has no id that is one (§4.13)"
    if not all(is_object(part) for part in as_list(document.get("verifiableCredential"))):
        yield "verifiableCredential holds something that is no object (§4.13)"


def _proofs(document: JsonObject) -> list[JsonObject]:
    return [proof for proof in as_list(document.get("proof")) if is_object(proof)]


def _signer_of(document: JsonObject) -> str:
    """Without a holder, whoever the first proof names."""
    named = [str(proof.get("verificationMethod", "")) for proof in _proofs(document)]
    return named[0].partition("#")[0] if named else ""


def _as_holder(step: Step) -> Step:
    if step.name != "issuer":
        return step
    # A holder needs nobody to vouch for them: that the same key signed is all that is asked.
    code = "holder-confirmed" if step.code in ("issuer-confirmed", "issuer-in-key") else step.code
    return Step(name="holder", outcome=step.outcome, code=code, detail=step.detail)
