"""Status lists: bits where the standard wants them, within limits whatever a list claims."""

import base64
import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgecore import nouns, status
from badgecore.errors import BadgeError, StatusOutOfRange, StatusWrong, TooLarge
from badgecore.status import Entry, StatusList
from badgecore.wire import JsonObject

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://badges.example.org/status/1"


def test_bit_zero_is_the_leftmost_bit_of_byte_zero() -> None:
    bits = StatusList()
    bits.set(0)
    bits.set(15)
    packed = base64.urlsafe_b64decode(bits.encoded()[1:] + "==")
    raw = gzip.decompress(packed)
    assert raw[:3] == b"\x80\x01\x00"
    assert len(raw) == 16_384


@settings(max_examples=10)
@given(st.sets(st.integers(0, status.MIN_LENGTH - 1), max_size=40))
def test_what_is_set_is_read_and_nothing_else(indexes: set[int]) -> None:
    bits = StatusList()
    for index in indexes:
        bits.set(index)
    again = StatusList.decoded(bits.encoded())
    assert sum(again.get(index) for index in range(len(again))) == len(indexes)
    assert all(again.get(index) for index in indexes)
    for index in indexes:
        again.set(index, False)
    assert again.encoded() == StatusList().encoded()


def test_the_example_list_of_the_specification_is_empty() -> None:
    """Bitstring Status List 1.0, example 2."""
    empty = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    bits = StatusList.decoded(empty)
    assert len(bits) == 131_072
    assert not any(bits.get(index) for index in range(0, len(bits), 997))


def test_entries_of_several_bits_are_read_in_order() -> None:
    bits = StatusList()
    bits.set(4)
    bits.set(7)
    assert bits.get(2, size=2) == 2
    assert bits.get(3, size=2) == 1
    assert bits.get(1, size=4) == 0b1001


@pytest.mark.parametrize("index", [-1, status.MIN_LENGTH, 10**11])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(StatusOutOfRange):
        StatusList().get(index)
    with pytest.raises(StatusOutOfRange):
        StatusList().set(index)


@pytest.mark.parametrize("length", [0, 8, 131_071, 131_073, 2**27 + 8])
def test_a_list_of_a_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(StatusWrong):
        StatusList(length)


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("encoded", "error"),
    [
        ("", StatusWrong),
        ("u", StatusWrong),
        ("u!!!!", StatusWrong),
        (packed(b"not gzip"), StatusWrong),
        (packed(gzip.compress(bytes(16_383))), StatusWrong),
        (packed(gzip.compress(bytes(16_384))[:-12]), StatusWrong),
        (packed(gzip.compress(bytes(16_384))[:-8]), StatusWrong),
        (packed(gzip.compress(bytes(64 * 1024 * 1024))), TooLarge),
        ("u" + "A" * (33 * 1024 * 1024), TooLarge),
    ],
    ids=[
        "empty",
        "prefix alone",
        "foreign letters",
        "no gzip",
        "short",
        "cut",
        "without its check sum",
        "bomb",
        "huge",
    ],
)
def test_a_broken_or_exploding_list_is_refused(encoded: str, error: type[BadgeError]) -> None:
    with pytest.raises(error):
        StatusList.decoded(encoded)


def test_a_list_of_a_million_with_one_percent_set_stays_small() -> None:
    bits = StatusList(1_000_000)
    for position in range(10_000):
        bits.set(status.index_at(position, length=1_000_000, secret=b"s"))
    assert len(bits.encoded()) < 40_000


@given(st.integers(8, 3000), st.binary(min_size=1))
def test_random_places_never_repeat_and_stay_inside(length: int, secret: bytes) -> None:
    places = [
        status.index_at(position, length=length, secret=secret)
        for position in range(min(length, 200))
    ]
    assert len(set(places)) == len(places)
    assert all(0 <= place < length for place in places)


def test_random_places_depend_on_the_secret_and_fill_the_list() -> None:
    first = [status.index_at(position, length=1000, secret=b"a") for position in range(1000)]
    assert sorted(first) == list(range(1000))
    assert first != [
        status.index_at(position, length=1000, secret=b"b") for position in range(1000)
    ]
    with pytest.raises(StatusOutOfRange):
        status.index_at(1000, length=1000, secret=b"a")


def test_the_list_credential_has_the_shape_of_the_standard() -> None:
    document = status.list_credential(
        StatusList(),
        url=URL,
        issuer="did:web:badges.example.org",
        valid_from=NOW,
        valid_until=NOW + timedelta(days=1),
    )
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["validUntil"] == "2026-11-23T12:00:00Z"
    assert document["credentialSubject"]["statusPurpose"] == "revocation"
    entry = Entry(purpose="revocation", index=5, list_url=URL)
    assert status.value_in(document, entry) == 0


def test_times_are_written_in_utc_and_need_a_zone() -> None:
    assert (
        nouns.instant(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))))
        == "2025-12-31T23:00:00Z"
    )
    with pytest.raises(ValueError, match="zone"):
        nouns.instant(datetime(2026, 1, 1))  # noqa: DTZ001


ENTRY: JsonObject = {
    "id": URL + "#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": URL,
}


def test_an_entry_is_read_with_its_index_as_text_or_number() -> None:
    for index in ("94567", 94567):
        assert Entry.read(ENTRY | {"statusListIndex": index}).index == 94567


@pytest.mark.parametrize("index", [None, "", "-1", "1.0", "0x1", "١", "9" * 13, True, [], -4])
def test_an_index_that_is_no_number_is_refused(index: object) -> None:
    with pytest.raises(StatusWrong):
        Entry.read(ENTRY | {"statusListIndex": index})


@pytest.mark.parametrize(
    "subject",
    [
        None,
        [],
        {"type": "Other"},
        {
            "type": "BitstringStatusList",
            "statusPurpose": "suspension",
            "encodedList": StatusList().encoded(),
        },
        {"type": "BitstringStatusList", "statusPurpose": "revocation"},
        {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": 5},
    ],
)
def test_a_list_of_another_kind_or_purpose_is_refused(subject: object) -> None:
    with pytest.raises(StatusWrong):
        status.value_in({"credentialSubject": subject}, Entry.read(ENTRY))


def test_a_1edtech_revocation_list_is_read() -> None:
    document: JsonObject = {
        "revokedCredential": [
            {
                "id": "https://a.example/1",
                "revoked": True,
                "revocationReason": "Awarded by mistake",
            },
            {"id": "https://a.example/2", "revoked": False},
            {"id": "https://a.example/3"},
        ]
    }
    first = status.withdrawal_in(document, "https://a.example/1")
    assert first is not None
    assert first.reason == "Awarded by mistake"
    assert status.withdrawal_in(document, "https://a.example/2") is None
    assert status.withdrawal_in(document, "https://a.example/3") is not None
    assert status.withdrawal_in(document, "https://a.example/4") is None
    with pytest.raises(StatusWrong):
        status.withdrawal_in({"revokedCredential": ["x"]}, "https://a.example/1")
