"""Key pairs that sign badges: Ed25519, P-256, P-384 and RSA; their Multikey, JWK and stored forms."""

import base64
import functools
import hashlib
from dataclasses import dataclass
from typing import Final, Literal, Self, TypeAlias, get_args

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from badgecore.errors import BadgeError, BadSignature, KeyWrong
from badgecore.multibase import base64url, base64url_decoded, multibase, multibase_decoded
from badgecore.wire import JsonObject, write_json

Kind: TypeAlias = Literal["Ed25519", "P-256", "P-384", "RSA"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_Public: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
_Private: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# Multicodec prefixes as varints (Controlled Identifiers 1.0 §2.2.2; RSA from the did:key registry).
_PUBLIC_PREFIX: Final[dict[Kind, bytes]] = {
    "Ed25519": b"\xed\x01",
    "P-256": b"\x80\x24",
    "P-384": b"\x81\x24",
    "RSA": b"\x85\x24",
}
_SECRET_PREFIX: Final[dict[Kind, bytes]] = {
    "Ed25519": b"\x80\x26",
    "P-256": b"\x86\x26",
    "P-384": b"\x87\x26",
}
_SIZE: Final[dict[Kind, int]] = {"Ed25519": 32, "P-256": 32, "P-384": 48}
_ED25519_SIGNATURE: Final = 64
_RSA_BITS = range(2048, 8193)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Equal when kind and point are equal.

    `encoded` is what follows the multicodec prefix: raw key, compressed point, PKCS #1 DER.
    """

    kind: Kind
    encoded: bytes

    @classmethod
    def from_multikey(cls, text: str) -> Self:
        """`z6Mk…`, `zDna…`, `z82L…`, `z4MX…`; raises `KeyWrong` (Controlled Identifiers 1.0 §2.2.2)."""
        try:
            data = multibase_decoded(text)
        except BadgeError as error:
            raise KeyWrong(error.detail) from None
        for kind, prefix in _PUBLIC_PREFIX.items():
            if data.startswith(prefix):
                key = cls(kind, data[len(prefix) :])
                _loaded(kind, key.encoded)
                return key
        raise KeyWrong("a Multikey of a kind we do not know")

    @classmethod
    def from_jwk(cls, jwk: JsonObject) -> Self:
        """RFC 7517 public key; refuses one that carries its private part."""
        if "d" in jwk:
            raise KeyWrong("the JWK holds a private key")
        try:
            return cls.wrapped(_public_of_jwk(jwk))
        except (
            BadgeError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            OverflowError,
            UnsupportedAlgorithm,
        ) as error:
            raise KeyWrong(f"JWK: {error}") from None

    @classmethod
    def from_pem(cls, data: bytes) -> Self:
        """SubjectPublicKeyInfo in PEM (RFC 7468 §13), as Open Badges 2.0 keys are written."""
        try:
            public = serialization.load_pem_public_key(data)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyWrong("not a PEM public key") from None
        if isinstance(
            public, ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
        ):
            return cls.wrapped(public)
        raise KeyWrong("a public key of a kind we do not use")

    @classmethod
    def wrapped(cls, public: _Public) -> Self:
        if isinstance(public, ed25519.Ed25519PublicKey):
            return cls("Ed25519", public.public_bytes_raw())
        if isinstance(public, rsa.RSAPublicKey):
            _refuse_size(public.key_size)
            return cls(
                "RSA",
                public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1),
            )
        form = (serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        return cls(_curve_kind(public.curve), public.public_bytes(*form))

    @property
    def multikey(self) -> str:
        """The key as Multikey: base58btc of the multicodec prefix and the key (Controlled Identifiers 1.0 §2.2.2)."""
        return multibase(_PUBLIC_PREFIX[self.kind] + self.encoded)

    @property
    def algorithm(self) -> str:
        """JOSE name of the signature it checks (RFC 7518 §3.1, RFC 8037)."""
        return {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "RSA": "RS256"}[self.kind]

    def jwk(self) -> JsonObject:
        """The key as JWK, without `alg` and `kid` (RFC 7518 §6.2.1 and §6.3.1; RFC 8037 §2)."""
        public = _loaded(self.kind, self.encoded)
        if isinstance(public, ed25519.Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url(self.encoded)}
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
        point, size = public.public_numbers(), _SIZE[self.kind]
        return {
            "kty": "EC",
            "crv": self.kind,
            "x": _number(point.x, size),
            "y": _number(point.y, size),
        }

    @property
    def thumbprint(self) -> str:
        """RFC 7638, SHA-256, base64url."""
        return base64url(
            hashlib.sha256(write_json(dict(sorted(self.jwk().items()))).encode()).digest()
        )

    def verify(self, signature: bytes, data: bytes) -> None:
        """ECDSA signatures are r || s, RSA is PKCS #1 v1.5 with SHA-256 (RFC 7518 §3.3, §3.4). Else `BadSignature`."""
        if self.kind == "Ed25519":
            return _verify_ed25519(self.encoded, signature, data)
        public = _loaded(self.kind, self.encoded)
        try:
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                size = _SIZE[self.kind]
                if len(signature) != 2 * size:
                    raise BadSignature(f"{len(signature)} bytes where {2 * size} were expected")
                r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
                public.verify(encode_dss_signature(r, s), data, ec.ECDSA(_digest(self.kind)))
        except InvalidSignature:
            raise BadSignature from None


def _verify_ed25519(public: bytes, signature: bytes, data: bytes) -> None:
    """By libsodium, three times as fast as OpenSSL; besides RFC 8032 it refuses keys and points of small order."""
    if len(signature) != _ED25519_SIGNATURE:
        raise BadSignature(f"{len(signature)} bytes where {_ED25519_SIGNATURE} were expected")
    try:
        crypto_sign_open(signature + data, public)
    except (BadSignatureError, ValueError):
        raise BadSignature from None


class PrivateKey:
    """Signs. Never shows its secret in `repr`, so that a log cannot hold it."""

    __slots__ = ("_private", "kind", "public")

    def __init__(self, private: _Private) -> None:
        self._private = private
        self.public: PublicKey = PublicKey.wrapped(private.public_key())
        self.kind: Kind = self.public.kind

    def __repr__(self) -> str:
        return f"<PrivateKey of {self.public.multikey[:16]}…>"

    @classmethod
    def generate(cls, kind: Kind = "Ed25519") -> Self:
        """From the operating system's randomness: the one place where badgecore takes it unasked."""
        if kind == "Ed25519":
            return cls(ed25519.Ed25519PrivateKey.generate())
        if kind == "RSA":
            return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        return cls(ec.generate_private_key(_curve(kind)))

    @classmethod
    def from_seed(cls, seed: bytes, kind: Kind = "Ed25519") -> Self:
        """32 bytes for Ed25519; the secret number, big-endian, for P-256 (32 bytes) and P-384 (48 bytes)."""
        if kind not in _SIZE or len(seed) != _SIZE[kind]:
            raise KeyWrong(f"no {kind} key comes from {len(seed)} bytes")
        try:
            if kind == "Ed25519":
                return cls(ed25519.Ed25519PrivateKey.from_private_bytes(seed))
            return cls(ec.derive_private_key(int.from_bytes(seed), _curve(kind)))
        except ValueError as error:
            raise KeyWrong(str(error)) from None

    @classmethod
    def from_secret_multikey(cls, text: str) -> Self:
        """`secretKeyMultibase` of Multikey (`z3u2…`, `z42t…`)."""
        data = multibase_decoded(text)
        for kind, prefix in _SECRET_PREFIX.items():
            if data.startswith(prefix):
                return cls.from_seed(data[len(prefix) :], kind)
        raise KeyWrong("a secret Multikey of a kind we do not know")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """PKCS #8 DER without a password (RFC 5958)."""
        try:
            private = serialization.load_der_private_key(data, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyWrong("not a PKCS #8 private key") from None
        return cls(_accepted(private))

    @classmethod
    def from_pem(cls, data: bytes) -> Self:
        """PKCS #8 in PEM without a password (RFC 7468 §10)."""
        try:
            private = serialization.load_pem_private_key(data, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyWrong("not a PEM private key") from None
        return cls(_accepted(private))

    def to_bytes(self) -> bytes:
        """PKCS #8 DER without a password (RFC 5958)."""
        return self._private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def to_pem(self) -> bytes:
        """PKCS #8 in PEM without a password (RFC 7468 §10)."""
        return self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, data: bytes) -> bytes:
        """ECDSA comes as r || s (SHA-256 for P-256, SHA-384 for P-384); RSA is PKCS #1 v1.5 with SHA-256.

        ECDSA is deterministic (RFC 6979): no chance for bad randomness to give the key away.
        """
        private = self._private
        if isinstance(private, ed25519.Ed25519PrivateKey):
            return private.sign(data)
        if isinstance(private, rsa.RSAPrivateKey):
            return private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        signature = private.sign(data, ec.ECDSA(_digest(self.kind), deterministic_signing=True))
        r, s = decode_dss_signature(signature)
        size = _SIZE[self.kind]
        return r.to_bytes(size) + s.to_bytes(size)


def _accepted(private: object) -> _Private:
    if isinstance(
        private, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    ):
        return private
    raise KeyWrong("a private key of a kind we do not use")


@functools.lru_cache(maxsize=256)
def _loaded(kind: Kind, encoded: bytes) -> _Public:
    try:
        if kind == "Ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(encoded)
        if kind == "RSA":
            return _rsa_of_pkcs1(encoded)
        if len(encoded) != _SIZE[kind] + 1:
            raise KeyWrong(f"a {kind} key has {_SIZE[kind] + 1} bytes, this one {len(encoded)}")
        return ec.EllipticCurvePublicKey.from_encoded_point(_curve(kind), encoded)
    except ValueError as error:
        raise KeyWrong(f"{kind}: {error}") from None


def _rsa_of_pkcs1(encoded: bytes) -> rsa.RSAPublicKey:
    armored = (
        b"-----BEGIN RSA PUBLIC KEY-----\n"
        + base64.encodebytes(encoded)
        + b"-----END RSA PUBLIC KEY-----\n"
    )
    public = serialization.load_pem_public_key(armored)
    if not isinstance(public, rsa.RSAPublicKey):
        raise KeyWrong("not an RSA key")
    _refuse_size(public.key_size)
    return public


def _refuse_size(bits: int) -> None:
    if bits not in _RSA_BITS:
        raise KeyWrong(
            f"an RSA key of {bits} bits; from {_RSA_BITS.start} to {_RSA_BITS.stop - 1} are accepted"
        )


def _curve(kind: Kind) -> ec.EllipticCurve:
    return ec.SECP384R1() if kind == "P-384" else ec.SECP256R1()


def _curve_kind(curve: ec.EllipticCurve) -> Kind:
    if isinstance(curve, ec.SECP256R1):
        return "P-256"
    if isinstance(curve, ec.SECP384R1):
        return "P-384"
    raise KeyWrong(f"curve {curve.name} is not used for badges")


def _digest(kind: Kind) -> hashes.HashAlgorithm:
    return hashes.SHA384() if kind == "P-384" else hashes.SHA256()


def _number(value: int, size: int | None = None) -> str:
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8))


def _public_of_jwk(jwk: JsonObject) -> _Public:
    kty, crv = jwk["kty"], jwk.get("crv")
    if kty == "OKP" and crv == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(base64url_decoded(jwk["x"]))
    if kty == "EC" and crv in ("P-256", "P-384"):
        x, y = (int.from_bytes(base64url_decoded(jwk[name])) for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, _curve(crv)).public_key()
    if kty == "RSA":
        n, e = (int.from_bytes(base64url_decoded(jwk[name])) for name in ("n", "e"))
        _refuse_size(n.bit_length())
        return rsa.RSAPublicNumbers(e, n).public_key()
    raise KeyWrong("a JWK of a kind we do not use")
