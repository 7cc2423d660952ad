"""An auditor's packet: drawn by a seed, frozen with its proofs, opened by a link, and without a word of evidence."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credits import actions, audit_packets
from assay.credits.models import AuditPacket, Credit, CreditBatch, PacketOpening
from assay.credits.tests.factories import make_credit
from assay.evidence.models import Artifact, Response
from assay.lib.canonical import digest
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(ada: Person, odalys: Person, version: Version, district: Organization) -> CreditBatch:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    return actions.freeze_batch(district, credit.rule, by=odalys)


def _draw(batch: CreditBatch, by: Person, **fields: Any) -> AuditPacket:
    said: dict[str, Any] = {"count": 5, "label": "State auditor", "until": today()}
    period = fields.pop("period", None)
    of = None if period else batch
    return actions.draw_packet(batch.organization, of, period, **{**said, **fields}, by=by)


def test_it_is_drawn_by_the_programs_coordinator_alone(
    batch: CreditBatch, ada: Person, odalys: Person, district: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        _draw(batch, ada)
    late = today() + timedelta(days=91)
    for wrong in ({"count": 0}, {"count": 201}, {"label": " "}, {"until": late}):
        with pytest.raises(BadInput):
            _draw(batch, odalys, **wrong)
    with pytest.raises(BadInput):
        _draw(batch, odalys, period=(today(), today() - timedelta(days=1)))
    with pytest.raises(BadInput):
        actions.draw_packet(district, None, None, count=1, label="A", until=today(), by=odalys)
    before = today() - timedelta(days=900)
    with pytest.raises(WrongState):
        _draw(batch, odalys, period=(before, before))
    row = _draw(batch, odalys)
    event = Event.objects.get(verb="credits.packet_drawn")
    assert event.particulars["seed"] == row.seed and event.particulars["sha256"] == row.sha256


def test_the_same_seed_draws_the_same() -> None:
    numbers = list(range(1, 500))
    first = audit_packets.drawn(numbers, "a seed", 20)
    assert first == audit_packets.drawn(reversed(numbers), "a seed", 20)
    assert len(set(first)) == 20 and first != audit_packets.drawn(numbers, "another", 20)


def test_it_holds_rule_decision_hashes_and_the_records_proof_and_no_word_of_evidence(
    batch: CreditBatch, ada: Person, odalys: Person
) -> None:
    row = _draw(batch, odalys)
    (one,) = row.facts["sample"]
    credit = Credit.objects.get()
    assert one["name_as_sent"] == credit.name_to_send and one["sent_as"] == [f"{batch.pk}-1"]
    assert one["rule"]["id"] == credit.rule and one["rule"]["source"]
    assert one["badge"]["rubric_sha256"] == credit.award.version.content_hash
    assert one["decision"]["levels"] and one["decision"]["released_at"]
    assert one["basis"]["sentences"]
    text = json.dumps(row.facts)
    assert ada.email not in text and credit.identifier not in text
    for entry in one["entries"]:
        proof = entry["record"]
        assert digest([proof["place"], proof["previous"], *proof["event"]]) == proof["hash"]
        assert proof["event"][-1]["sha256"] == entry["sha256"]


def test_it_says_the_same_after_the_evidence_is_gone(batch: CreditBatch, odalys: Person) -> None:
    row = _draw(batch, odalys)
    before = json.dumps(row.facts)
    Artifact.objects.all().delete()
    Response.objects.all().delete()
    again = AuditPacket.objects.get(pk=row.pk)
    assert json.dumps(again.facts) == before and audit_packets.hash_of(again.facts) == row.sha256


def test_the_zip_is_the_same_each_time_and_its_manifest_holds(
    batch: CreditBatch, odalys: Person
) -> None:
    row = _draw(batch, odalys)
    address = reverse("credits:audit-shown-file", args=[row.token])
    first, again = Client().get(address), Client().get(address)
    assert first.content == again.content and first["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["packet"] == row.sha256
        for name, sha256 in manifest["files"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
        assert "credits/001.json" in manifest["files"]


def test_an_auditor_reads_it_without_an_account_and_each_visit_is_kept(
    batch: CreditBatch, odalys: Person, client: Client
) -> None:
    row = _draw(batch, odalys)
    address = reverse("credits:audit-shown", args=[row.token])
    client.force_login(odalys)
    client.get(address)
    Client().head(address)
    assert not PacketOpening.objects.exists()
    auditor = Client()
    answer = auditor.get(address)
    page = answer.content.decode()
    assert row.seed in page and Credit.objects.get().name_to_send in page
    assert answer["X-Robots-Tag"] == "noindex" and "no-store" in answer["Cache-Control"]
    detail = auditor.get(reverse("credits:audit-credit", args=[row.token, 1])).content.decode()
    assert "Fingerprints of the evidence" in detail and "Place in the record" in detail
    assert auditor.get(reverse("credits:audit-credit", args=[row.token, 2])).status_code == 404
    assert PacketOpening.objects.count() == 1
    assert Event.objects.filter(verb="credits.packet_opened").count() == 1
    assert "1 time" in client.get(reverse("credits:audits")).content.decode()


def test_over_ended_and_wrong_links_say_so_and_its_coordinator_keeps_the_file(
    batch: CreditBatch, ada: Person, odalys: Person, client: Client
) -> None:
    row = _draw(batch, odalys)
    address = reverse("credits:audit-shown", args=[row.token])
    with held_at(now() + timedelta(days=2)):
        over = client.get(address)
    with pytest.raises(PermissionDenied):
        actions.end_packet(row, by=ada)
    client.force_login(odalys)
    client.post(reverse("credits:ending-audit", args=[row.pk]))
    assert Event.objects.filter(verb="credits.packet_ended").count() == 1
    with pytest.raises(WrongState):
        actions.end_packet(row, by=odalys)
    wrong = client.get(reverse("credits:audit-shown", args=["invented"]))
    file = client.get(reverse("credits:audit-shown-file", args=[row.token]))
    for answer in (over, client.get(address), wrong, file):
        assert answer.status_code == 404 and "This link opens nothing" in answer.content.decode()
    kept = client.get(reverse("credits:audit-file", args=[row.pk]))
    assert kept["Content-Type"] == "application/zip"


def test_it_is_drawn_on_its_page_and_nothing_typed_is_lost(
    batch: CreditBatch, odalys: Person, district: Organization, client: Client
) -> None:
    client.force_login(odalys)
    page = reverse("credits:audits")
    sent = {
        "organization": district.pk,
        "first": (today() - timedelta(days=2)).isoformat(),
        "last": today().isoformat(),
        "count": 3,
        "label": "State auditor",
        "until": today().isoformat(),
    }
    refused = client.post(page, {**sent, "count": 0})
    assert refused.status_code == 422 and "State auditor" in refused.content.decode()
    client.post(page, sent)
    row = AuditPacket.objects.get()
    assert (row.of, row.count, row.batch) == (1, 1, None)
    assert row.token in client.get(page).content.decode()
