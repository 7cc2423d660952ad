"""Whose key signed: find the key a signature names, and ask whether the issuer calls it its own.

Source: Controlled Identifiers 1.0 §3.3.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from badgecore.did import (
    VerificationMethod,
    did_web_url,
    document_without_network,
    key_of_method,
    method_from,
)
from badgecore.errors import BadgeError, CouldNotFetch, DidWrong, KeyWrong, MethodMissing
from badgecore.keys import PublicKey
from badgecore.verify.fetching import Fetcher
from badgecore.verify.report import Step, failed, passed, unknown
from badgecore.wire import JsonObject, as_list, is_array, is_object, read_object

# Nothing but a multikey of a kind we know starts so.
_MULTIKEYS: Final = ("z6Mk", "zDna", "z82L")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The key to check with, if any could be found, and what is known about its owner."""

    key: PublicKey | None
    step: Step


def signer(
    method: str, issuer: str, *, fetcher: Fetcher, now: datetime, purpose: str = "assertionMethod"
) -> Signer:
    """Who is behind a `verificationMethod` or `kid` that is a DID URL or an https address."""
    try:
        own_key = _key_in(method)
        if own_key is None and not method.startswith(("did:", "https://")):
            raise DidWrong(f"{method} is neither a DID nor an https address")
    except BadgeError as reason:
        return Signer(key=None, step=failed("issuer", reason))
    if not method.startswith(("did:", "https://")):
        return Signer(key=own_key, step=unknown("issuer", "issuer-nameless", method))
    try:
        found = _resolved(method, fetcher, purpose)
    except BadgeError as reason:
        return Signer(key=own_key, step=_unresolved(method, issuer, reason))
    if found.controller != issuer or method.partition("#")[0].partition("?")[0] != issuer:
        return Signer(key=found.key, step=_foreign(issuer, found.controller))
    if any(moment is not None and moment <= now for moment in (found.expires, found.revoked)):
        return Signer(key=found.key, step=failed("issuer", "issuer-key-over", method))
    code = "issuer-in-key" if issuer.startswith(("did:key:", "did:jwk:")) else "issuer-confirmed"
    return Signer(key=found.key, step=passed("issuer", code, method))


def signer_by_address(kid: str, issuer: str, *, fetcher: Fetcher) -> Signer:
    """`kid` as an https address that answers with a bare JWK (OB 3.0 §8.2.2), or with a set in which it is alone."""
    try:
        key = _jwk_at(kid, fetcher)
    except BadgeError as reason:
        return Signer(key=None, step=unknown("issuer", reason))
    if host_of(issuer) and host_of(issuer) == host_of(kid):
        return Signer(key=key, step=passed("issuer", "issuer-confirmed", kid))
    return Signer(
        key=key,
        step=unknown(
            "issuer", "issuer-unconfirmed", f"the key lies at {kid}, the issuer is {issuer}"
        ),
    )


def signer_by_key(key: PublicKey, issuer: str, *, fetcher: Fetcher, now: datetime) -> Signer:
    """A signature that brings its key as `jwk` in the header (OB 3.0 §8.2.2): does the issuer's document list it?"""
    try:
        document = _document(issuer, fetcher)
    except BadgeError as reason:
        return Signer(key=key, step=_unresolved(issuer, issuer, reason))
    for name in as_list(document.get("assertionMethod")):
        full = str(name.get("id") if is_object(name) else name)
        try:
            method = method_from(document, issuer + full if full.startswith("#") else full)
        except BadgeError:
            continue
        if method.key == key and method.controller == issuer:
            if any(
                moment is not None and moment <= now for moment in (method.expires, method.revoked)
            ):
                return Signer(key=key, step=failed("issuer", "issuer-key-over", method.id))
            return Signer(key=key, step=passed("issuer", "issuer-confirmed", method.id))
    if not document.get("assertionMethod"):
        return Signer(key=key, step=unknown("issuer", "issuer-unconfirmed", issuer))
    return Signer(key=key, step=failed("issuer", MethodMissing(issuer)))


def _resolved(method: str, fetcher: Fetcher, purpose: str) -> VerificationMethod:
    base, _, fragment = method.partition("#")
    if base.startswith("did:key:") and not fragment:
        method = f"{base}#{base.removeprefix('did:key:')}"
    document = _document(base, fetcher)
    if document.get("id") == method and isinstance(document.get("controller"), str):
        # The address of the method answers with the method alone (Controlled Identifiers §3.3 step 6).
        return VerificationMethod(
            id=method, controller=document["controller"], key=key_of_method(document)
        )
    return method_from(document, method, purpose)


def _document(name: str, fetcher: Fetcher) -> JsonObject:
    if name.startswith("did:"):
        document = document_without_network(name)
        if document is not None:
            return document
        return read_object(fetcher.body(did_web_url(name)), max_bytes=512 * 1024)
    if name.startswith("https://"):
        return read_object(fetcher.body(name), max_bytes=512 * 1024)
    raise CouldNotFetch(f"{name} cannot be looked up")


def _key_in(method: str) -> PublicKey | None:
    """A multikey as fragment tells the key without any document: enough to see whether the badge was changed."""
    base, _, fragment = method.partition("#")
    name = fragment or base.removeprefix("did:key:")
    return PublicKey.from_multikey(name) if name.startswith(_MULTIKEYS) else None


def _unresolved(method: str, issuer: str, reason: BadgeError) -> Step:
    """The outcome when no key was found: open if nothing could be fetched, a failure if what was fetched says no."""
    if isinstance(reason, CouldNotFetch) or reason.code in ("did-unknown", "not-json", "too-large"):
        return unknown("issuer", reason)
    if method.startswith("https://") and isinstance(reason, DidWrong | MethodMissing | KeyWrong):
        return unknown("issuer", "issuer-unconfirmed", reason.detail)
    return failed("issuer", reason)


def _foreign(issuer: str, controller: str) -> Step:
    """Somebody else's key is a failure, unless the issuer's name is of a kind that nobody can own a key for."""
    if issuer.startswith(("did:", "https:", "http:")):
        return failed("issuer", "issuer-mismatch", f"{controller} signed, {issuer} is named")
    return unknown("issuer", "issuer-nameless", issuer)


def _jwk_at(kid: str, fetcher: Fetcher) -> PublicKey:
    document = read_object(fetcher.body(kid), max_bytes=512 * 1024)
    keys = document.get("keys")
    if is_array(keys):
        wanted = kid.partition("#")[2]
        fitting = [
            key
            for key in keys
            if is_object(key) and (len(keys) == 1 or key.get("kid") in (wanted, kid))
        ]
        if len(fitting) != 1:
            raise MethodMissing(kid)
        return PublicKey.from_jwk(fitting[0])
    return PublicKey.from_jwk(document)


def host_of(name: str) -> str:
    """Host and port behind a did:web or an https address; "" for any other name."""
    if name.startswith("did:web:"):
        try:
            name = did_web_url(name)
        except BadgeError:
            return ""
    try:
        return urlsplit(name).netloc.lower() if name.startswith("https://") else ""
    except ValueError:
        return ""
