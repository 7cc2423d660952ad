"""Showing a piece with people in it: only once everybody agreed to the public, and until one of them does not."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from assay.credentials import actions
from assay.credentials.additions import eligibility
from assay.credentials.models import Award
from assay.evidence.actions import hold
from assay.evidence.models import Artifact, Consent, PublicConsent
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def video(award: Award) -> Artifact:
    """A recording of a class, consented to for assessment."""
    step = next(item.id for item in award.version.content.items if item.students_visible != "no")
    row = make_artifact(award.evaluation.submission, step)
    Consent.objects.create(
        artifact=row,
        students=20,
        permissions=18,
        off_camera=2,
        adults=1,
        guardians_agreed=True,
        adults_agreed=True,
        recorded_at=now(),
    )
    return row


def names_evidence(award: Award) -> bool:
    return "evidence" in json.loads(bytes(award.credentials.standing().get().body))


def path(award: Award, video: Artifact) -> str:
    return f"/awards/{award.pk}/evidence/{video.pk}/consent/"


def test_a_class_is_shown_once_everybody_agreed_to_the_public(
    client, award: Award, ada: Person, video
) -> None:
    client.force_login(ada)
    chooser = f"/awards/{award.pk}/evidence/"
    text = client.get(chooser).content.decode()
    assert "permission is for the assessment" in text
    assert path(award, video) in text
    page = client.get(path(award, video)).content.decode()
    assert "Students in it: 18" in page
    sent = client.post(path(award, video), {"permissions": "18", "agreed": "on"})
    assert sent.status_code == 302
    assert not names_evidence(award), "recording it shows nothing"
    assert f'value="{video.pk}"' in client.get(chooser).content.decode()
    client.post(chooser, {"piece": [str(video.pk)]})
    assert names_evidence(award)
    assert "Take the permission back" in client.get(path(award, video)).content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(
    client, award: Award, ada: Person, video: Artifact
) -> None:
    client.force_login(ada)
    for sent, said in (
        ({"permissions": "17", "agreed": "on"}, "Each needs a permission for the public"),
        ({"permissions": "18"}, "only if it is so"),
        ({"permissions": "many", "agreed": "on"}, "whole number"),
        ({}, "only if it is so"),
    ):
        answer = client.post(path(award, video), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert f'value="{sent["permissions"]}"' in answer.content.decode() if sent else True
    assert not PublicConsent.objects.exists()


def test_a_second_press_says_so(client, award: Award, ada: Person, video: Artifact) -> None:
    client.force_login(ada)
    sent = {"permissions": "18", "agreed": "on"}
    assert client.post(path(award, video), sent).status_code == 302
    assert client.post(path(award, video), sent).status_code == 409
    assert PublicConsent.objects.count() == 1


def test_one_who_changes_their_mind_is_gone_at_once(
    client, award: Award, ada: Person, video: Artifact
) -> None:
    client.force_login(ada)
    client.post(path(award, video), {"permissions": "18", "agreed": "on"})
    actions.show_evidence(award, {video.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    shown = f"/badges/{award.pk}/evidence/1/"
    assert client.get(shown).status_code == 200
    assert client.post(f"{path(award, video)}end/").status_code == 302
    assert not names_evidence(award)
    assert client.get(shown).status_code == 410
    assert Event.objects.get(verb="credentials.piece_taken_back").particulars == {
        "artifact": video.pk
    }
    assert client.post(f"{path(award, video)}end/").status_code == 409
    with pytest.raises(BadInput, match="permission is for the assessment"):
        actions.show_evidence(award, {video.pk: ""}, by=ada)


def test_it_can_be_taken_back_while_nothing_is_shown_and_after_the_badge_was_withdrawn(
    client, award: Award, ada: Person, chi: Person, video: Artifact
) -> None:
    client.force_login(ada)
    client.post(path(award, video), {"permissions": "18", "agreed": "on"})
    actions.take_back_consent(award, video, by=ada)
    assert award.credentials.count() == 1, "nothing was shown, so nothing is signed"
    client.post(path(award, video), {"permissions": "18", "agreed": "on"})
    actions.show_evidence(award, {video.pk: ""}, by=ada)
    actions.revoke(award, ground="issued_in_error", by=chi)
    actions.take_back_consent(Award.objects.get(), video, by=ada)
    assert not PublicConsent.objects.standing().exists()


def test_only_the_earner(
    client, award: Award, ada: Person, dee: Person, chi: Person, video: Artifact
) -> None:
    for person in (dee, chi):
        client.force_login(person)
        assert client.get(path(award, video)).status_code == 404
        assert (
            client.post(path(award, video), {"permissions": "18", "agreed": "on"}).status_code
            == 404
        )
        assert client.post(f"{path(award, video)}end/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.take_back_consent(award, video, by=person)
    assert not PublicConsent.objects.exists()


def test_a_hold_and_a_missing_record_are_not_overcome_by_it(
    client, award: Award, ada: Person, bo: Person, video
) -> None:
    client.force_login(ada)
    client.post(path(award, video), {"permissions": "18", "agreed": "on"})
    hold(video, "privacy", by=bo)
    with pytest.raises(BadInput, match="on hold"):
        actions.show_evidence(award, {video.pk: ""}, by=ada)
    with pytest.raises(WrongState):
        actions.take_back_consent(
            award, make_artifact(award.evaluation.submission, video.step_id, n=5), by=ada
        )
    bare = make_artifact(award.evaluation.submission, video.step_id, n=6)
    assert client.get(path(award, bare)).status_code == 404
    assert client.get(f"/awards/{award.pk}/evidence/999999/consent/").status_code == 404


def test_a_consent_that_reached_the_public_from_the_start_asks_nothing_more(
    award: Award, ada: Person, video
) -> None:
    Consent.objects.update(scope="public")
    [piece] = eligibility.pieces(award)
    assert (piece.why_not, piece.may_agree, piece.agreed) == ("", False, None)
