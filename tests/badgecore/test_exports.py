"""A badge inside something else is found and checked; what is inside a badge stays there, and work stays bounded."""

import json
from typing import Any

import pytest

from badgecore.verify import exports, kinds
from badgecore.wire import JsonObject

from .test_verify import LIST_URL, check, make_badge, make_list, make_web

BADGE = make_badge()


def wrapped(depth: int) -> Any:
    made: Any = BADGE
    for _ in range(depth):
        made = {"data": made}
    return made


@pytest.mark.parametrize("depth", range(1, 6))
def test_a_badge_is_found_some_levels_down(depth: int) -> None:
    report = check(wrapped(depth))
    assert (report.verdict, report.standard) == ("valid", "Open Badges 3.0")
    assert report.step_of("file-opened")


def test_what_lies_too_deep_or_among_too_much_is_no_badge() -> None:
    assert check(wrapped(9)).verdict == "no-badge"
    assert check({"many": [0] * 50_000, "badge": {"a": BADGE}}).verdict == "no-badge"


def test_of_many_each_has_its_report_and_the_worst_is_told() -> None:
    web = make_web()
    web.put(LIST_URL, make_list(94567))
    report = check(json.dumps([BADGE, make_badge(credentialStatus=None)]), web)
    assert (report.verdict, report.exit_code, report.is_several) == ("revoked", 6, True)
    assert [inner.verdict for inner in report.inner.values()] == ["revoked", "valid"]
    assert set(report.to_json()["inner"]) == {"[0]", "[1]"}


def test_more_than_can_be_checked_are_not_called_genuine() -> None:
    assert check(json.dumps([make_badge(credentialStatus=None)] * 80)).verdict != "valid"


def test_what_is_in_a_badge_stays_there() -> None:
    record: JsonObject = {"type": ["VerifiableCredential"], "credentialSubject": BADGE}
    assert exports.inside({"a": record}) == ([record], False)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("a.example/b", "https://a.example/b"),
        ("\u200b https://a.example/b\u200e.", "https://a.example/b"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("See https://a.example/b, please", "https://a.example/b"),
        ("https://a.example/b and https://a.example/c", ""),
        ("a.example", ""),
        ("badge.json", ""),
        ('{"id": "https://a.example/b"}', ""),
        ("x" * 5000, ""),
    ],
)
def test_addresses_are_known_in_every_dress(text: str, address: str) -> None:
    assert kinds.address_in(text) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7B1C2F7E-0000-4000-8000-000000000001", "7b1c2f7e-0000-4000-8000-000000000001"),
        ("urn:uuid:7b1c2f7e-0000-4000-8000-000000000001\n", "7b1c2f7e-0000-4000-8000-000000000001"),
        ("12345", "12345"),
        ("12", ""),
        ("about 12345", ""),
    ],
)
def test_a_bare_number_is_known(text: str, number: str) -> None:
    assert kinds.number_in(text) == number


def test_utf_16_is_read() -> None:
    assert check(json.dumps(BADGE).encode("utf-16")).verdict == "valid"
