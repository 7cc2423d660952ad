"""A coordinator's week: approve, write, freeze, take in the answer; sent twice counts once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import BatchRow, Credit, CreditBatch, CreditEntry, CreditStatus
from assay.credits.tests.factories import (
    TENNESSEE,
    make_approval,
    make_credit,
    make_license,
    make_versions,
)
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def _events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


@pytest.fixture
def taken(ada: Person, version: Version) -> Credit:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    credit.refresh_from_db()
    return credit


@pytest.fixture
def batch(taken: Credit, odalys: Person, district: Organization) -> CreditBatch:
    actions.approve([taken], by=odalys)
    return actions.freeze_batch(district, TENNESSEE, by=odalys)


def _answer(batch: CreditBatch, result: str = "accepted", reason: str = "") -> bytes:
    reference = BatchRow.objects.get(batch=batch).reference
    return f"reference,result,reason\r\n{reference},{result},{reason}\r\n".encode()


def test_a_coordinator_alone_approves_and_not_their_own(
    taken: Credit, ada: Person, odalys: Person, district: Organization, version: Version
) -> None:
    admin = make_person("Margaret", role="program-admin", organization=district)
    for somebody in (ada, admin):
        with pytest.raises(PermissionDenied):
            actions.approve([taken], by=somebody)
    assert actions.approve([taken], by=odalys) == 1
    with pytest.raises(WrongState):
        actions.approve([taken], by=odalys)
    own = make_credit(odalys, version)
    actions.claim(own, by=odalys)
    with pytest.raises(PermissionDenied):
        actions.approve([own], by=odalys)


def test_what_lacks_an_identifier_is_not_approved_and_its_learner_is_written_to_once(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    make_approval(district, version, odalys)
    make_award(ada, version)
    make_license(ada, identifier="")
    credit = Credit.objects.get()
    actions.claim(credit, by=ada)
    with pytest.raises(WrongState) as refused:
        actions.approve([credit], by=odalys)
    assert "No PIC" in str(refused.value.message)
    with pytest.raises(PermissionDenied):
        actions.ask_to_mend([credit], by=ada)
    assert actions.ask_to_mend([credit], by=odalys) == 1
    with pytest.raises(WrongState):
        actions.ask_to_mend([credit], by=odalys)
    assert _events("credits.mending_asked") == 1


def test_a_batch_is_frozen_once_with_its_hash(
    batch: CreditBatch, taken: Credit, odalys: Person, ada: Person, district: Organization
) -> None:
    lines = bytes(batch.body).decode().splitlines()
    assert lines[0].startswith("reference,identifier,name_on_license,title,earned_on,amount")
    assert lines[1].startswith(f"{batch.pk}-1,1234,") and ",6,pdp_tn," in lines[1]
    taken.refresh_from_db()
    assert taken.status == CreditStatus.EXPORTED
    with pytest.raises(WrongState):
        actions.freeze_batch(district, TENNESSEE, by=odalys)
    with pytest.raises(PermissionDenied):
        actions.freeze_batch(district, TENNESSEE, by=ada)
    assert _events("credits.batch_frozen") == 1 and CreditBatch.objects.count() == 1


def test_the_same_answer_twice_credits_once(
    batch: CreditBatch, taken: Credit, odalys: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.import_results(batch, _answer(batch), by=ada)
    assert actions.import_results(batch, _answer(batch), by=odalys) == (1, 0, 0)
    assert actions.import_results(batch, _answer(batch), by=odalys) == (0, 0, 1)
    assert CreditEntry.objects.filter(kind="accepted").count() == 1
    with pytest.raises(BadInput):
        actions.import_results(batch, _answer(batch, "rejected", "No."), by=odalys)
    assert _events("credits.results_imported") == 2


def test_what_was_sent_back_is_mended_and_goes_again(
    batch: CreditBatch, taken: Credit, odalys: Person, district: Organization
) -> None:
    actions.import_results(batch, _answer(batch, "rejected", "The name is another."), by=odalys)
    taken.refresh_from_db()
    assert taken.status == CreditStatus.REJECTED
    assert taken.entries.last().reason == "The name is another."  # type: ignore[union-attr]
    actions.approve([taken], by=odalys)
    again = actions.freeze_batch(district, TENNESSEE, by=odalys)
    actions.import_results(again, _answer(again), by=odalys)
    taken.refresh_from_db()
    assert taken.status == CreditStatus.ACCEPTED and taken.balance == 6


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"reference\r\n1-1\r\n",
        b"reference,result,reason\r\n",
        b"reference,result,reason\r\n9999-1,accepted,\r\n",
        b"reference,result,reason\r\n%d-77,accepted,\r\n",
        b"reference,result,reason\r\n%d-1,perhaps,\r\n",
        b"reference,result,reason\r\n%d-1,rejected,\r\n",
        b"reference,result,reason\r\n%d-1,rejected,=HYPERLINK(1)\r\n",
        b"reference,result,reason\r\n%d-1,accepted,\r\n%d-1,accepted,\r\n",
        "reference,result,reason\r\n1-1,accepted,\r\n".encode("utf-16"),
        b"reference,result,reason\r\n1-1,rejected,\xe9\r\n",
        b"\x00\x00",
        b'"',
    ],
)
def test_an_answer_that_cannot_be_changes_nothing(
    batch: CreditBatch, taken: Credit, odalys: Person, sent: bytes
) -> None:
    sent = sent.replace(b"%d", str(batch.pk).encode())
    before = CreditEntry.objects.count()
    with pytest.raises(BadInput) as refused:
        actions.import_results(batch, sent, by=odalys)
    assert "Nothing was changed." in refused.value.fields["file"]
    taken.refresh_from_db()
    assert taken.status == CreditStatus.EXPORTED and CreditEntry.objects.count() == before


def test_a_file_of_ten_thousand_rows_is_named_line_by_line_and_changes_nothing(
    batch: CreditBatch, taken: Credit, odalys: Person
) -> None:
    rows = b"".join(b"%d-%d,accepted,\r\n" % (batch.pk, n) for n in range(1, 10_000))
    for sent in (b"reference,result,reason\r\n" + rows, b"reference,result\r\n" + rows * 2):
        with pytest.raises(BadInput) as refused:
            actions.import_results(batch, sent, by=odalys)
        said = refused.value.fields["file"]
        assert said.startswith("Nothing was changed.") and len(said) < 2_000
    taken.refresh_from_db()
    assert taken.status == CreditStatus.EXPORTED


def test_an_answer_as_a_spreadsheet_saves_it_is_read(
    batch: CreditBatch, taken: Credit, odalys: Person
) -> None:
    """With a byte order mark, columns in another order and capitals, an empty line, and one column more."""
    sent = "\ufeffResult,Other,REFERENCE,Reason\r\n,,,\r\nRejected,x,%d-1,El número es de otro año.\r\n"
    results = actions.import_results(batch, (sent % batch.pk).encode(), by=odalys)
    assert (results.accepted, results.rejected) == (0, 1)
    taken.refresh_from_db()
    assert taken.status == CreditStatus.REJECTED
    assert taken.entries.order_by("-number")[0].reason == "El número es de otro año."


def test_a_batch_that_was_not_brought_to_its_end_leaves_nothing(
    ada: Person,
    version: Version,
    odalys: Person,
    district: Organization,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever stops it between its rows and its file: the credit is still approved, and the next press sends it."""
    make_award(ada, version)
    make_license(ada, TENNESSEE)
    credit = Credit.objects.get()
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    with monkeypatch.context() as patch:
        patch.setattr("assay.credits.layouts.csv.writer", _killed)
        with pytest.raises(KeyboardInterrupt):
            actions.freeze_batch(district, TENNESSEE, by=odalys)
    credit.refresh_from_db()
    assert credit.status == CreditStatus.APPROVED and not CreditBatch.objects.exists()
    batch = actions.freeze_batch(district, TENNESSEE, by=odalys)
    assert bytes(batch.body) and batch.rows.count() == 1


