import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.errors import AlreadyHandedIn, NotReady
from assay.evidence.models import Consent, Status
from assay.evidence.tests.factories import again, fill, make_draft, make_submission
from assay.evidence.views.handing_in import likely_language
from assay.lib.canonical import digest
from assay.lib.errors import BadInput, WrongState
from assay.program import actions as program
from assay.record.models import Event


@pytest.fixture
def version(district):
    return make_version(district)


def test_a_complete_draft_is_handed_in_with_a_manifest_and_a_promise(ada, version):
    submission = make_submission(ada, version)
    assert submission.status == Status.SUBMITTED
    assert (
        submission.promised_on is None
    )  # nobody may assess it yet; assessment's tests hold the promise
    assert submission.manifest_hash == digest(submission.manifest)
    assert {r["prompt"] for r in submission.manifest["responses"]} == {
        "p1q1",
        "p1q2",
        "p1q3",
        "p3q1",
        "p3q2",
    }
    assert len(submission.manifest["artifacts"]) == 4
    assert all(len(a["sha256"]) == 64 for a in submission.manifest["artifacts"])
    event = Event.objects.get(verb="evidence.submitted")
    assert event.particulars == {"attempt": 1, "manifest": submission.manifest_hash}
    assert submission.declaration.signed_at == submission.submitted_at


def test_nobody_hands_in_for_somebody_else(ada, dee, max_, version):
    draft = fill(make_draft(ada, version))
    for other in (dee, max_, None):
        with pytest.raises(PermissionDenied):
            actions.submit(draft, by=other)
    assert again(draft).status == Status.DRAFT


def test_an_empty_draft_is_told_everything_that_is_open(ada, version):
    draft = make_draft(ada, version)
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    places = [thing.where for thing in refusal.value.open]
    assert places == [
        "p1q1",
        "p1q2",
        "p1q3",
        "p2a",
        "p2b",
        "p2c",
        "p3q1",
        "p3q2",
        *["declarations"] * 4,
    ]
    assert again(draft).status == Status.DRAFT
    assert not Event.objects.filter(verb="evidence.submitted").exists()


def test_the_second_press_gets_the_receipt(ada, version):
    submission = make_submission(ada, version)
    stale = again(submission)
    stale.status = Status.DRAFT
    with pytest.raises(AlreadyHandedIn) as refusal:
        actions.submit(stale, by=ada)
    assert refusal.value.submission.public_id == submission.public_id
    assert refusal.value.status == 409
    assert Event.objects.filter(verb="evidence.submitted").count() == 1


def test_a_withdrawn_one_is_not_handed_in(ada, version):
    submission = make_submission(ada, version)
    actions.withdraw(submission, by=ada)
    with pytest.raises(WrongState):
        actions.submit(again(submission), by=ada)


def test_permissions_and_off_camera_must_cover_the_students(ada, version):
    draft = fill(make_draft(ada, version))
    Consent.objects.filter(artifact__step_id="p2a").update(
        students=22, permissions=20, off_camera=1
    )
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [(o.code, o.where) for o in refusal.value.open] == [("consent", "p2a")]
    assert "1 student has" in refusal.value.open[0].text


def test_practice_older_than_the_policy_accepts_is_refused(ada, version):
    draft = fill(make_draft(ada, version))
    actions.declare(
        draft, own_work=True, ai_use="None.", student_privacy=True, practice_months_ago=25, by=ada
    )
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [o.code for o in refusal.value.open] == ["too-old"]


def test_text_over_its_limit_is_kept_and_told(ada, version):
    draft = fill(make_draft(ada, version))
    long = "word " * 260
    actions.save_response(draft, "p1q1", long, by=ada)
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [(o.code, o.where) for o in refusal.value.open] == [("too-long", "p1q1")]
    assert "10 words over" in refusal.value.open[0].text
    assert draft.responses.get(prompt_id="p1q1").text == long


