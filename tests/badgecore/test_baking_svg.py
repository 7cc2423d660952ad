"""SVG: what is baked comes out again and the picture stays as it was; entities, scripts and floods are refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.badgecore.counted import at_most

from badgecore.baking import Baked, bake, unbake
from badgecore.errors import (
    AlreadyBaked,
    BadgeError,
    BakedTwice,
    ImageHasScript,
    ImageWrong,
    NothingBaked,
    TooLarge,
)

CALLS = 900_000
PLAIN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
OB3 = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
JWS = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"


@given(st.dictionaries(st.text(), st.text() | st.floats(allow_nan=False) | st.none()))
def test_json_that_is_baked_comes_out_the_same(value: dict[str, object]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    found = unbake(bake(PLAIN, text.encode("utf-8", "ignore").decode()))
    assert json.loads(found.text) == json.loads(text.encode("utf-8", "ignore").decode())


def test_the_element_follows_the_svg_tag_and_the_rest_stays() -> None:
    baked = bake(PLAIN, '{"a":"]]>"}').decode()
    assert baked == (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" {OB3}>'
        '<openbadges:credential><![CDATA[{"a":"]]\\u003e"}]]></openbadges:credential>'
        '<rect width="9" height="9"/></svg>'
    )


def test_a_jws_and_an_address_go_into_the_attribute() -> None:
    assert (
        f'<openbadges:credential verify="{JWS}"></openbadges:credential>'
        in bake(PLAIN, JWS).decode()
    )
    legacy = bake(PLAIN, "https://a.example/1?a=1&b=2", keyword="openbadges")
    assert b'xmlns:openbadges="http://openbadges.org"' in legacy
    assert b"<openbadges:assertion verify=" in legacy
    assert unbake(legacy) == Baked(keyword="openbadges", text="https://a.example/1?a=1&b=2")
    assert unbake(bake(PLAIN, "{}", keyword="clrcredential")).keyword == "clrcredential"


@pytest.mark.parametrize(
    "source",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a > b --><svg xmlns="http://www.w3.org/2000/svg" id="a>b" />',
        b'\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><g openbadges:a="1"/></svg>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
    ],
)
def test_any_well_formed_picture_can_be_baked_and_replaced(source: bytes) -> None:
    baked = bake(source, '{"a":1}')
    assert unbake(baked).text == '{"a":1}'
    with pytest.raises(AlreadyBaked):
        bake(baked, "{}")
    assert unbake(bake(baked, JWS, replace=True)).text == JWS


def test_an_empty_element_with_an_attribute_is_read_and_replaced() -> None:
    source = f'<svg xmlns="http://www.w3.org/2000/svg" {OB3}><openbadges:credential verify="{JWS}"/><g/></svg>'.encode()
    assert unbake(source).text == JWS
    replaced = bake(source, "{}", replace=True).decode()
    assert replaced.count("credential") == 2
    assert replaced.endswith("<g/></svg>")


def svg(inside: str, attributes: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {OB3} {attributes}>{inside}</svg>'.encode()


BADGE = "<openbadges:credential>{}</openbadges:credential>"
LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HOSTILE: list[tuple[str, bytes, type[BadgeError]]] = [
    (
        "entities",
        svg("<openbadges:credential>&b;</openbadges:credential>", before=LAUGHS),
        ImageWrong,
    ),
    (
        "an outside entity",
        svg("<openbadges:credential>&a;</openbadges:credential>", before=OUTSIDE),
        ImageWrong,
    ),
    (
        "parameter entities",
        svg(BADGE, before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://a.example/">%p;]>'),
        ImageWrong,
    ),
    ("two badges", svg(BADGE + BADGE), BakedTwice),
    ("nothing in it", svg("<g/>"), NothingBaked),
    ("cut", svg(BADGE)[:-9], ImageWrong),
    ("not XML", b"<svg", ImageWrong),
    ("not SVG", b"<html/>", ImageWrong),
    ("svg of no namespace", b"<svg/>", ImageWrong),
    ("deep", svg("<g>" * 300 + "</g>" * 300), TooLarge),
    ("a flood of elements", svg("<g/>" * 100_001), TooLarge),
    (
        "a flood of attributes",
        svg("<g " + " ".join(f"a{n}='1'" for n in range(100_001)) + "/>"),
        TooLarge,
    ),
    ("a flood of instructions", svg("<?a?>" * 100_001), TooLarge),
    ("as many elements as are read", svg("<g/>" * 99_000), NothingBaked),
    (
        "as many attributes as are read",
        svg("<g " + " ".join(f"a{n}='1'" for n in range(99_000)) + "/>"),
        NothingBaked,
    ),
    (
        "a huge badge",
        svg(f"<openbadges:credential>{'x' * 4_200_000}</openbadges:credential>"),
        TooLarge,
    ),
    ("a huge file", b"<" + bytes(33 * 1024 * 1024), TooLarge),
]


@pytest.mark.parametrize(
    ("data", "error"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_hostile_picture_is_refused_by_name_and_with_little_work(
    data: bytes, error: type[BadgeError]
) -> None:
    with at_most(CALLS), pytest.raises(error):
        unbake(data)


@pytest.mark.parametrize(
    "source",
    [
        svg("<script>alert(1)</script>"),
        svg("<g onclick='alert(1)'/>"),
        svg("", attributes="onload='alert(1)'"),
        svg("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"),
        svg("<a href=' java\nscript:alert(1)'/>"),
        svg("<image href='https://tracker.example/pixel.png'/>"),
        svg("<use href='other.svg#a'/>"),
        svg("<image href='data:text/html,x'/>"),
        svg("<animate attributeName='href' to='javascript:alert(1)'/>"),
        svg("", before="<?xml-stylesheet href='a.css'?>"),
    ],
)
def test_a_picture_that_runs_or_fetches_something_carries_no_badge(source: bytes) -> None:
    with pytest.raises(ImageHasScript):
        bake(source, "{}")


def test_a_script_in_a_foreign_badge_does_not_keep_it_from_being_read() -> None:
    assert unbake(svg("<script>alert(1)</script>" + BADGE)).text == "{}"


def test_links_inside_the_picture_and_embedded_images_are_no_harm() -> None:
    source = svg(
        "<use href='#a'/><image href='data:image/png;base64,AA'/><a href='https://a.example'/>"
    )
    assert unbake(bake(source, "{}")).text == "{}"


def test_an_svg_that_is_not_utf8_is_read_but_not_baked() -> None:
    source = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + svg(BADGE)
    assert unbake(source).text == "{}"
    with pytest.raises(ImageWrong):
        bake(source.replace(BADGE.encode(), b""), "{}")


@given(st.data())
def test_a_corrupted_picture_gives_a_text_or_a_named_refusal(data: st.DataObject) -> None:
    broken = bytearray(bake(PLAIN, '{"a":1}'))
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        unbake(bytes(broken))
    except BadgeError as error:
        assert error.code in {"image-wrong", "nothing-baked"}
