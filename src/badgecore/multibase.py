"""Multibase text: base58btc `z` and base64url `u` (Controlled Identifiers 1.0 §2.4)."""

import base64
import binascii
import functools
from typing import Final

from badgecore.errors import ProofWrong

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = [high + low for high in _ALPHABET for low in _ALPHABET]
_NO_DIGIT: Final = 0xFF
_DIGITS: Final = bytes(
    _ALPHABET.index(chr(code)) if chr(code) in _ALPHABET else _NO_DIGIT for code in range(256)
)
_SIXTEEN: Final = 58**16
# Base 58 costs the square of its length; keys and signatures need no more than this.
_MAX_BASE58 = 8192


def base58btc(data: bytes) -> str:
    """Base58 in Bitcoin's alphabet, without the `z`; a leading zero byte is a `1` (Controlled Identifiers 1.0 §2.4)."""
    number = int.from_bytes(data)
    pieces: list[str] = []
    while number:
        number, rest = divmod(number, 58**8)
        high, low = divmod(rest, 58**4)
        pieces += (
            _PAIRS[low % 3364],
            _PAIRS[low // 3364],
            _PAIRS[high % 3364],
            _PAIRS[high // 3364],
        )
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pieces)).lstrip("1")


def base58btc_decoded(text: str) -> bytes:
    """The bytes of a text that `base58btc` wrote (Controlled Identifiers 1.0 §2.4).

    Raises ProofWrong, for a text too long as well.
    """
    if len(text) > _MAX_BASE58:
        raise ProofWrong(f"base58 text of {len(text)} characters")
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise ProofWrong("a character that base58 does not have")
    # All digits at once, in lanes of one long number: neighbours are put together until a lane holds sixteen.
    lanes = -(-len(digits) // 16)
    number = int.from_bytes(digits)
    for bits, base, mask in _lanes(lanes):
        number = (number >> bits & mask) * base + (number & mask)
    packed, number = number.to_bytes(lanes * 16), 0
    for place in range(0, len(packed), 16):
        number = number * _SIXTEEN + int.from_bytes(packed[place : place + 16])
    return bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes(
        (number.bit_length() + 7) // 8
    )


@functools.lru_cache(maxsize=64)
def _lanes(count: int) -> list[tuple[int, int, int]]:
    """How far apart neighbours are, what the left one is worth, and the mask of every second one; pairs to sixteens."""
    return [
        (
            bits,
            58 ** (bits // 8),
            int.from_bytes((bytes(bits // 8) + b"\xff" * (bits // 8)) * (count * 64 // bits)),
        )
        for bits in (8, 16, 32, 64)
    ]


def base64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_decoded(text: str) -> bytes:
    """Read base64url without padding (RFC 4648 §3.3, §3.5, §5).

    Refuses foreign characters and stray trailing bits, so that one value has one spelling.
    """
    try:
        data = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
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
    """Read an unsigned varint: seven bits a byte, the lowest first, at most nine bytes."""
    number = 0
    for place, byte in enumerate(data[:9]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, data[place + 1 :]
    raise ProofWrong("a number without an end")


def multibase_decoded(text: str) -> bytes:
    """Read multibase text that begins with `z` or `u`: the two that Data Integrity and Multikey name."""
    if text[:1] == "z":
        return base58btc_decoded(text[1:])
    if text[:1] == "u":
        return base64url_decoded(text[1:])
    raise ProofWrong("multibase text starts with z or u")