def test_earlier_practice_counts_for_as_long_as_the_program_says(ada, version):
    draft = fill(make_draft(ada, version))
    said = {"own_work": True, "ai_use": "None.", "student_privacy": True}
    actions.declare(draft, **said, practice_months_ago=25, by=ada)
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [o.code for o in refusal.value.open] == ["too-old"]
    actions.declare(draft, **said, practice_months_ago=24, by=ada)
    actions.submit(draft, by=ada)
    assert again(draft).status == Status.SUBMITTED


def test_an_unmet_condition_waits(ada, version):
    draft = fill(make_draft(ada, version))
    condition = actions.open_condition(draft, "coach_talk", by=None)
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [o.where for o in refusal.value.open] == ["condition"]
    actions.meet_condition(condition, by=None)
    assert Event.objects.get(verb="evidence.condition_met").particulars == {
        "condition": "coach_talk"
    }
    actions.submit(draft, by=ada)
    assert again(draft).status == Status.SUBMITTED


def test_what_was_handed_in_no_longer_changes(ada, version):
    submission = make_submission(ada, version)
    artifact = submission.artifacts.first()
    before = submission.manifest_hash
    for change in (
        lambda: actions.save_response(submission, "p1q1", "later", by=ada),
        lambda: actions.remove_artifact(artifact, by=ada),
        lambda: actions.add_note(artifact, "later", by=ada),
        lambda: actions.record_consent(artifact, nobody_recognizable=True, by=ada),
        lambda: actions.explain(submission, "later", by=ada),
    ):
        with pytest.raises(WrongState):
            change()
    assert again(submission).manifest_hash == before


def test_the_language_is_kept_where_it_is_not_the_versions(ada, version):
    draft = fill(make_draft(ada, version))
    with pytest.raises(BadInput) as refusal:
        actions.submit(draft, language="tlh", by=ada)
    assert "language" in refusal.value.fields and again(draft).status == Status.DRAFT
    actions.submit(draft, language="es", by=ada)
    submission = again(draft)
    assert (submission.language, submission.written_in) == ("es", "es")
    assert submission.manifest["language"] == "es"
    assert Event.objects.get(verb="evidence.submitted").particulars["language"] == "es"


def test_the_versions_own_language_is_nothing_to_keep(ada, version):
    draft = fill(make_draft(ada, version))
    actions.submit(draft, language="en", by=ada)
    assert (again(draft).language, again(draft).written_in) == ("", "en")
    assert "language" not in Event.objects.get(verb="evidence.submitted").particulars


def test_the_page_asks_for_the_language_and_keeps_what_was_chosen(ada, version):
    draft, client = fill(make_draft(ada, version)), Client()
    client.force_login(ada)
    page, send = (reverse(f"evidence:{n}", args=[draft.pk]) for n in ("readiness", "submission"))
    assert '<option value="en" selected>English' in client.get(page).content.decode()
    refused = client.post(send, {"language": "tlh"})
    assert refused.status_code == 422 and "Choose a language" in refused.content.decode()
    assert client.post(send, {"language": "es"}).status_code == 302
    receipt = client.get(reverse("evidence:receipt", args=[draft.pk])).content.decode()
    assert "Spanish" in receipt


def test_the_next_one_begins_with_the_language_of_the_last(ada, version, district):
    first = fill(make_draft(ada, version))
    actions.submit(first, language="es", by=ada)
    other = make_draft(ada, make_version(district, slug="cold-call"))
    assert likely_language(other, "en", ["en", "es"]) == "es"
    assert likely_language(other, "en", ["en"]) == "en"


def test_where_one_language_is_taken_nobody_is_asked(ada, version):
    program.set_policy("submission", {"evidence_languages": ["en"]}, by=None)
    draft, client = fill(make_draft(ada, version)), Client()
    client.force_login(ada)
    page = client.get(reverse("evidence:readiness", args=[draft.pk])).content.decode()
    assert "Language of your evidence" not in page and "Submit for assessment" in page
