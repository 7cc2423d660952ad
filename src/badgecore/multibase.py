"""Multibase text: base58btc `z` and base64url `u` (Controlled Identifiers 1.0 §2.4)."""

import base64
import binascii
from typing import Final

from badgecore.errors import ProofWrong

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = [high + low for high in _ALPHABET for low in _ALPHABET]
_PAIR_VALUE: Final = {pair: value for value, pair in enumerate(_PAIRS)}
_VALUE: Final = {char: value for value, char in enumerate(_ALPHABET)}
# Base 58 costs the square of its length; keys and signatures need no more than this.
_MAX_BASE58 = 8192


def base58btc(data: bytes) -> str:
    number = int.from_bytes(data)
    pieces: list[str] = []
    while number:
        number, rest = divmod(number, 58**8)
        high, low = divmod(rest, 58**4)
        pieces += (_PAIRS[low % 3364], _PAIRS[low // 3364], _PAIRS[high % 3364], _PAIRS[high // 3364])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pieces)).lstrip("1")


def base58btc_decoded(text: str) -> bytes:
    if len(text) > _MAX_BASE58:
        raise ProofWrong(f"base58 text of {len(text)} characters")
    number = 0
    even = len(text) & ~1
    try:
        for place in range(0, even, 2):
            number = number * 3364 + _PAIR_VALUE[text[place : place + 2]]
        if even < len(text):
            number = number * 58 + _VALUE[text[-1]]
    except KeyError:
        raise ProofWrong("a character that base58 does not have") from None
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return bytes(len(text) - len(text.lstrip("1"))) + body


def base64url(data: bytes) -> str:
    """Without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_decoded(text: str) -> bytes:
    """Without padding; refuses foreign characters and stray trailing bits, so that one value has one spelling."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise ProofWrong("not base64url without padding") from None
    if base64url(data) != text:
        raise ProofWrong("not base64url without padding")
    return data


def multibase(data: bytes) -> str:
    """Base58btc with its `z`, as proofs and Multikeys are written."""
    return "z" + base58btc(data)


def multihash_decoded(text: str) -> tuple[int, bytes]:
    """The hash function's number and the digest of a multihash in multibase (Controlled Identifiers 1.0 §2.5)."""
    rest = multibase_decoded(text)
    code, rest = _varint(rest)
    size, rest = _varint(rest)
    if size != len(rest) or not rest:
        raise ProofWrong("a multihash of another length than it says")
    return code, rest


def _varint(data: bytes) -> tuple[int, bytes]:
    """Seven bits a byte, the lowest first; at most nine bytes."""
    number = 0
    for place, byte in enumerate(data[:9]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, data[place + 1 :]
    raise ProofWrong("a number without an end")


def multibase_decoded(text: str) -> bytes:
    """`z` and `u` only: the two that Data Integrity and Multikey name."""
    if text[:1] == "z":
        return base58btc_decoded(text[1:])
    if text[:1] == "u":
        return base64url_decoded(text[1:])
    raise ProofWrong("multibase text starts with z or u")
