"""Whatever is done to a badge, verification answers with a report, soon and in little memory; it never crashes."""

import copy
import json
import os
import random
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from badgecore import ob2
from badgecore.baking import bake
from badgecore.keys import PrivateKey
from badgecore.proofs import jose
from badgecore.verify import SENTENCES, verify

from .counted import at_most
from .example import make_credential
from .test_baking_png import PLAIN
from .test_verify import BADGE, make_endorsement, make_list, make_web, sign
from .web import EXAMPLES, web_of_the_examples

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RSA = PrivateKey.from_pem(PrivateKey.generate("RSA").to_pem())
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
CALLS = 3_000_000
BYTES = 96 * 1024 * 1024

DOCUMENTS: list[Any] = [
    BADGE,
    sign(
        make_credential().to_json()
        | {"endorsement": [make_endorsement(RSA_FRIEND := PrivateKey.from_seed(bytes(32)))]}
    ),
    sign(BADGE),
    make_list(94567),
    ob2.assertion(
        make_credential(),
        url="https://badges.example.org/1",
        badge_url="https://badges.example.org/2",
    ),
    *(
        json.loads((EXAMPLES / name).read_bytes())
        for name in (
            "fixture-issuer/clr.json",
            "ob3-1edtech/complete.json",
            "dcc-fixtures/verifiableCredentials/v1/dataIntegrityProof/didWeb/oidf-validStatus-noExpiry.json",
            "dcc-fixtures/verifiableCredentials/v2/bothSignatureTypes/didkey/legacy-noStatus-noExpiry.json",
        )
    ),
]
FILES: list[bytes] = [
    bake(PLAIN, json.dumps(BADGE)),
    bake(SVG, json.dumps(BADGE)),
    bake(SVG, jose.sign(make_credential().to_json(), key=RSA)),
    jose.sign(make_credential().to_json(), key=RSA).encode(),
    json.dumps(BADGE).encode(),
]

# Values that break readers: of the wrong kind, empty, huge, nested, JSON-LD's own words, addresses that lead inside.
STRANGE: list[Any] = [
    None,
    "",
    " ",
    "\u0000",
    "\ud83d",
    "é" * 3000,
    0,
    -1,
    2**70,
    1e308,
    0.1,
    True,
    [],
    {},
    [[]],
    [None],
    [[["x"]]],
    {"@value": "x"},
    {"@value": {}},
    {"@id": "x"},
    {"@id": None},
    {"@type": []},
    {"@context": {}},
    {"@context": None},
    {"@list": [1]},
    {"@set": []},
    {"@graph": [{}]},
    {"@reverse": {"x": {}}},
    {"@json": 1},
    {"@language": "xx"},
    {"id": []},
    {"type": None},
    "@type",
    "_:b0",
    "did:web:127.0.0.1",
    "did:web:localhost%3A80",
    "did:key:z6Mk",
    "did:",
    "#",
    "https://[",
    "https://badges.example.org/status/1",
    "z",
    "u",
    "zzz",
    "2026-13-45T99:99:99Z",
    "9999-12-31T23:59:59-23:59",
    "0000-01-01T00:00:00Z",
    "DataIntegrityProof",
    "eddsa-jcs-2022",
    "ecdsa-sd-2023",
    "BitstringStatusListEntry",
    ["https://www.w3.org/ns/credentials/v2"],
    {"a": {"b": {"c": {"d": {"e": {}}}}}},
]


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*place, name)
            yield from places(item, (*place, name))


def bent(document: Any, chance: random.Random) -> Any:
    """One to three places of a document replaced, removed, moved or doubled."""
    made = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        found = list(places(made))
        if not found:
            break
        place = chance.choice(found)
        holder = made
        for step in place[:-1]:
            holder = holder[step]
        what = chance.randrange(5)
        if what == 0:
            del holder[place[-1]]
        elif what == 1:
            other = made
            for step in chance.choice(found):
                other = (
                    other[step]
                    if isinstance(other, dict | list) and step in _steps(other)
                    else other
                )
            holder[place[-1]] = copy.deepcopy(other)
        elif what == 2 and isinstance(holder, dict):
            name = chance.choice(["@id", "@type", "@context", "id", "type", "proof", "jti", "x"])
            holder[name] = copy.deepcopy(chance.choice(STRANGE))
        else:
            holder[place[-1]] = copy.deepcopy(chance.choice(STRANGE))
    return made


def _steps(value: Any) -> Any:
    return value if isinstance(value, dict) else range(len(value))


def broken(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled or filled in."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        what = chance.randrange(5)
        if what == 0 and made:
            made[at % len(made)] = chance.randrange(256)
        elif what == 1:
            del made[at : at + chance.choice([1, 4, 400])]
        elif what == 2:
            made[at:at] = chance.choice(
                [b"\0", b"{", b"[" * 99, b'"', b"<", b"\xff\xfe", b"]]>", b"\x7f\xff\xff\xff"]
            )
        elif what == 3:
            made[at:at] = made[: chance.randrange(200)]
        else:
            made = made[:at] if chance.random() < 0.3 else made
    return bytes(made)


def answered(data: Any, web: Any) -> None:
    with at_most(CALLS):
        report = verify(data, now=NOW, fetch=web, recipient="ada@example.org")
    assert report.steps
    assert all(step.code in SENTENCES for step in report.steps)
    json.dumps(report.to_json())


def fuzz(chance: random.Random) -> None:
    """One round; its number alone repeats it."""
    web = web_of_the_examples()
    web.pages |= make_web().pages
    kind = chance.randrange(4)
    if kind == 0:
        answered(broken(chance.choice(FILES), chance), web)
    elif kind == 1:
        text = json.dumps(bent(chance.choice(DOCUMENTS), chance))
        answered(bake(chance.choice([PLAIN, SVG]), text), web)
    elif kind == 2:
        # The web lies: what is fetched is bent, the badge is good.
        url = chance.choice(list(web.pages))
        answer = web.pages[url]
        page = bent(json.loads(answer.body), chance) if chance.random() < 0.7 else None
        web.put(url, broken(answer.body, chance) if page is None else page)
        answered(chance.choice(DOCUMENTS), web)
    else:
        answered(bent(chance.choice(DOCUMENTS), chance), web)


@pytest.mark.parametrize("number", range(120))
def test_a_bent_badge_gets_a_report(number: int) -> None:
    fuzz(random.Random(number))


def test_memory_stays_bounded() -> None:
    tracemalloc.start()
    for number in range(1000, 1020):
        fuzz(random.Random(number))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BYTES


@pytest.mark.slow
def test_bent_badges_for_ten_minutes() -> None:
    """`FUZZ_SECONDS` and `FUZZ_FROM` say how long and from which number; the number of a failure is printed."""
    until = time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "600"))
    number = int(os.environ.get("FUZZ_FROM", "100000"))
    while time.monotonic() < until:
        try:
            fuzz(random.Random(number))
        except BaseException:
            print(f"FUZZ_FROM={number}")
            raise
        number += 1
    print(f"{number} rounds done")
