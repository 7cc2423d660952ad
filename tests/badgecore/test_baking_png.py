"""PNG: what is baked comes out again; a hostile file ends in a named refusal, within limits."""

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.badgecore.counted import at_most

from badgecore.baking import Baked, Keyword, bake, png, unbake
from badgecore.baking.carrier import KEYWORDS, MAX_TEXT
from badgecore.errors import (
    AlreadyBaked,
    BadgeError,
    BakedTwice,
    ImageWrong,
    NothingBaked,
    TooLarge,
)

CALLS = 300_000
KEYWORD = b"openbadgecredential"


def chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")


def picture(*chunks: bytes) -> bytes:
    return png.SIGNATURE + HEADER + b"".join(chunks) + PIXELS + END


def itxt(
    text: bytes, keyword: bytes = KEYWORD, flag: bytes = b"\0", method: bytes = b"\0"
) -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flag + method + b"\0\0" + text)


PLAIN = picture()
NOTE = chunk(b"tEXt", b"Title\0A picture")


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(KEYWORDS))
def test_what_is_baked_comes_out_again(text: str, keyword: Keyword) -> None:
    assert unbake(bake(PLAIN, text, keyword=keyword)) == Baked(keyword=keyword, text=text)


def test_the_badge_stands_before_the_image_data_uncompressed_and_other_chunks_stay() -> None:
    baked = bake(picture(NOTE), '{"name":"é"}')
    assert baked == png.SIGNATURE + HEADER + NOTE + itxt('{"name":"é"}'.encode()) + PIXELS + END


def test_a_second_badge_is_refused_unless_it_replaces_the_first() -> None:
    baked = bake(PLAIN, "{}")
    with pytest.raises(AlreadyBaked):
        bake(baked, "{}")
    assert bake(baked, '{"new":1}', replace=True) == bake(PLAIN, '{"new":1}')
    with pytest.raises(AlreadyBaked):
        bake(bake(PLAIN, "https://a.example", keyword="openbadges"), "{}")


def test_bytes_after_the_end_are_dropped_when_baking() -> None:
    assert bake(PLAIN + b"<script>", "{}") == bake(PLAIN, "{}")


def test_one_mold_bakes_many() -> None:
    mold = png.PngMold(PLAIN)
    assert [unbake(mold.bake(text)).text for text in ("a", "b")] == ["a", "b"]


def test_foreign_spellings_are_read() -> None:
    packed = zlib.compress(b'{"a":1}')
    for part in (
        itxt(packed, flag=b"\1"),
        chunk(b"zTXt", KEYWORD + b"\0\0" + packed),
        chunk(b"tEXt", KEYWORD + b'\0{"a":1}'),
    ):
        assert unbake(picture(part)).text == '{"a":1}'
    legacy = picture(chunk(b"tEXt", b"openbadges\0https://a.example/1"))
    assert unbake(legacy) == Baked(keyword="openbadges", text="https://a.example/1")
    assert unbake(png.SIGNATURE + HEADER + PIXELS + itxt(b"{}") + END).text == "{}"


def test_the_later_standard_speaks_when_a_picture_carries_two() -> None:
    both = picture(chunk(b"tEXt", b"openbadges\0https://a.example/1"), itxt(b"{}"))
    assert unbake(both).keyword == "openbadgecredential"


HOSTILE: list[tuple[str, bytes, type[BadgeError]]] = [
    ("nothing in it", PLAIN, NothingBaked),
    ("two badges", picture(itxt(b"{}"), itxt(b"{}")), BakedTwice),
    ("a size larger than the file", png.SIGNATURE + HEADER + b"\x7f\xff\xff\xffiTXt", ImageWrong),
    (
        "a size with its sign bit set",
        png.SIGNATURE + HEADER + b"\xff\xff\xff\xffiTXt" + bytes(64),
        ImageWrong,
    ),
    ("cut in the middle", bake(PLAIN, "{}")[:-20], ImageWrong),
    ("no end", png.SIGNATURE + HEADER + itxt(b"{}") + PIXELS, ImageWrong),
    ("no header", png.SIGNATURE + itxt(b"{}") + END, ImageWrong),
    ("signature alone", png.SIGNATURE, ImageWrong),
    ("wrong checksum", picture(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}", crc=1)), ImageWrong),
    ("not UTF-8", picture(itxt(b"\xff\xfe")), ImageWrong),
    ("no text field", picture(chunk(b"iTXt", KEYWORD + b"\0\0\0")), ImageWrong),
    ("keyword alone", picture(chunk(b"iTXt", KEYWORD + b"\0")), ImageWrong),
    ("an unknown flag", picture(itxt(b"{}", flag=b"\7")), ImageWrong),
    ("an unknown method", picture(itxt(b"{}", flag=b"\1", method=b"\7")), ImageWrong),
    ("broken compression", picture(itxt(b"not zlib", flag=b"\1")), ImageWrong),
    ("cut compression", picture(itxt(zlib.compress(b"{}" * 99)[:-6], flag=b"\1")), ImageWrong),
    ("a bomb", picture(itxt(zlib.compress(bytes(64 * 1024 * 1024), 9), flag=b"\1")), TooLarge),
    (
        "a bomb in zTXt",
        picture(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(bytes(MAX_TEXT + 9), 9))),
        TooLarge,
    ),
    (
        "a crowd of bombs",
        picture(*[itxt(zlib.compress(bytes(MAX_TEXT - 1), 9), flag=b"\1")] * 300),
        BakedTwice,
    ),
    ("a huge text", picture(itxt(b" " * (MAX_TEXT + 1))), TooLarge),
    ("a huge picture", png.SIGNATURE + bytes(33 * 1024 * 1024), TooLarge),
    ("a swarm of chunks", png.SIGNATURE + HEADER + chunk(b"tEXt", b"a\0b") * 20_001, ImageWrong),
    ("not a picture", b"GIF89a", ImageWrong),
    ("nothing at all", b"", ImageWrong),
]


@pytest.mark.parametrize(
    ("data", "error"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_hostile_picture_is_refused_by_name_with_little_work_and_memory(
    data: bytes, error: type[BadgeError]
) -> None:
    tracemalloc.start()
    with at_most(CALLS), pytest.raises(error):
        unbake(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MAX_TEXT


def test_baking_refuses_a_picture_whose_checksums_are_wrong_or_that_has_no_image() -> None:
    with pytest.raises(ImageWrong):
        bake(picture(chunk(b"tEXt", b"a\0b", crc=1)), "{}")
    with pytest.raises(ImageWrong):
        bake(png.SIGNATURE + HEADER + END, "{}")
    with pytest.raises(TooLarge):
        bake(PLAIN, " " * MAX_TEXT)
    with pytest.raises(ImageWrong):
        bake(PLAIN, "\ud800")


@given(st.data())
def test_a_corrupted_picture_gives_its_badge_or_a_named_refusal(data: st.DataObject) -> None:
    broken = bytearray(bake(picture(NOTE), '{"a":1}'))
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert unbake(bytes(broken)).text == '{"a":1}'
    except BadgeError as error:
        assert error.code in {"image-wrong", "nothing-baked"}
