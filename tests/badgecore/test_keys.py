"""Keys: every form round-trips, and a signature of one key convinces no other."""

import contextlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from badgecore.errors import BadgeError, BadSignature, KeyWrong, ProofWrong
from badgecore.keys import KINDS, Kind, PrivateKey, PublicKey
from badgecore.multibase import (
    base58btc,
    base58btc_decoded,
    base64url,
    base64url_decoded,
    multibase_decoded,
)

PAIRS = {kind: PrivateKey.generate(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_of_a_key_round_trips(kind: Kind) -> None:
    key = PAIRS[kind]
    assert PublicKey.from_multikey(key.public.multikey) == key.public
    assert PublicKey.from_jwk(key.public.jwk()) == key.public
    assert PrivateKey.from_bytes(key.to_bytes()).public == key.public
    assert PrivateKey.from_pem(key.to_pem()).public == key.public


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_holds_for_its_data_and_key_only(kind: Kind) -> None:
    key, other = PAIRS[kind], PrivateKey.generate(kind)
    signature = key.sign(b"badge")
    key.public.verify(signature, b"badge")
    for public, sig, data in (
        (key.public, signature, b"badge!"),
        (other.public, signature, b"badge"),
        (key.public, signature[:-1], b"badge"),
        (key.public, bytes(len(signature)), b"badge"),
        (key.public, b"", b"badge"),
    ):
        with pytest.raises(BadSignature):
            public.verify(sig, data)


def test_the_multikeys_start_as_the_specification_says() -> None:
    starts = {kind: PAIRS[kind].public.multikey[:4] for kind in KINDS}
    assert starts["Ed25519"] == "z6Mk"
    assert starts["P-256"] == "zDna"
    assert starts["P-384"] == "z82L"
    assert starts["RSA"] == "z4MX"


def test_the_published_key_pairs_give_the_published_keys() -> None:
    """Key pairs of the W3C Data Integrity EdDSA and ECDSA test vectors."""
    ed = PrivateKey.from_secret_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    assert ed.public.multikey == "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    p256 = PrivateKey.from_secret_multikey("z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN")
    assert p256.public.multikey == "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"


def test_the_thumbprint_is_that_of_the_rfc() -> None:
    """RFC 8037 appendix A.3."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicKey.from_jwk(jwk).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_private_key_does_not_show_itself() -> None:
    key = PrivateKey.from_seed(bytes(range(32)))
    assert "PrivateKey of z6Mk" in repr(key)
    assert not hasattr(key, "__dict__")


BAD_JWKS: list[dict[str, object]] = [
    {},
    {"kty": "OKP", "crv": "Ed25519"},
    {"kty": "OKP", "crv": "Ed25519", "x": 5},
    {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
    {"kty": "OKP", "crv": "X25519", "x": base64url(bytes(32))},
    {"kty": "EC", "crv": "P-256", "x": base64url(bytes(32)), "y": base64url(bytes(32))},
    {"kty": "EC", "crv": "secp256k1", "x": base64url(bytes(32)), "y": base64url(bytes(32))},
    {"kty": "RSA", "n": base64url(b"\x81" * 64), "e": "AQAB"},
    {"kty": "RSA", "n": base64url(b"\x81" * 20000), "e": "AQAB"},
    {"kty": "RSA", "n": base64url(b"\x81" * 256), "e": "AA"},
    {"kty": "oct", "k": "AAAA"},
    {"kty": ["RSA"]},
    PAIRS["Ed25519"].public.jwk() | {"d": base64url(bytes(32))},
]


@pytest.mark.parametrize("jwk", BAD_JWKS)
def test_a_broken_or_weak_or_private_jwk_is_refused(jwk: dict[str, object]) -> None:
    with pytest.raises(KeyWrong):
        PublicKey.from_jwk(jwk)


@given(st.text(max_size=120) | st.binary(max_size=80).map(lambda data: "z" + base58btc(data)))
def test_any_text_is_a_multikey_or_is_refused_by_name(text: str) -> None:
    with contextlib.suppress(KeyWrong):
        PublicKey.from_multikey(text)


@given(st.binary(max_size=1000))
def test_private_bytes_of_anything_are_refused_by_name(data: bytes) -> None:
    for read in (PrivateKey.from_bytes, PrivateKey.from_pem):
        with pytest.raises(KeyWrong):
            read(data)


@given(st.binary(max_size=200))
def test_base58_and_base64url_round_trip(data: bytes) -> None:
    assert base58btc_decoded(base58btc(data)) == data
    assert base64url_decoded(base64url(data)) == data


def test_base58_gives_the_published_values() -> None:
    """draft-msporny-base58 §5."""
    assert base58btc(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58btc(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    assert base58btc(b"") == ""


@pytest.mark.parametrize(
    "text", ["", "m123", "z0", "zO", "u=", "uA", "u+/", "uéé", "z" + "2" * 9000]
)
def test_text_that_is_no_multibase_is_refused(text: str) -> None:
    with pytest.raises(ProofWrong):
        multibase_decoded(text)


def test_every_refusal_has_a_code_and_a_sentence_of_its_own() -> None:
    reasons = BadgeError.__subclasses__()
    assert len({reason.code for reason in reasons}) == len(reasons)
    assert len({reason.sentence for reason in reasons}) == len(reasons)
    assert all(reason.sentence.endswith(".") and "!" not in reason.sentence for reason in reasons)


@given(data=st.binary(max_size=200), at=st.integers(0, 63), flip=st.integers(0, 255))
def test_ed25519_answers_as_an_independent_implementation(data: bytes, at: int, flip: int) -> None:
    """We check with libsodium and sign with OpenSSL: on any signature, whole or changed, both say the same."""
    key = PrivateKey.from_seed(bytes(range(32)))
    changed = bytearray(key.sign(data))
    changed[at] ^= flip
    other = Ed25519PublicKey.from_public_bytes(key.public.encoded)
    try:
        other.verify(bytes(changed), data)
    except InvalidSignature:
        with pytest.raises(BadSignature):
            key.public.verify(bytes(changed), data)
    else:
        key.public.verify(bytes(changed), data)


@pytest.mark.parametrize("size", [0, 63, 65, 128])
def test_an_ed25519_signature_of_another_length_is_none(size: int) -> None:
    key = PrivateKey.from_seed(bytes(range(32)))
    with pytest.raises(BadSignature):
        key.public.verify((key.sign(b"data") * 2)[:size], b"data")


def test_a_key_under_which_anything_would_verify_is_refused() -> None:
    """The neutral element as key and point: with s = 0 the equation of RFC 8032 holds for every message."""
    neutral = b"\x01" + bytes(31)
    with pytest.raises(BadSignature):
        PublicKey("Ed25519", neutral).verify(neutral + bytes(32), b"anything at all")


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_a_signature_has_one_length(kind: Kind) -> None:
    key = PrivateKey.generate(kind)
    signature = key.sign(b"text")
    half = len(signature) // 2
    key.public.verify(signature, b"text")
    for other in (
        signature[:half] + b"\0" + signature[half:],
        signature + b"\0",
        signature[:-1],
        b"",
    ):
        with pytest.raises(BadSignature):
            key.public.verify(other, b"text")
