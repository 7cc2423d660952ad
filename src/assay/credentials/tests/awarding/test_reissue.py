import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assay.credentials import actions
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.clock import held_at
from assay.lib.errors import WrongState
from assay.people.models import Person
from assay.record.models import Event
from badgecore.nouns import read_instant

pytestmark = pytest.mark.django_db


def _standing(award: Award) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(bytes(award.credentials.standing().get().body))
    return read


def test_a_new_name_is_signed_under_the_same_id_with_a_later_date(
    award: Award, ada: Person
) -> None:
    first = json.loads(bytes(award.credentials.get().body))
    ada.display_name = "Ada Marsh-Lind"
    ada.save()
    actions.reissue(Award.objects.get(), by=ada)
    second = json.loads(bytes(award.credentials.standing().get().body))
    assert second["id"] == first["id"]
    assert read_instant(second["validFrom"]) > read_instant(first["validFrom"])
    assert second["awardedDate"] == first["awardedDate"]
    assert second["credentialStatus"] == first["credentialStatus"]
    assert "Ada Marsh-Lind" in json.dumps(second)
    assert checking.check_own(json.dumps(second).encode()).verdict == "valid"


@pytest.mark.parametrize("pause", [1, 400, 999, 1000, 61_000])
def test_signed_anew_at_once_it_is_later_and_yet_never_ahead_of_the_clock(
    ada: Person, version, pause: int
) -> None:
    """A verifier that looks in the same second must not find a badge that is still to come (VC 2.0 §4.9)."""
    began = datetime(2026, 3, 1, 9, 0, 0, 700_300, tzinfo=UTC)
    with held_at(began):
        award = make_award(ada, version)
    moment = began + timedelta(milliseconds=pause)
    for step in range(3):
        before = read_instant(_standing(award)["validFrom"])
        with held_at(moment + timedelta(milliseconds=step)):
            actions.reissue(award, by=ada)
            assert (
                checking.check_own(bytes(award.credentials.standing().get().body)).verdict
                == "valid"
            )
        assert (
            before
            < read_instant(_standing(award)["validFrom"])
            <= moment + timedelta(milliseconds=step)
        )


def test_the_old_bytes_are_kept(award: Award, ada: Person) -> None:
    old = bytes(award.credentials.get().body)
    actions.reissue(award, by=ada)
    assert bytes(award.credentials.exclude(replaced_at=None).get().body) == old
    assert Event.objects.get(verb="credentials.reissued").subject_id == str(award.pk)


def test_a_stranger_cannot(award: Award, dee: Person, bo: Person) -> None:
    for person in (dee, bo):
        with pytest.raises(PermissionDenied):
            actions.reissue(award, by=person)


def test_over_https_the_old_form_is_told_to_be_replaced(settings, ada: Person, version) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    award = make_award(ada, version)
    old = bytes(award.credentials.get().body)
    actions.reissue(award, by=ada)
    assert checking.check_own(old).verdict == "superseded"


def test_the_old_form_is_told_to_be_replaced_under_a_did_key_too(
    client, award: Award, ada: Person
) -> None:
    old = bytes(award.credentials.get().body)
    assert checking.check_own(old).verdict == "valid"
    actions.reissue(award, by=ada)
    assert checking.check_own(old).verdict == "superseded"
    assert checking.check_own(bytes(award.credentials.standing().get().body)).verdict == "valid"


def test_the_verify_page_leads_to_the_newer_one_where_it_is_open(
    client, award: Award, ada: Person
) -> None:
    old = bytes(award.credentials.get().body).decode()
    actions.reissue(award, by=ada)
    said = client.post("/verify/", {"text": old}).content.decode()
    assert "a newer one, which is at its address" in said
    assert "Ask them for it" in said
    assert f'href="http://127.0.0.1:8000/badges/{award.pk}/"' not in said, "it is private"
    actions.set_visibility(award, visibility="link", by=ada)
    said = client.post("/verify/", {"text": old}).content.decode()
    assert f'href="http://127.0.0.1:8000/badges/{award.pk}/"' in said


def test_over_https_a_badge_says_where_it_can_be_had_anew(
    settings, client, ada: Person, version
) -> None:
    from assay.credentials.tests.factories import make_award
    from badgecore.documents import check_plain_form, check_schema
    from badgecore.model import OB3_EXTENSIONS, OB3_SCHEMA

    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    award = make_award(ada, version, visibility="link")
    badge = json.loads(bytes(award.credentials.get().body))
    check_schema(badge, OB3_SCHEMA)
    check_plain_form(badge)
    assert badge["@context"][2] == OB3_EXTENSIONS
    service = badge["refreshService"]
    assert service["type"] == "1EdTechCredentialRefresh"
    fresh = client.get(service["id"].removeprefix("https://badges.example.org"), secure=True)
    assert fresh.json() == badge
    assert fresh["Content-Type"] == "application/json"


def test_the_page_offers_it_once_the_name_changed(client, award: Award, ada: Person) -> None:
    client.force_login(ada)
    address = f"/awards/{award.pk}/"
    assert f"{address}reissue/" not in client.get(address).content.decode()
    Person.objects.filter(pk=ada.pk).update(display_name="Ada Marsh-Lind")
    assert f"{address}reissue/" in client.get(address).content.decode()
    assert client.post(f"{address}reissue/").status_code == 302
    award.refresh_from_db()
    assert award.name_as_issued == "Ada Marsh-Lind"


def test_a_withdrawn_badge_is_not_signed_again(award: Award, ada: Person, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    for by in (ada, chi, None):
        with pytest.raises(WrongState):
            actions.reissue(Award.objects.get(), by=by)
    assert award.credentials.count() == 1


def test_under_a_new_key_of_a_did_key_issuer_the_badge_moves_to_that_names_list(
    award: Award, ada: Person, chi: Person
) -> None:
    first = award.status_list
    fresh = actions.rotate_key(award.issuer, by=None)
    actions.reissue(Award.objects.get(), by=ada)
    moved = Award.objects.get()
    assert _standing(moved)["issuer"]["id"] == fresh.did
    assert moved.status_list != first
    assert moved.status_list is not None
    assert moved.status_list.key == fresh
    actions.revoke(moved, ground="issued_in_error", by=chi)
    for row in moved.credentials.all():
        assert checking.check_own(bytes(row.body)).verdict == "revoked"
