"""The nouns: what is written is what the schemas ask for, and reading gives back what was written."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.badgecore.example import EARNED, ISSUER, make_achievement, make_credential

from badgecore.documents import check_plain_form, check_schema, schemas_of
from badgecore.errors import SchemaWrong, ShapeWrong
from badgecore.identity import is_hash_of
from badgecore.model import (
    OB3_EXTENSIONS,
    OB3_SCHEMA,
    AchievementCredential,
    AchievementSubject,
    Criteria,
    EndorsementCredential,
    EndorsementSubject,
    Profile,
    RefreshService,
    StatusList,
    StatusListCredential,
    read_credential,
)
from badgecore.nouns import after, instant, read_instant

GOOD = Path(__file__).parents[1] / "vectors" / "examples" / "fixture-issuer" / "good.json"


def test_a_credential_follows_both_published_schemas() -> None:
    document = make_credential().to_json()
    assert schemas_of(document) == [OB3_SCHEMA]
    check_schema(document, OB3_SCHEMA)
    check_plain_form(document)


def test_the_schema_check_names_the_place() -> None:
    document = make_credential().to_json()
    del document["credentialSubject"]["achievement"]["criteria"]
    with pytest.raises(SchemaWrong, match="credentialSubject/achievement"):
        check_plain_form(document)


def test_the_wire_form_has_the_shape_every_verifier_accepts() -> None:
    document = make_credential().to_json()
    example = json.loads(GOOD.read_text())
    assert document["@context"] == example["@context"]
    assert document["type"] == example["type"]
    assert set(document) == set(example) - {"proof"}
    assert isinstance(document["credentialStatus"], dict)
    assert document["credentialStatus"]["statusListIndex"] == "94567"
    assert document["issuer"]["type"] == ["Profile"]
    assert document["credentialSubject"]["identifier"][0]["type"] == "IdentityObject"


def test_nothing_empty_is_written() -> None:
    document = make_credential(evidence=False).to_json()
    assert "evidence" not in document
    assert "null" not in json.dumps(document)
    assert "[]" not in json.dumps(document)


def test_reading_gives_back_what_was_written() -> None:
    credential = make_credential()
    assert read_credential(credential.to_json()) == credential


def test_an_endorsement_is_written_and_read() -> None:
    endorsement = EndorsementCredential(
        id="urn:uuid:0d4ef8a4-5a3a-4f6d-9f0e-3a0f6e7c1f10",
        issuer=Profile(id="did:web:university.example"),
        valid_from=EARNED,
        name="Endorsement of Wait time",
        subject=EndorsementSubject(
            id=make_achievement().id, endorsement_comment="We count it for credit."
        ),
    )
    document = endorsement.to_json()
    assert document["type"] == ["VerifiableCredential", "EndorsementCredential"]
    check_schema(document, schemas_of(document)[0])
    assert read_credential(document) == endorsement


def test_a_status_list_credential_needs_one_context_only() -> None:
    url = "https://badges.example.org/status/1"
    listed = StatusListCredential(
        id=url,
        issuer=ISSUER,
        valid_from=EARNED,
        subject=StatusList(id=f"{url}#list", encoded_list="uH4s"),
    )
    document = listed.to_json()
    assert document["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert document["credentialSubject"]["type"] == "BitstringStatusList"


def test_a_1edtech_type_brings_its_context() -> None:
    credential = make_credential()
    refreshable = AchievementCredential(
        id=credential.id,
        issuer=credential.issuer,
        valid_from=credential.valid_from,
        subject=credential.subject,
        refresh_service=RefreshService(id="https://badges.example.org/credentials/1/fresh"),
    )
    written = refreshable.to_json()
    assert written["@context"][2] == OB3_EXTENSIONS
    assert written["refreshService"]["type"] == "1EdTechCredentialRefresh", (
        "one object: the schema takes no array"
    )


def test_a_subject_without_a_name_is_refused() -> None:
    nobody = AchievementCredential(
        id="urn:uuid:1",
        issuer=Profile(id=ISSUER),
        valid_from=EARNED,
        subject=AchievementSubject(achievement=make_achievement()),
    )
    with pytest.raises(ShapeWrong):
        nobody.to_json()


def test_criteria_need_something_to_read() -> None:
    with pytest.raises(ShapeWrong):
        Criteria()


def test_the_email_is_found_by_its_salted_hash_however_it_is_typed() -> None:
    identity = make_credential().subject.identifier[0]
    assert is_hash_of(identity.identity_hash, "ADA@example.org", identity.salt)
    assert not is_hash_of(identity.identity_hash, "bo@example.org", identity.salt)
    assert not is_hash_of(identity.identity_hash, "ada@example.org", None)
    assert not is_hash_of("crc32$00", "ada@example.org", identity.salt)


def test_compacted_and_older_forms_are_read() -> None:
    document = make_credential().to_json()
    document["issuanceDate"] = document.pop("validFrom")
    document["issuer"] = ISSUER
    document["evidence"] = document["evidence"][0]
    document["name"] = {"@value": "Tiempo de espera", "@language": "es"}
    credential = read_credential(document)
    assert isinstance(credential, AchievementCredential)
    assert (credential.valid_from, credential.issuer.id, credential.name) == (
        EARNED,
        ISSUER,
        "Tiempo de espera",
    )
    assert len(credential.evidence) == 1


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("validFrom", 7),
        ("validFrom", "2026-01-01T00:00:00"),
        ("validFrom", "2026-01-01"),
        ("name", True),
        ("issuer", 3),
    ],
)
def test_what_is_no_credential_is_refused_by_name(place: str, value: object) -> None:
    document = make_credential().to_json()
    document[place] = value
    with pytest.raises(ShapeWrong):
        read_credential(document)


@given(
    earlier=st.datetimes(timezones=st.just(UTC)),
    pause=st.timedeltas(timedelta(milliseconds=1), timedelta(days=1)),
)
def test_what_replaces_another_counts_from_later_but_is_not_still_to_come(
    earlier: datetime, pause: timedelta
) -> None:
    assume(earlier.year < 9999)
    since = after(earlier, earlier + pause)
    assert read_instant(instant(earlier)) < read_instant(instant(since)) == since <= earlier + pause


def test_an_instant_has_milliseconds_only_where_it_needs_them() -> None:
    moment = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert (
        instant(moment) == instant(moment + timedelta(microseconds=999)) == "2026-01-01T10:00:00Z"
    )
    assert instant(moment + timedelta(microseconds=7_999)) == "2026-01-01T10:00:00.007Z"


def test_an_instant_is_read_with_its_zone() -> None:
    assert read_instant("2026-01-01T01:00:00+01:00") == datetime(2026, 1, 1, tzinfo=UTC)
