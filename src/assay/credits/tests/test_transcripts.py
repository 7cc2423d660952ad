"""A transcript: what it says, that it is signed as a learner record, and what its address tells later."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from jsonschema import Draft201909Validator

from assay.catalog.models import Version
from assay.credentials import actions as badges
from assay.credentials.models import Award
from assay.credentials.verification import checking
from assay.credits import actions
from assay.credits.models import Credit, License, Transcript
from assay.credits.tests.factories import TENNESSEE, make_credit
from assay.credits.transcripts import Chosen
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db

# The official one, kept with its source.
_SCHEMAS = Path(__file__).parents[3] / "badgecore" / "schemas" / "clr2"
_SCHEMA = Draft201909Validator(
    json.loads((_SCHEMAS / "clr_v2p0_clrcredential_schema.json").read_text())
)


def _make(ada: Person, **fields: Any) -> Transcript:
    everything = Chosen(frozenset(License.objects.values_list("pk", flat=True)), pay=True)
    said: dict[str, Any] = {"until": today() + timedelta(days=10), "chosen": everything}
    return actions.make_transcript(ada, **{**said, **fields}, by=ada)


def _check(row: Transcript) -> str:
    answer = Client().get(reverse("credits:transcript-check", args=[row.token]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def credit(ada: Person, version: Version) -> Credit:
    """Claimed by her, and she has hours elsewhere."""
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    assert credit.license is not None
    actions.add_elsewhere(
        credit.license,
        title="Lab safety",
        kind="clock_hour",
        number=Decimal("22.5"),
        category="",
        ended_on=today() - timedelta(days=100),
        by=ada,
    )
    return credit


def test_it_is_ones_own_for_two_years_at_most_and_twenty_at_once(
    ada: Person, dee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PermissionDenied):
        actions.make_transcript(ada, today(), chosen=Chosen(), by=dee)
    for days in (-1, 731):
        with pytest.raises(BadInput):
            _make(ada, until=today() + timedelta(days=days))
    row = _make(ada)
    assert not bytes(row.record)  # no badge is in force: nothing to sign
    Transcript.objects.bulk_create(
        Transcript(person=ada, made_at=now(), until_on=today(), facts={}, pdf=b"", record=b"")
        for _n in range(19)
    )
    with pytest.raises(WrongState):
        _make(ada)


def test_it_says_badges_credit_and_hours_elsewhere_apart(ada: Person, credit: Credit) -> None:
    row = _make(ada)
    assert bytes(row.pdf).startswith(b"%PDF") and b"/StructTreeRoot" in bytes(row.pdf)
    assert row.sha256 == hashlib.sha256(bytes(row.pdf)).hexdigest()
    page = _check(row)
    assert credit.award.version.title in page and "Tennessee professional license" in page
    assert "Lab safety" in page and "not checked here" in page
    assert "Nothing on it has changed since." in page and row.sha256 in page
    assert ada.email not in page and "1234" not in page
    event = Event.objects.get(verb="credits.transcript_made")
    assert event.particulars["sha256"] == row.sha256


def test_what_was_not_chosen_is_not_in_it(ada: Person, credit: Credit) -> None:
    page = _check(_make(ada, chosen=Chosen()))
    assert credit.award.version.title in page
    assert "Tennessee" not in page and "Lab safety" not in page


def test_its_address_tells_what_was_withdrawn_since(
    ada: Person, chi: Person, credit: Credit
) -> None:
    before = _make(ada)
    _withdraw(credit.award, chi)
    page = _check(before)
    assert "Something has changed since it was made." in page
    assert "Withdrawn by its issuer on" in page and "Taken back" in page
    after = _make(ada)
    assert not bytes(after.record)
    assert after.facts["awards"][0]["withdrawn_on"] and after.facts["credits"]
    assert "Nothing on it has changed since." in _check(after)


def test_the_record_is_a_clr_that_its_schema_and_we_accept(
    ada: Person, odalys: Person, credit: Credit
) -> None:
    actions.approve([credit], by=odalys)
    row = _make(ada)
    record = json.loads(bytes(row.record))
    assert not list(_SCHEMA.iter_errors(record))
    inside = record["credentialSubject"]["verifiableCredential"]
    assert record["partial"] is False and len(inside) == 2
    badge, approved = inside
    assert badge["id"].endswith(f"/badges/{credit.award_id}/")
    assert approved["credentialSubject"]["creditsEarned"] == credit.balance
    (related,) = record["credentialSubject"]["association"]
    assert related["associationType"] == "isRelatedTo"
    assert related["targetId"] == badge["credentialSubject"]["achievement"]["id"]
    assert related["sourceId"] == approved["credentialSubject"]["achievement"]["id"]
    for document in (record, badge, approved):
        report = checking.check(json.dumps(document))
        assert report.verdict == "valid", report.to_json()


def test_ended_it_is_withdrawn_for_every_verifier_and_its_badges_are_not(
    ada: Person, odalys: Person, credit: Credit
) -> None:
    actions.approve([credit], by=odalys)
    row, other = _make(ada), _make(ada)
    record, beside = (json.loads(bytes(one.record)) for one in (row, other))
    badge, approved = record["credentialSubject"]["verifiableCredential"]
    assert {one["credentialStatus"]["statusPurpose"] for one in (record, approved)} == {
        "revocation"
    }
    actions.end_transcript(row, by=ada)
    for document in (record, approved):
        report = checking.check(json.dumps(document))
        assert report.verdict == "revoked", report.to_json()
    for document in (badge, beside, *beside["credentialSubject"]["verifiableCredential"]):
        assert checking.check(json.dumps(document)).verdict == "valid"


def test_reversed_credit_is_withdrawn_from_records_that_were_made_before(
    ada: Person, odalys: Person, credit: Credit
) -> None:
    actions.approve([credit], by=odalys)
    row = _make(ada)
    record = json.loads(bytes(row.record))
    badge, approved = record["credentialSubject"]["verifiableCredential"]
    actions.reverse_all(credit.award)
    assert checking.check(json.dumps(approved)).verdict == "revoked"
    for document in (
        badge,
        record,
    ):  # the badge has a status of its own, and what was made was made
        assert checking.check(json.dumps(document)).verdict == "valid"


def test_what_nobody_approved_is_not_signed(ada: Person, credit: Credit) -> None:
    record = json.loads(bytes(_make(ada).record))
    assert len(record["credentialSubject"]["verifiableCredential"]) == 1
    assert "association" not in record["credentialSubject"]


def test_ended_over_and_wrong_addresses_say_so_in_plain_words(
    ada: Person, dee: Person, client: Client
) -> None:
    row = _make(ada)
    address = reverse("credits:transcript-check", args=[row.token])
    with held_at(now() + timedelta(days=12)):
        over = client.get(address)
    client.force_login(dee)
    for name in ("transcript-file", "transcript-record"):
        assert client.get(reverse(f"credits:{name}", args=[row.pk])).status_code == 404
    ending = reverse("credits:ending-transcript", args=[row.pk])
    assert client.post(ending).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.end_transcript(row, by=dee)
    client.force_login(ada)
    client.post(ending)
    with pytest.raises(WrongState):
        actions.end_transcript(row, by=ada)
    assert Event.objects.filter(verb="credits.transcript_ended").count() == 1
    wrong = client.get(reverse("credits:transcript-check", args=["invented"]))
    for answer in (over, client.get(address), wrong):
        page = answer.content.decode()
        assert answer.status_code == 404 and "No transcript can be checked here" in page


def test_it_is_made_on_its_page_and_taken_as_files(
    ada: Person, credit: Credit, client: Client
) -> None:
    client.force_login(ada)
    page = reverse("credits:transcripts")
    assert "Tennessee professional license" in client.get(page).content.decode()
    refused = client.post(page, {"until": "2001-01-01", "pay": "on"})
    assert refused.status_code == 422 and "2001-01-01" in refused.content.decode()
    until = (today() + timedelta(days=30)).isoformat()
    client.post(page, {"until": until, "licenses": [credit.license_id], "pay": "on"})
    row = Transcript.objects.get()
    assert row.token in client.get(page).content.decode()
    pdf = client.get(reverse("credits:transcript-file", args=[row.pk]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content == bytes(row.pdf)
    record = client.get(reverse("credits:transcript-record", args=[row.pk]))
    assert json.loads(record.content)["type"] == ["VerifiableCredential", "ClrCredential"]


def test_a_strangers_license_cannot_be_chosen(
    ada: Person, dee: Person, version: Version, client: Client
) -> None:
    theirs = make_credit(dee, version, TENNESSEE).license_id
    client.force_login(ada)
    sent = {"until": today().isoformat(), "licenses": [theirs]}
    client.post(reverse("credits:transcripts"), sent)
    assert Transcript.objects.get().facts["credits"] == []


def _withdraw(award: Award, by: Person) -> None:
    badges.revoke(award, ground="issued_in_error", by=by)
    actions.reverse_all(award)
