"""Badges as JWT: the VC-JWT form of Open Badges 3.0 §8.2 (RS256, ES256), and reading of what others send.

The payload is the credential itself plus `iss`, `jti`, `sub`, `nbf` and `exp`, each of which must say what the
credential says. VCDM 1.1 badges carry the credential under `vc` instead; they are read, never written.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

from badgecore.canon import refuse_values, to_quads
from badgecore.documents import BUNDLED_LATER, Contexts
from badgecore.errors import BadgeError, KeyWrong, ProofUnknown, ProofWrong
from badgecore.keys import PrivateKey, PublicKey
from badgecore.multibase import base64url, base64url_decoded
from badgecore.nouns import instant
from badgecore.wire import MAX_BYTES, JsonObject, as_list, is_object, read_object, write_json

# What 1EdTech's validator takes is what is written; the other two are only read.
WRITTEN: Final = {"RSA": "RS256", "P-256": "ES256"}
_READ: Final = ("RS256", "ES256", "ES384", "EdDSA")
_V1: Final = "https://www.w3.org/2018/credentials/v1"
_CLAIMS: Final = ("iss", "jti", "sub", "nbf", "exp", "iat")
# Required claims, and the property each repeats (OB 3.0 §8.2.4.1).
_REQUIRED: Final = {
    "iss": "the issuer's id",
    "jti": "its id",
    "nbf": "validFrom",
    "sub": "the subject's id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A compact JWS taken apart, nothing checked yet (RFC 7515 §3.1)."""

    header: JsonObject
    payload: JsonObject
    signed: bytes
    signature: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises `ProofWrong` or `NotJson`; refuses critical extensions (RFC 7515 §4.1.11) and
        private keys in the header."""
        parts = text.strip().split(".")
        if len(parts) != 3 or len(text) > 2 * MAX_BYTES:
            raise ProofWrong("not a compact JWS")
        header = read_object(base64url_decoded(parts[0]))
        if "crit" in header or "b64" in header:
            raise ProofUnknown("the JWS header asks for extensions")
        jwk = header.get("jwk")
        if jwk is not None and (not is_object(jwk) or "d" in jwk):
            raise ProofWrong("the jwk in the header is no public key")
        payload = read_object(base64url_decoded(parts[1]))
        signed = f"{parts[0]}.{parts[1]}".encode()
        return cls(
            header=header, payload=payload, signed=signed, signature=base64url_decoded(parts[2])
        )

    @property
    def header_key(self) -> PublicKey | None:
        """The key the header itself brings (RFC 7515 §4.1.3): it says who signed, not that this is the issuer."""
        jwk = self.header.get("jwk")
        return PublicKey.from_jwk(jwk) if is_object(jwk) else None

    def check(self, key: PublicKey) -> None:
        """RFC 7515 §5.2. Raises `BadSignature`, `ProofUnknown` for another algorithm, `KeyWrong` for another's key."""
        algorithm = self.header.get("alg")
        if algorithm not in _READ:
            raise ProofUnknown(f"alg {algorithm}")
        if algorithm != key.algorithm:
            raise KeyWrong(f"the signature says {algorithm}, the key is of kind {key.kind}")
        key.verify(self.signature, self.signed)


def is_jws(text: str) -> bool:
    """Three base64url parts of which the first is a JSON object with `alg` (RFC 7515 §3.1)."""
    head, dot, rest = text.strip().partition(".")
    if not dot or rest.count(".") != 1:
        return False
    try:
        return "alg" in read_object(base64url_decoded(head))
    except BadgeError:
        return False


