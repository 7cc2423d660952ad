import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.issuers import status_lists
from assay.credentials.models import Award, StatusList
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking, reports
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event
from badgecore import status as bits
from badgecore.nouns import read_instant

pytestmark = pytest.mark.django_db


def body(award: Award) -> bytes:
    return bytes(award.credentials.get(replaced_at=None).body)


def test_a_withdrawn_badge_says_so_everywhere(
    client, ada: Person, dee: Person, chi: Person, version: Version
) -> None:
    award, other = make_award(ada, version, visibility="link"), make_award(dee, version)
    actions.revoke(award, ground="issued_in_error", reason="The video is of another class.", by=chi)
    report = checking.check_own(body(award))
    assert report.verdict == "revoked"
    assert reports.told(report).kind == "refused"
    assert checking.check_own(body(other)).verdict == "valid", "the neighbor's bit was touched"
    page = client.get(f"/badges/{award.pk}/")
    assert page.status_code == 200
    assert "Issued in error" in page.content.decode()
    assert "another class" not in page.content.decode(), "the story stays inside"


def test_its_file_still_answers_and_points_to_the_list(
    client, ada: Person, chi: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="link")
    actions.revoke(award, ground="issued_in_error", by=chi)
    for kind in ("application/vc+ld+json", "application/ld+json", "application/vc"):
        answer = client.get(f"/badges/{award.pk}/", headers={"accept": kind})
        assert answer.status_code == 200
        assert answer.content == body(award), kind
        assert answer["X-Credential-Status"] == "revoked"
    assert client.get(f"/badges/{award.pk}/card.png").status_code == 410


