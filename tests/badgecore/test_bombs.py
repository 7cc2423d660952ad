"""What unpacks to a thousand times its size is refused in bounded memory, wherever it hides."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from badgecore.baking import unbake
from badgecore.errors import BadgeError
from badgecore.multibase import base64url
from badgecore.status import StatusList
from badgecore.verify import verify

from .counted import at_most
from .test_baking_png import PLAIN
from .test_verify import BADGE, LIST_URL, NOW, make_list, make_web, sign

CALLS = 300_000
UNPACKED = 512 * 1024 * 1024
# The text that may be read, its bytes, and one more copy of either; lists of withdrawn badges may have 16 MB of bits.
MEMORY = 64 * 1024 * 1024


def packed(header: bytes) -> bytes:
    """Half a gigabyte of spaces in half a megabyte: one block again and again, each begun anew."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = stream.compress(b" " * (1024 * 1024)) + stream.flush(zlib.Z_FULL_FLUSH)
    return header + block * (UNPACKED // (1024 * 1024))


ZLIB, GZIP = packed(b"\x78\x9c"), packed(gzip.compress(b"", mtime=0)[:10])


def with_chunk(kind: bytes, data: bytes) -> bytes:
    at = PLAIN.index(b"IDAT") - 4
    chunk = len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
    return PLAIN[:at] + chunk + PLAIN[at:]


def laughing() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]><svg xmlns="http://www.w3.org/2000/svg">&a11;</svg>'.encode()


BOMBS: dict[str, Callable[[], object]] = {
    "an iTXt chunk": lambda: unbake(with_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + ZLIB)),
    "a zTXt chunk": lambda: unbake(with_chunk(b"zTXt", b"openbadges\0\0" + ZLIB)),
    "a status list": lambda: StatusList.decoded("u" + base64url(GZIP)),
    "a status list in many parts": lambda: StatusList.decoded(
        "u" + base64url(gzip.compress(b"") * 200_000 + GZIP)
    ),
    "entities in an SVG": lambda: unbake(laughing()),
}


def peak_of(act: Callable[[], object]) -> int:
    """The most memory it held, in bytes."""
    tracemalloc.start()
    try:
        act()
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def test_the_bombs_are_real() -> None:
    assert len(ZLIB) < UNPACKED // 500
    for bomb, wbits in ((ZLIB, 15), (GZIP, 31)):
        assert len(zlib.decompressobj(wbits).decompress(bomb, MEMORY)) == MEMORY


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_bounded_memory_and_work(name: str) -> None:
    refused: list[BadgeError] = []

    def act() -> None:
        with pytest.raises(BadgeError) as caught:
            BOMBS[name]()
        refused.append(caught.value)

    with at_most(CALLS):
        peak = peak_of(act)
    assert refused[0].sentence.endswith(".")
    assert peak < MEMORY


def test_a_badge_whose_list_is_a_bomb_is_left_open() -> None:
    document = make_list()
    document["credentialSubject"]["encodedList"] = "u" + base64url(GZIP)
    document.pop("proof")
    web = make_web()
    web.put(LIST_URL, sign(document))
    reports = []
    with at_most(CALLS):
        peak = peak_of(lambda: reports.append(verify(BADGE, now=NOW, fetch=web)))
    assert reports[0].verdict == "unclear"
    assert peak < MEMORY