def sign(
    document: JsonObject,
    *,
    key: PrivateKey,
    kid: str | None = None,
    contexts: Contexts = BUNDLED_LATER,
) -> str:
    """The credential (a badge, an endorsement, a learner record) as compact JWS; a `proof` in it stays out.

    `kid` is a DID URL whose document gives the key as publicKeyJwk (`did.jwt_method_name`), or an https address that
    answers with the bare JWK. Without it the public key stands in the header; never both, and nothing else but `alg`
    and `typ` (OB 3.0 §8.2.2).

    Raises KeyWrong for a key that is neither RSA nor P-256; ProofWrong when `kid` is neither, when the credential lacks
    what a required claim repeats (`iss`, `jti`, `nbf`, `sub`: §8.2.4.1) or brings claims of its own; and what signing
    with Data Integrity raises for text and terms, because readers of the vocabulary would lose them.
    """
    algorithm = WRITTEN.get(key.kind)
    if algorithm is None:
        raise KeyWrong(f"a badge is not signed as JWT with a key of kind {key.kind}")
    if kid is not None and not kid.startswith(("did:", "https://")):
        raise ProofWrong("kid is neither a DID URL nor an https address")
    header: JsonObject = {"alg": algorithm, "typ": "JWT"}
    header |= {"kid": kid} if kid is not None else {"jwk": key.public.jwk()}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if own := [name for name in _CLAIMS if name in unsecured]:
        raise ProofWrong(f"the credential brings the claim {own[0]} itself")
    claims = claims_of(unsecured)
    if missing := [name for name in _REQUIRED if name not in claims]:
        raise ProofWrong(f"a badge as JWT needs the claim {missing[0]}: {_REQUIRED[missing[0]]}")
    refuse_values(unsecured)
    to_quads(unsecured, contexts=contexts)
    signed = ".".join(base64url(write_json(part).encode()) for part in (header, unsecured | claims))
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def claims_of(credential: JsonObject) -> JsonObject:
    """The registered claims that repeat what the credential says (OB 3.0 §8.2.4.1); absent where it is silent."""
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    start, end = date_names(credential)
    claims: JsonObject = {
        "iss": issuer.get("id") if is_object(issuer) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if is_object(subject) else None,
        "nbf": _seconds(credential.get(start)),
        "exp": _seconds(credential.get(end)),
    }
    return {name: value for name, value in claims.items() if value is not None}


def date_names(credential: JsonObject) -> tuple[str, str]:
    """What a credential calls its beginning and its end: VCDM 1.1 §4.6 and §4.7; VCDM 2.0 §4.9."""
    if _V1 in as_list(credential.get("@context"))[:1]:
        return "issuanceDate", "expirationDate"
    return "validFrom", "validUntil"


def credential_of(jws: Jws) -> JsonObject:
    """The credential inside, without the claims. Raises `ProofWrong` when a claim contradicts it.

    Of a VCDM 1.1 token the claims stand in for properties that are missing under `vc` (VCDM 1.1 §6.3.1.2).
    """
    inner = jws.payload.get("vc")
    if is_object(inner):
        credential = _completed(inner, jws.payload)
    else:
        credential = {name: value for name, value in jws.payload.items() if name not in _CLAIMS}
    expected = claims_of(credential)
    for name in ("iss", "jti", "sub", "nbf", "exp"):
        said = jws.payload.get(name)
        if said is None:
            continue
        if name in ("nbf", "exp"):
            said = _time_of(name, said)
        if name in expected and expected[name] != said:
            raise ProofWrong(f"the claim {name} contradicts the credential")
    return credential


def _completed(inner: JsonObject, claims: JsonObject) -> JsonObject:
    credential = dict(inner)
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    if is_object(issuer):
        credential["issuer"] = {"id": claims.get("iss")} | issuer if "iss" in claims else issuer
    elif issuer is None and "iss" in claims:
        credential["issuer"] = claims["iss"]
    if is_object(subject) and "sub" in claims:
        credential["credentialSubject"] = {"id": claims["sub"]} | subject
    if "jti" in claims:
        credential.setdefault("id", claims["jti"])
    for name, wanted in zip(("nbf", "exp"), date_names(credential), strict=True):
        if claims.get(name) is not None and wanted not in credential:
            credential[wanted] = _written_time(name, claims[name])
    return credential


def _written_time(name: str, said: object) -> str:
    try:
        return instant(datetime.fromtimestamp(_time_of(name, said), tz=UTC))
    except (OverflowError, ValueError, OSError):
        raise ProofWrong(f"the claim {name} is no time") from None


def _time_of(name: str, said: object) -> int:
    """Seconds since 1970, of which fractions do not count (RFC 7519 §2, NumericDate)."""
    if (
        isinstance(said, bool)
        or not isinstance(said, int | float)
        or said in (float("inf"), float("-inf"))
    ):
        raise ProofWrong(f"the claim {name} is no time")
    return int(said)


def _seconds(value: object) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int(moment.timestamp()) if moment.tzinfo else None