def test_who_asks_for_plain_json_is_told_around_what_was_signed(
    client, ada: Person, chi: Person, version
) -> None:
    award = make_award(ada, version, visibility="link")
    before = client.get(f"/badges/{award.pk}/", headers={"accept": "application/json"})
    assert before.content == body(award)
    actions.revoke(award, ground="issued_in_error", reason="The video is of another class.", by=chi)
    answer = client.get(
        f"/badges/{award.pk}/", headers={"accept": "application/json", "accept-language": "es"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    said = answer.json()
    assert (said["id"], said["revoked"]) == (f"http://127.0.0.1:8000/badges/{award.pk}/", True)
    assert said["revocationReason"] == "Issued in error"
    assert said["revokedOn"] == localdate(award.revocation.at).isoformat()
    assert "another class" not in answer.content.decode()
    assert body(award) in answer.content, "what was signed is there, byte for byte"
    assert checking.check_own(json.dumps(said["credential"]).encode()).verdict == "revoked"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_strangers_learn_nothing_of_a_private_one(client, award: Award, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    for accept in ("application/json", "application/vc+ld+json", "text/html", "application/jwt"):
        assert client.get(f"/badges/{award.pk}/", headers={"accept": accept}).status_code == 404


def test_the_list_is_signed_afresh_after_a_withdrawal(client, award: Award, chi: Person) -> None:
    address = f"/issuers/{award.issuer.ident}/status/1"
    before = client.get(address).json()["credentialSubject"]["encodedList"]
    assert client.get(address).json()["credentialSubject"]["encodedList"] == before
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert client.get(address).json()["credentialSubject"]["encodedList"] != before


def test_the_event_names_the_ground_and_not_the_story(award: Award, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", reason="Ada Marsh told us.", by=chi)
    event = Event.objects.get(verb="credentials.revoked")
    assert event.particulars == {"ground": "issued_in_error"}
    assert "Ada" not in json.dumps(event.contents())


def test_strangers_learners_and_the_earner_cannot(
    award: Award, ada: Person, dee: Person, bo: Person
) -> None:
    outsider = make_person("Out Sider", role="approver", organization=make_district("Elsewhere"))
    for person in (ada, dee, bo, outsider):
        with pytest.raises(PermissionDenied):
            actions.revoke(award, ground="issued_in_error", by=person)


def test_an_approver_does_not_withdraw_their_own(chi: Person, version: Version) -> None:
    with pytest.raises(PermissionDenied):
        actions.revoke(make_award(chi, version), ground="issued_in_error", by=chi)


def test_a_ground_outside_the_policy_is_refused(award: Award, chi: Person) -> None:
    with pytest.raises(BadInput):
        actions.revoke(award, ground="we-do-not-like-her", by=chi)
    assert not Event.objects.filter(verb="credentials.revoked").exists()


def test_alone_only_what_was_issued_in_error_and_only_for_a_day(
    award: Award, chi: Person, max_: Person
) -> None:
    with pytest.raises(BadInput):
        actions.revoke(award, ground="falsified_evidence", by=chi)
    with pytest.raises(PermissionDenied):
        actions.revoke(award, by=max_)
    with held_at(now() + timedelta(hours=25)), pytest.raises(WrongState):
        actions.revoke(award, by=chi)
    with held_at(now() + timedelta(hours=23)):
        actions.revoke(award, by=chi)
    assert Award.objects.get().revoked


def test_not_while_a_case_is_open(award: Award, chi: Person) -> None:
    why = "The video shows another class, and its teacher told us so."
    actions.open_case(award, ground="falsified_evidence", reason=why, by=chi)
    with pytest.raises(WrongState):
        actions.revoke(award, by=chi)


def test_a_second_press_changes_nothing(award: Award, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    with pytest.raises(WrongState):
        actions.revoke(Award.objects.get(), ground="issued_in_error", by=chi)
    assert Award.objects.get().revocation.ground == "issued_in_error"


def test_after_a_change_of_key_both_signed_forms_are_withdrawn(
    award: Award, ada: Person, chi: Person
) -> None:
    first = body(award)
    actions.rotate_key(award.issuer, by=None)
    actions.reissue(award, by=ada)
    second = body(award)
    assert StatusList.objects.count() == 2
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert [checking.check_own(form).verdict for form in (first, second)] == ["revoked", "revoked"]


def test_a_withdrawn_badge_is_not_signed_again(award: Award, ada: Person, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    with pytest.raises(WrongState):
        actions.reissue(award, by=ada)


@pytest.mark.parametrize(("basis", "ends"), [("holder", True), ("expert", False)])
def test_who_assesses_because_they_hold_it_stops(
    award: Award, ada: Person, lea: Person, chi, basis, ends
) -> None:
    from assay.assessment.models import Assessor

    row = Assessor.objects.create(
        person=ada,
        micro_credential=award.version.micro_credential,
        major="1",
        basis=basis,
        attested_by=lea,
        attested_at=award.issued_at,
    )
    actions.revoke(award, ground="issued_in_error", by=chi)
    row.refresh_from_db()
    assert (row.ended_at is not None) is ends


def test_a_list_read_before_a_withdrawal_is_not_kept_after_it(award: Award) -> None:
    """Two at once: one signs the list as it read it, the other sets a bit meanwhile."""
    assert award.status_list is not None
    assert award.status_index is not None
    read = StatusList.objects.get(pk=award.status_list.pk)
    status_lists.withdraw(award.status_list, award.status_index)
    status_lists.signed_list(read)
    assert StatusList.objects.get(pk=read.pk).signed is None
    fresh = json.loads(status_lists.signed_list(StatusList.objects.get(pk=read.pk)))
    assert bits.StatusList.decoded(fresh["credentialSubject"]["encodedList"]).get(
        award.status_index
    )


def test_a_list_is_signed_again_long_before_it_runs_out(award: Award) -> None:
    assert award.status_list is not None
    served = []
    for hours in (0, 23, 25, 24 * 30):
        with held_at(now() + timedelta(hours=hours)):
            document = json.loads(
                status_lists.signed_list(StatusList.objects.get(pk=award.status_list.pk))
            )
            assert read_instant(document["validUntil"]) > now() + timedelta(days=5)
            served.append(document["validFrom"])
    assert served[0] == served[1]
    assert len(set(served)) == 3