def _killed(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_a_name_that_is_a_formula_is_text_in_the_file(
    ada: Person, version: Version, odalys: Person, district: Organization
) -> None:
    make_award(ada, version)
    make_license(ada, TENNESSEE, name_on_license="=1+1")
    credit = Credit.objects.get()
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    body = bytes(actions.freeze_batch(district, TENNESSEE, by=odalys).body).decode()
    assert ",'=1+1," in body


def test_michigan_has_columns_of_its_own(
    ada: Person, version: Version, odalys: Person, district: Organization
) -> None:
    make_approval(district, version, odalys)
    make_award(ada, version)
    make_license(ada, name_on_license="Ada Augusta King")
    credit = Credit.objects.get()
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    body = bytes(actions.freeze_batch(district, credit.rule, by=odalys).body).decode()
    head, row = body.splitlines()
    assert head == (
        "reference,pic,first_name,last_name,hours,completion_date,program_approval_number"
    )
    assert row.split(",")[1:5] == ["1234", "Ada Augusta", "King", "8"]
    assert row.endswith(",2025-0388")


def test_the_desk_is_the_coordinators_and_shows_what_was_taken(
    client: Client, taken: Credit, ada: Person, odalys: Person, district: Organization
) -> None:
    for somebody in (
        ada,
        make_person("Pat", role="principal", organization=district),
        make_person("Margaret", role="program-admin", organization=district),
    ):
        client.force_login(somebody)
        for name in ("desk", "batches", "audit"):
            assert client.get(reverse(f"credits:{name}")).status_code == 404
    client.force_login(odalys)
    page = client.get(reverse("credits:desk")).content.decode()
    assert "1 row without an issue" in page and "Ada" in page
    answer = client.post(reverse("credits:approving"), {"all": "clean"}, follow=True)
    assert "1 row is approved." in answer.content.decode()
    page = client.get(reverse("credits:batches")).content.decode()
    assert "1 row is ready" in page
    sent = {"organization": district.pk, "rule": TENNESSEE}
    answer = client.post(reverse("credits:freezing"), sent, follow=True)
    batch = CreditBatch.objects.get()
    assert batch.sha256 in answer.content.decode()
    there = reverse("credits:batch", args=[batch.pk])
    assert client.get(there, {"file": "csv"}).content == bytes(batch.body)
    wrong = client.post(there, {"file": SimpleUploadedFile("a.csv", b"x")})
    assert wrong.status_code == 422 and "Nothing was changed." in wrong.content.decode()
    told = _answer(batch, "rejected", "The name is another.")
    answer = client.post(there, {"file": SimpleUploadedFile("a.csv", told)}, follow=True)
    assert "0 rows accepted, 1 sent back." in answer.content.decode()
    page = client.get(reverse("credits:desk"), {"show": "back"}).content.decode()
    assert "The name is another." in page
    lines = b"".join(client.get(reverse("credits:audit"))).decode().splitlines()  # type: ignore[call-overload]
    assert len(lines) == 6 and "The name is another." in lines[-1]
    client.force_login(ada)
    mine = client.get(reverse("credits:license", args=[taken.license_id])).content.decode()
    assert "The name is another." in mine and "Sent back" in mine


def _batch_page(client: Client, batch: CreditBatch) -> str:
    said = client.get(reverse("credits:batch", args=[batch.pk])).content.decode()
    return " ".join(said.split())


def test_a_batch_shows_what_was_sent_and_answered_whatever_came_later(
    client: Client, batch: CreditBatch, taken: Credit, odalys: Person, district: Organization
) -> None:
    actions.import_results(batch, _answer(batch, "rejected", "The name is another."), by=odalys)
    taken.refresh_from_db()
    actions.approve([taken], by=odalys)
    again = actions.freeze_batch(district, TENNESSEE, by=odalys)
    Award.objects.filter(pk=taken.award_id).update(status="revoked")
    actions.reverse_all(taken.award)
    assert actions.import_results(again, _answer(again), by=odalys) == (0, 0, 1)
    assert actions.import_results(again, _answer(again), by=odalys) == (0, 0, 1)
    taken.refresh_from_db()
    assert taken.status == CreditStatus.REVERSED, "the answer brings nothing back"
    client.force_login(odalys)
    first, second = _batch_page(client, batch), _batch_page(client, again)
    assert 'class="n">6</td>' in first and 'class="n">6</td>' in second
    assert "The name is another." in first and "The name is another." not in second
    assert "Accepted" in second and "No answer yet" not in second


def test_who_was_written_to_today_is_not_for_another_credit_either(
    ada: Person, district: Organization, odalys: Person
) -> None:
    versions = make_versions(district, "6", "7")
    for version in versions:
        make_approval(district, version, odalys, number=version.micro_credential.slug)
        make_award(ada, version)
    make_license(ada, identifier="")
    one, other = Credit.objects.all()
    for credit in (one, other):
        actions.claim(credit, by=ada)
    assert actions.ask_to_mend([one], by=odalys) == 1
    with pytest.raises(WrongState, match="left to write to"):
        actions.ask_to_mend([other], by=odalys)
    with held_at(now() + timedelta(days=1)):
        assert actions.ask_to_mend([other], by=odalys) == 1


def test_a_consortium_freezes_what_its_districts_have(
    client: Client, taken: Credit, odalys: Person, district: Organization
) -> None:
    actions.approve([taken], by=odalys)
    region = Organization.objects.create(ident="region", name="Region", kind="consortium")
    district.parent = region
    district.save()
    client.force_login(make_person("Rea Gion", role="credit-coordinator", organization=region))
    assert "1 row is ready" in client.get(reverse("credits:batches")).content.decode()
    sent = {"organization": district.pk, "rule": TENNESSEE}
    assert client.post(reverse("credits:freezing"), sent).status_code == 302
    assert CreditBatch.objects.get().organization == district


@pytest.mark.parametrize("year", ["99999", "9999", "1"])
def test_an_audit_of_no_year_is_refused_in_words(client: Client, odalys: Person, year: str) -> None:
    client.force_login(odalys)
    assert client.get(reverse("credits:audit"), {"year": year}).status_code == 422


def test_a_coordinator_of_elsewhere_sees_nothing(
    client: Client, batch: CreditBatch, taken: Credit
) -> None:
    other = make_person("Elsewhere", role="credit-coordinator")
    client.force_login(other)
    assert client.get(reverse("credits:batch", args=[batch.pk])).status_code == 404
    sent: dict[str, Any] = {"credit": taken.pk}
    assert client.post(reverse("credits:approving"), sent).status_code in (404, 409)


def test_the_desk_asks_a_constant_number_of_questions(
    client: Client, taken: Credit, odalys: Person, version: Version, django_assert_max_num_queries
) -> None:
    for n in range(5):
        person = make_person(f"Person {n}")
        actions.claim(make_credit(person, version), by=person)
    client.force_login(odalys)
    client.get(reverse("credits:desk"))
    with django_assert_max_num_queries(14):
        client.get(reverse("credits:desk"))
