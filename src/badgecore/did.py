"""DIDs: did:key, did:web and did:jwk; the DID document of an issuer, written and read (Controlled Identifiers 1.0)."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote

from badgecore.errors import (
    BadgeError,
    DidHostRefused,
    DidUnknown,
    DidWrong,
    KeyWrong,
    MethodMissing,
    MethodNotAllowed,
)
from badgecore.keys import PublicKey
from badgecore.multibase import base64url_decoded
from badgecore.wire import JsonObject, as_list, is_object, read_object

DID_CONTEXT: Final = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT: Final = "https://w3id.org/security/multikey/v1"
JWK_CONTEXT: Final = "https://w3id.org/security/jwk/v1"

_DID: Final = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_PRIVATE_ENDINGS: Final = (
    ".localhost",
    ".local",
    ".internal",
    ".lan",
    ".home",
    ".intranet",
    ".home.arpa",
    ".onion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMethod:
    """One key of a DID document; after `expires` or `revoked` it signs nothing (Controlled Identifiers §2.2)."""

    id: str
    controller: str
    key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


# Names


def did_key(public: PublicKey) -> str:
    """The multikey after `did:key:` (did:key Method)."""
    return f"did:key:{public.multikey}"


def did_key_method(public: PublicKey) -> str:
    """The one verification method of a did:key: its fragment is the multikey again (did:key Method)."""
    return f"did:key:{public.multikey}#{public.multikey}"


def did_web(host: str, path: str = "") -> str:
    """`did_web("badges.example.org:8443", "issuers/nea")` gives `did:web:badges.example.org%3A8443:issuers:nea`."""
    segments = [quote(segment, safe="") for segment in path.split("/") if segment]
    did = ":".join(["did:web", host.lower().replace(":", "%3A"), *segments])
    did_web_url(did)
    return did


def did_web_url(did: str) -> str:
    """Where the document of a did:web is: https always, a host name, never an address or a private name.

    Raises `DidWrong` or `DidHostRefused`; nothing is looked up here. The `fetch` that follows must still refuse
    names that resolve to private addresses.
    """
    parts = did.removeprefix("did:web:").split(":")
    if not did.startswith("did:web:") or not all(parts) or not _DID.fullmatch(did):
        raise DidWrong(did)
    host, _, port = unquote(parts[0]).partition(":")
    _refuse_host(host)
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise DidWrong(did)
    segments = [unquote(part) for part in parts[1:]]
    if any(segment in (".", "..") or "/" in segment or "\\" in segment for segment in segments):
        raise DidWrong(did)
    path = (
        "/".join(quote(segment, safe="") for segment in segments or [".well-known"]) + "/did.json"
    )
    return f"https://{host.lower()}{':' + port if port else ''}/{path}"


def method_of(did_url: str) -> str:
    """`web` of `did:web:example.org#key-1`; raises `DidWrong` when it is no DID."""
    did = did_url.partition("#")[0].partition("?")[0].partition("/")[0]
    if not _DID.fullmatch(did):
        raise DidWrong(did_url)
    return did.split(":")[1]


def is_did(text: object) -> bool:
    """Whether a text has the syntax of a DID (DID Core 1.0 §3.1)."""
    return isinstance(text, str) and _DID.fullmatch(text) is not None


# Documents


def did_document(
    did: str, keys: Iterable[PublicKey], *, also_known_as: Iterable[str] = ()
) -> JsonObject:
    """All keys an issuer ever signed with and did not withdraw, the current one first.

    Fragments are the multikeys themselves, and `assertionMethod` lists strings: the shape that every verifier
    reads. RSA keys stand as JsonWebKey under their RFC 7638 thumbprint, because no verifier knows an RSA Multikey;
    P-256 keys stand in both forms, because proofs name the one and tokens the other.
    """
    methods = [method for key in dict.fromkeys(keys) for method in _written(did, key)]
    contexts = [DID_CONTEXT, MULTIKEY_CONTEXT]
    if any("publicKeyJwk" in method for method in methods):
        contexts.append(JWK_CONTEXT)
    names = [method["id"] for method in methods]
    document: JsonObject = {"@context": contexts, "id": did}
    if others := list(also_known_as):
        document["alsoKnownAs"] = others
    return document | {
        "verificationMethod": methods,
        "assertionMethod": names,
        "authentication": names,
    }


def method_name(did: str, key: PublicKey) -> str:
    """The absolute DID URL under which `did_document` lists the key (Controlled Identifiers 1.0 §2.2)."""
    return f"{did}#{key.thumbprint if key.kind == 'RSA' else key.multikey}"


def jwt_method_name(did: str, key: PublicKey) -> str:
    """The `kid` to write into a token: the DID URL that leads to the key as publicKeyJwk (Open Badges 3.0 §8.2.2).

    A did:key has one method only, which readers of tokens turn into a JWK themselves; a did:jwk names its own `#0`.
    """
    if did.startswith("did:jwk:"):
        return f"{did}#0"
    return did_key_method(key) if did.startswith("did:key:") else f"{did}#{key.thumbprint}"


def did_key_document(did: str) -> JsonObject:
    """The document a did:key stands for (did:key Method); raises `DidWrong` when the key in it is none."""
    try:
        public = PublicKey.from_multikey(did.removeprefix("did:key:"))
    except KeyWrong as error:
        raise DidWrong(error.detail) from None
    method = did_key_method(public)
    written = {
        "id": method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": public.multikey,
    }
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": did,
        "verificationMethod": [written],
        "assertionMethod": [method],
        "authentication": [method],
    }


def did_jwk_document(did: str) -> JsonObject:
    """The document a did:jwk stands for; its one key is `#0` (did:jwk Method)."""
    try:
        jwk = read_object(base64url_decoded(did.removeprefix("did:jwk:")))
        PublicKey.from_jwk(jwk)
    except BadgeError as error:
        raise DidWrong(error.detail) from None
    method = f"{did}#0"
    written = {"id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {
        "@context": [DID_CONTEXT, JWK_CONTEXT],
        "id": did,
        "verificationMethod": [written],
        "assertionMethod": [method],
        "authentication": [method],
    }


def document_without_network(did: str) -> JsonObject | None:
    """The document of a DID that carries its own key; None for did:web, which has to be fetched.

    Raises `DidUnknown` for other methods.
    """
    method = method_of(did)
    if method == "key":
        return did_key_document(did)
    if method == "jwk":
        return did_jwk_document(did)
    if method == "web":
        return None
    raise DidUnknown(f"did:{method}")


def method_from(
    document: JsonObject, did_url: str, purpose: str = "assertionMethod"
) -> VerificationMethod:
    """The verification method `did_url` names, allowed for `purpose` by the document (Controlled Identifiers §3.3).

    Raises `MethodMissing`, `MethodNotAllowed`, `KeyWrong` or `DidWrong`.
    """
    did = document.get("id")
    if not isinstance(did, str) or did_url.partition("#")[0] != did:
        raise DidWrong(f"the document is of {did}, the key of {did_url}")
    allowed = [_absolute(did, entry) for entry in as_list(document.get(purpose))]
    embedded = [entry for entry in as_list(document.get(purpose)) if is_object(entry)]
    for entry in as_list(document.get("verificationMethod")) + embedded:
        if is_object(entry) and _absolute(did, entry) == did_url:
            if did_url not in allowed:
                raise MethodNotAllowed(f"{did_url} is not listed under {purpose}")
            return _read(did, entry)
    raise MethodMissing(did_url)


def _written(did: str, key: PublicKey) -> list[JsonObject]:
    forms: list[JsonObject] = []
    if key.kind != "RSA":
        forms.append(
            {"id": f"{did}#{key.multikey}", "type": "Multikey", "publicKeyMultibase": key.multikey}
        )
    if key.kind in ("RSA", "P-256"):
        jwk = key.jwk() | {"kid": key.thumbprint}
        forms.append({"id": f"{did}#{key.thumbprint}", "type": "JsonWebKey", "publicKeyJwk": jwk})
    return [
        {"id": form.pop("id"), "type": form.pop("type"), "controller": did} | form for form in forms
    ]


def _absolute(did: str, entry: object) -> str:
    name = entry.get("id") if is_object(entry) else entry
    if not isinstance(name, str):
        return ""
    return did + name if name.startswith("#") else name


def _read(did: str, entry: JsonObject) -> VerificationMethod:
    controller = entry.get("controller")
    if not isinstance(controller, str):
        raise DidWrong("a verification method without controller")
    return VerificationMethod(
        id=_absolute(did, entry),
        controller=controller,
        key=key_of_method(entry),
        expires=_instant(entry, "expires"),
        revoked=_instant(entry, "revoked"),
    )


def key_of_method(entry: JsonObject) -> PublicKey:
    """Multikey, JsonWebKey, and the older Ed25519VerificationKey2020, which spells its key like a Multikey."""
    multikey, jwk = entry.get("publicKeyMultibase"), entry.get("publicKeyJwk")
    if isinstance(multikey, str):
        return PublicKey.from_multikey(multikey)
    if is_object(jwk):
        return PublicKey.from_jwk(jwk)
    raise KeyWrong("a verification method without publicKeyMultibase or publicKeyJwk")


def _instant(entry: JsonObject, name: str) -> datetime | None:
    value = entry.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise DidWrong(f"{name} of a verification method is no date") from None
    if moment.tzinfo is None:
        raise DidWrong(f"{name} of a verification method has no time zone")
    return moment


def _refuse_host(host: str) -> None:
    lowered = host.lower().rstrip(".")
    if lowered == "localhost" or lowered.endswith(_PRIVATE_ENDINGS) or _is_address(lowered):
        raise DidHostRefused(host)
    if (
        "." not in lowered
        or len(host) > 253
        or not all(_LABEL.fullmatch(label) for label in host.split("."))
    ):
        raise DidWrong(f"{host} is not a public host name")


def _is_address(host: str) -> bool:
    """IPv4, IPv6 and the spellings that C libraries take for IPv4 (`127.1`, `2130706433`, `0x7f000001`)."""
    if re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", host):
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
