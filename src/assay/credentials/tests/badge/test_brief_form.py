"""The brief form: what it shows, what it keeps to itself, and that others can check it."""

import json

import pytest
from django.test import Client

from assay.credentials import actions
from assay.credentials.badge import brief_form
from assay.credentials.models import Award
from assay.credentials.verification import checking
from assay.lib.errors import Gone, WrongState
from assay.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(endorsed: Award) -> Award:
    return endorsed


def taken(client: Client, award: Award) -> bytes:
    client.force_login(award.person)
    answer = client.get(f"/awards/{award.pk}/files/badge-brief.json")
    assert answer.status_code == 200
    return answer.content


def test_it_says_what_was_earned_and_is_genuine(client: Client, award: Award) -> None:
    body = taken(client, award)
    said = json.loads(body)
    assert said["proof"]["cryptosuite"] == "ecdsa-sd-2023"
    assert said["credentialSubject"]["achievement"]["name"] == award.version.title
    assert said["credentialStatus"]
    report = checking.check(body, recipient=award.person.email)
    assert report.verdict == "valid", report.to_json()


def test_it_keeps_levels_evidence_and_the_words_of_others_to_itself(
    client: Client, award: Award
) -> None:
    said = json.loads(taken(client, award))
    subject = said["credentialSubject"]
    for holder in (said, said["issuer"], subject, subject["achievement"]):
        assert not brief_form.LEFT_OUT & set(holder)
    whole = bytes(award.credentials.get().body).decode()
    level = json.loads(whole)["credentialSubject"]["result"][0]["achievedLevel"]
    assert level in whole
    assert level not in json.dumps(said)


@pytest.mark.parametrize("change", ["name", "awardedDate", "status", "added", "dropped"])
def test_a_changed_one_is_not_genuine(client: Client, award: Award, change: str) -> None:
    said = json.loads(taken(client, award))
    if change == "name":
        said["credentialSubject"]["achievement"]["name"] += " of all"
    elif change == "awardedDate":
        said["awardedDate"] = "2020-01-01T00:00:00Z"
    elif change == "status":
        said["credentialStatus"]["statusListIndex"] = "7"
    elif change == "added":
        said["credentialSubject"]["achievement"]["humanCode"] = "X-1"
    else:
        del said["credentialSubject"]["achievement"]["description"]
    assert checking.check(json.dumps(said).encode()).verdict != "valid"


def test_a_withdrawn_badge_has_none_and_an_earlier_one_says_so(
    client: Client, award: Award, chi: Person
) -> None:
    before = brief_form.brief(award)
    actions.revoke(award, ground="issued_in_error", by=chi)
    award.refresh_from_db()
    with pytest.raises(Gone):
        brief_form.brief(award)
    assert client.get(f"/badges/{award.pk}/badge-brief.json").status_code == 404
    assert checking.check(before).verdict == "revoked"


def test_a_key_that_signs_no_more_makes_no_brief_form_until_the_badge_is_signed_anew(
    client: Client, award: Award, settings
) -> None:
    actions.sign_jwt(award)
    actions.rotate_key(award.issuer, by=None)
    if settings.SECURE:  # the name outlives the key
        assert checking.check(taken(client, award)).verdict == "valid"
        return
    with pytest.raises(WrongState, match="is no longer used"):
        brief_form.brief(award)
    actions.reissue(award, by=award.person)
    assert checking.check(taken(client, award)).verdict == "valid"


def test_where_tokens_are_signed_by_rsa_it_is_refused_in_words(
    client: Client, award: Award, settings
) -> None:
    settings.JWT_ALGORITHM = "RS256"
    client.force_login(award.person)
    answer = client.get(f"/awards/{award.pk}/files/badge-brief.json")
    assert answer.status_code == (409 if settings.SECURE else 200)


def test_nobody_else_takes_it_from_a_private_badge(client: Client, award: Award) -> None:
    assert client.get(f"/badges/{award.pk}/badge-brief.json").status_code == 404
