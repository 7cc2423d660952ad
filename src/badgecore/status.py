"""Status lists: one bit per badge (Bitstring Status List 1.0), and the older 1EdTechRevocationList, read only."""

import functools
import gzip
import hmac
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Self, TypeAlias

from badgecore.errors import (
    BadgeError,
    StatusListOther,
    StatusListShort,
    StatusOutOfRange,
    StatusWrong,
    TooLarge,
)
from badgecore.multibase import base64url, base64url_decoded
from badgecore.nouns import instant
from badgecore.wire import JsonObject, as_list, is_array, is_object

Purpose: TypeAlias = Literal["revocation", "suspension", "refresh", "message"]

# 16 KB: below that, whoever fetches a list could tell whose badge is looked up (Bitstring Status List §6.1).
MIN_LENGTH: Final = 131_072
MAX_LENGTH: Final = 2**27
_LISTS: Final = ("BitstringStatusList", "StatusList2021")
_MAX_ENCODED: Final = 32 * 1024 * 1024
_MAX_SIZE: Final = 8


class StatusList:
    """Bits that start at 0. Bit 0 is the leftmost bit of byte 0 (§2.2)."""

    __slots__ = ("_bits",)

    def __init__(self, length: int = MIN_LENGTH) -> None:
        if not MIN_LENGTH <= length <= MAX_LENGTH or length % 8:
            raise StatusWrong(
                f"a list of {length} entries; from {MIN_LENGTH} to {MAX_LENGTH}, by eights"
            )
        self._bits = bytearray(length // 8)

    @classmethod
    def decoded(cls, encoded: str, *, shortest: int = MIN_LENGTH) -> Self:
        """`encodedList`: multibase base64url (`u`) of gzip. Without the `u` too, as StatusList2021 wrote it.

        Unpacks at most `MAX_LENGTH` bits, whatever the list claims. Raises `StatusWrong` or `TooLarge`.
        """
        if len(encoded) > _MAX_ENCODED:
            raise TooLarge(f"a status list of {len(encoded)} characters")
        # A gzip file starts with 1F 8B, which is "H4s" in base64: no list without the prefix starts with "u".
        try:
            packed = base64url_decoded(encoded.removeprefix("u").rstrip("="))
        except BadgeError:
            raise StatusWrong("encodedList is not base64url") from None
        bits = _unpacked(packed)
        if len(bits) * 8 < shortest:
            raise StatusListShort(f"{len(bits) * 8} entries instead of {MIN_LENGTH}")
        made = cls.__new__(cls)
        made._bits = bytearray(bits)
        return made

    def encoded(self) -> str:
        """`encodedList` (§2.2). Same bits, same text: the gzip header carries no time (RFC 1952 §2.3.1, MTIME 0)."""
        return "u" + base64url(gzip.compress(bytes(self._bits), compresslevel=6, mtime=0))

    def __len__(self) -> int:
        return len(self._bits) * 8

    def set(self, index: int, value: bool = True) -> None:
        self._refuse(index)
        mask = 0x80 >> (index % 8)
        if value:
            self._bits[index // 8] |= mask
        else:
            self._bits[index // 8] &= ~mask

    def get(self, index: int, size: int = 1) -> int:
        """The value at `index` of a list with `size` bits per entry (`statusSize`, §2.2)."""
        if not 1 <= size <= _MAX_SIZE:
            raise StatusWrong(f"a statusSize of {size}")
        self._refuse(index, size)
        value = 0
        for place in range(index * size, (index + 1) * size):
            value = value << 1 | (self._bits[place // 8] >> (7 - place % 8) & 1)
        return value

    def _refuse(self, index: int, size: int = 1) -> None:
        if not 0 <= index < len(self) // size:
            raise StatusOutOfRange(f"{index} of {len(self) // size}")


def index_at(position: int, *, length: int = MIN_LENGTH, secret: bytes) -> int:
    """The index in the list of the badge with number `position`: a secret order without repeats and without a table.

    Random places keep a reader of the list from telling when a badge was issued (§5.2). A Feistel network over the
    smallest even number of bits that holds `length`, walked until it lands inside.
    """
    if not 0 <= position < length:
        raise StatusOutOfRange(f"{position} of {length}")
    half = max(1, ((length - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    place = position
    while True:
        left, right = place >> half, place & mask
        for turn in range(6):
            left, right = right, left ^ (_turned(secret, length, turn, right) & mask)
        place = left << half | right
        if place < length:
            return place


# A list of the usual length asks for 3,072 of them, again and again.
@functools.lru_cache(maxsize=8192)
def _turned(secret: bytes, length: int, turn: int, right: int) -> int:
    return int.from_bytes(hmac.digest(secret, b"%d:%d:%d" % (length, turn, right), "sha256")[:8])


def list_credential(
    bits: StatusList,
    *,
    url: str,
    issuer: str | JsonObject,
    valid_from: datetime,
    valid_until: datetime | None = None,
    purpose: Purpose = "revocation",
) -> JsonObject:
    """The unsigned BitstringStatusListCredential to be served at `url` (§3.2). Sign it like a badge."""
    subject = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": bits.encoded(),
    }
    document: JsonObject = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = instant(valid_until)
    return document | {"credentialSubject": subject}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A `credentialStatus` of type BitstringStatusListEntry (or StatusList2021Entry), read."""

    purpose: str
    index: int
    list_url: str
    size: int = 1

    @classmethod
    def read(cls, status: JsonObject) -> Self:
        """Raises StatusWrong for what breaks §2.1. Numbers are read as `statusListIndex` too: 1EdTech writes them."""
        index, url, purpose = (
            status.get(name)
            for name in ("statusListIndex", "statusListCredential", "statusPurpose")
        )
        size = status.get("statusSize", 1)
        text = str(index) if isinstance(index, int) and not isinstance(index, bool) else index
        if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 12:
            raise StatusWrong(f"statusListIndex {index!r}")
        if not isinstance(url, str) or not isinstance(purpose, str):
            raise StatusWrong("statusListCredential or statusPurpose is missing or no text")
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise StatusWrong("statusSize is no whole number from 1")
        if size > _MAX_SIZE:
            # Said before anything is counted out: a size of many digits would ask for as many messages as two to it.
            raise StatusWrong(f"a statusSize of more than {_MAX_SIZE}")
        if status.get("id") == url:
            raise StatusWrong("id is the address of the list")
        _refuse_messages(status, size)
        return cls(purpose=purpose, index=int(text), list_url=url, size=size)


def _refuse_messages(status: JsonObject, size: int) -> None:
    """statusMessage and statusReference (§2.1): one message for each value, needed where there are more than two."""
    messages = status.get("statusMessage")
    if messages is None and size > 1:
        raise StatusWrong("statusSize without statusMessage")
    if messages is not None:
        if not is_array(messages) or len(messages) != 1 << size:
            raise StatusWrong("not one statusMessage for each value")
        if not all(is_object(entry) and _is_message(entry) for entry in messages):
            raise StatusWrong("a statusMessage without status or message")
    if not all(
        isinstance(url, str) and ":" in url for url in as_list(status.get("statusReference"))
    ):
        raise StatusWrong("a statusReference that is no URL")


def _is_message(entry: JsonObject) -> bool:
    return isinstance(entry.get("message"), str) and str(entry.get("status")).startswith("0x")


def value_in(document: JsonObject, entry: Entry) -> int:
    """What the list credential says about the entry: 0 means nothing against the badge (§3.2).

    The caller verifies the document first, and asks `is_short` where the length of the list matters to it. Raises
    `StatusWrong`, `StatusOutOfRange` or `TooLarge`.
    """
    return _bits_of(document, entry).get(entry.index, entry.size)


def is_short(document: JsonObject, entry: Entry) -> str:
    """How many entries a list has that is shorter than its standard asks (§3.2, §6.1), in words; "" for all others.

    What its issuer signed about the badge is there all the same: a look into a short list tells others more about which
    badge is looked up, and that is all that is wrong with it.
    """
    length = len(_bits_of(document, entry)) // entry.size
    return "" if length >= MIN_LENGTH else f"{length} entries instead of {MIN_LENGTH}"


def _bits_of(document: JsonObject, entry: Entry) -> StatusList:
    subject = document.get("credentialSubject")
    if not is_object(subject):
        raise StatusWrong("a list without credentialSubject")
    kinds = as_list(subject.get("type"))
    name = next((kind for kind in _LISTS if kind in kinds), None)
    if name is None:
        raise StatusWrong("credentialSubject is no BitstringStatusList")
    if f"{name}Credential" not in as_list(document.get("type")):
        raise StatusWrong(f"the list is no {name}Credential")
    if entry.purpose not in as_list(subject.get("statusPurpose")):
        raise StatusListOther(f"the list is not about {entry.purpose}")
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str) or (
        name == "BitstringStatusList" and not encoded.startswith("u")
    ):
        raise StatusWrong("encodedList is missing or not multibase")
    return StatusList.decoded(encoded, shortest=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An entry of a 1EdTechRevocationList (VCRL 1.0)."""

    reason: str


def withdrawal_in(document: JsonObject, credential_id: str) -> Withdrawal | None:
    """1EdTechRevocationList (VCRL 1.0): `{id, issuer, revokedCredential: [{id, revoked, revocationReason}]}`."""
    for entry in as_list(document.get("revokedCredential")):
        if not is_object(entry):
            raise StatusWrong("revokedCredential holds something that is no object")
        if entry.get("id") == credential_id and entry.get("revoked", True) is not False:
            reason = entry.get("revocationReason")
            return Withdrawal(reason=reason if isinstance(reason, str) else "")
    return None


def _unpacked(packed: bytes) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    try:
        bits = stream.decompress(packed, MAX_LENGTH // 8)
    except zlib.error:
        raise StatusWrong("encodedList is not gzip") from None
    if stream.unconsumed_tail:
        raise TooLarge(f"a status list of more than {MAX_LENGTH} entries")
    if not stream.eof:
        raise StatusWrong("encodedList ends too early")
    return bits
