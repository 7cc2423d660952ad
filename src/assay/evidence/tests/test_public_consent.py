"""How far a permission reaches: said in the workspace until it is handed in, and recorded beside it afterwards."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import Artifact, Consent, PublicConsent, Scope
from assay.evidence.tests.factories import make_artifact, make_draft, make_submission
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def video(ada: Person, version: Version) -> Artifact:
    """Handed in, with twenty students and twenty permissions for the assessment."""
    submission = make_submission(ada, version)
    return next(
        a
        for a in submission.artifacts.all()
        if getattr(a, "consent", None) and a.consent.students == 20
    )


def test_the_workspace_records_how_far_a_permission_reaches(
    client, ada: Person, version: Version
) -> None:
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    client.force_login(ada)
    path, prefix = reverse("evidence:step", args=[draft.pk, "p2a"]), f"a{artifact.pk}"
    data = {
        f"{prefix}-description": "",
        f"{prefix}-at": "",
        f"{prefix}-note": "",
        f"{prefix}-consent-students": "21",
        f"{prefix}-consent-permissions": "21",
        f"{prefix}-consent-guardians_agreed": "on",
    }
    client.post(path, data | {f"{prefix}-consent-scope": "public"})
    assert Consent.objects.get(artifact=artifact).scope == Scope.PUBLIC
    assert (
        Event.objects.filter(verb="evidence.consent_recorded").latest("pk").particulars["scope"]
        == "public"
    )
    assert re.search('value="public" selected', client.get(path).content.decode())
    client.post(path, data)
    assert Consent.objects.get(artifact=artifact).scope == Scope.ASSESSMENT, (
        "changeable until it is handed in"
    )
    client.post(path, data | {f"{prefix}-consent-scope": "training"})
    assert Consent.objects.get(artifact=artifact).scope == Scope.TRAINING


def test_once_handed_in_it_is_a_record_of_its_own(ada: Person, video: Artifact) -> None:
    with pytest.raises(WrongState):
        actions.record_consent(video, students=20, permissions=20, scope="public", by=ada)
    row = actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    assert (row.by, row.permissions, row.ended_at) == (ada, 20, None)
    assert "agreed" in row.statement
    assert Consent.objects.get(artifact=video).scope == Scope.ASSESSMENT, (
        "what was handed in stays as it was"
    )
    event = Event.objects.get(verb="evidence.public_consent_recorded")
    assert event.by_id == str(ada.pk)
    assert event.particulars == {"submission": video.submission_id, "permissions": 20}


def test_a_second_press_records_nothing(ada: Person, video: Artifact) -> None:
    actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    with pytest.raises(WrongState, match="already"):
        actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    assert PublicConsent.objects.count() == 1
    assert Event.objects.filter(verb="evidence.public_consent_recorded").count() == 1


@pytest.mark.parametrize(
    ("permissions", "agreed", "field"),
    [
        (20, False, "agreed"),
        (19, True, "permissions"),
        (None, True, "permissions"),
        (2001, True, "permissions"),
    ],
)
def test_it_has_to_be_confirmed_and_to_add_up(
    ada: Person, video: Artifact, permissions: int | None, agreed: bool, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.record_public_consent(video, permissions=permissions, agreed=agreed, by=ada)
    assert set(refusal.value.fields) == {field}
    assert not PublicConsent.objects.exists()


def test_who_sat_off_camera_is_not_asked(ada: Person, video: Artifact) -> None:
    Consent.objects.filter(artifact=video).update(permissions=17, off_camera=3)
    assert actions.record_public_consent(video, permissions=17, agreed=True, by=ada)


def test_nobody_speaks_for_the_learner(
    dee: Person, max_: Person, ada: Person, video: Artifact
) -> None:
    for person in (dee, max_):
        with pytest.raises(PermissionDenied):
            actions.record_public_consent(video, permissions=20, agreed=True, by=person)
    actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    with pytest.raises(PermissionDenied):
        actions.end_public_consent(video, by=max_)


def test_where_nobody_needs_to_be_asked_nothing_is_recorded(
    ada: Person, video: Artifact, version: Version
) -> None:
    Consent.objects.filter(artifact=video).update(scope=Scope.PUBLIC)
    with pytest.raises(WrongState):
        actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    Consent.objects.filter(artifact=video).update(scope=Scope.ASSESSMENT, nobody_recognizable=True)
    with pytest.raises(WrongState):
        actions.record_public_consent(video, permissions=20, agreed=True, by=ada)


def test_a_draft_says_it_in_the_workspace(dee: Person, version: Version) -> None:
    artifact = make_artifact(make_draft(dee, version), "p2a")
    actions.record_consent(artifact, students=20, permissions=20, guardians_agreed=True, by=dee)
    with pytest.raises(WrongState, match="workspace"):
        actions.record_public_consent(artifact, permissions=20, agreed=True, by=dee)


def test_it_can_be_taken_back_and_given_again(ada: Person, video: Artifact) -> None:
    with pytest.raises(WrongState):
        actions.end_public_consent(video, by=ada)
    actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    actions.end_public_consent(video, by=ada)
    with pytest.raises(WrongState):
        actions.end_public_consent(video, by=ada)
    assert Event.objects.filter(verb="evidence.public_consent_ended").count() == 1
    actions.record_public_consent(video, permissions=20, agreed=True, by=ada)
    assert PublicConsent.objects.standing().count() == 1
    assert PublicConsent.objects.count() == 2, "what was said stays on record"
