"""add_file, add_link, remove, restore, notes, consent, hold."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.tests.factories import make_version, wait_time
from assay.evidence import actions
from assay.evidence.files.storage import storage
from assay.evidence.files.tests import samples
from assay.evidence.links import checked_link
from assay.evidence.models import Artifact
from assay.evidence.tests.factories import make_artifact, make_draft, make_submission
from assay.lib.errors import BadInput, WrongState
from assay.lib.outbound import CouldNotFetch
from assay.record.models import Event


@pytest.fixture
def draft(ada, district):
    data = wait_time()
    data["requirements"]["part2"]["items"][1]["limits"]["formats"].append("url")
    return make_draft(ada, make_version(district, data=data))


def nowhere(host, port):
    raise CouldNotFetch("not known")


def test_a_file_is_kept_under_its_hash_with_its_figures(ada, draft):
    artifact = actions.add_file(
        draft, "p2a", BytesIO(samples.movie(344)), name="number-talk.mp4", by=ada
    )
    assert (artifact.duration_seconds, artifact.media_type) == (344, "video/mp4")
    assert artifact.storage_key.endswith(artifact.sha256)
    assert storage().open(artifact.storage_key).read() == samples.movie(344)
    assert (
        Event.objects.get(verb="evidence.artifact_added").particulars["size_bytes"]
        == artifact.size_bytes
    )


def test_only_the_learner_adds_and_only_to_a_draft(ada, dee, max_, draft):
    for other in (dee, max_, None):
        with pytest.raises(PermissionDenied):
            actions.add_file(draft, "p2a", BytesIO(samples.movie()), name="a.mp4", by=other)
    submission = make_submission_of(draft, ada)
    with pytest.raises(WrongState):
        actions.add_file(submission, "p2a", BytesIO(samples.movie(9)), name="a.mp4", by=ada)


def make_submission_of(draft, ada):
    from assay.evidence.tests.factories import again, fill

    actions.submit(fill(draft), by=ada)
    return again(draft)


def test_what_the_step_does_not_take_is_refused(ada, draft):
    with pytest.raises(BadInput, match="MP4, MOV, M4A, MP3"):
        actions.add_file(draft, "p2a", BytesIO(samples.pdf()), name="plan.pdf", by=ada)
    with pytest.raises(BadInput, match="no such step"):
        actions.add_file(draft, "p7", BytesIO(samples.pdf()), name="plan.pdf", by=ada)
    assert not Artifact.objects.exists()


def test_a_full_step_and_the_same_file_twice_are_told(ada, draft):
    actions.add_file(draft, "p2a", BytesIO(samples.movie(10)), name="one.mp4", by=ada)
    with pytest.raises(BadInput, match="same file as “one"):
        actions.add_file(draft, "p2a", BytesIO(samples.movie(10)), name="two.mp4", by=ada)
    actions.add_file(draft, "p2a", BytesIO(samples.movie(11)), name="two.mp4", by=ada)
    with pytest.raises(BadInput, match="its limit"):
        actions.add_file(draft, "p2a", BytesIO(samples.movie(12)), name="three.mp4", by=ada)


def test_a_prompt_may_be_answered_as_audio(ada, draft):
    actions.choose_form(draft, "p1q1", "audio", by=ada)
    body = samples.movie(70, video=False, brand=b"M4A ")
    assert (
        actions.add_file(draft, "p1q1", BytesIO(body), name="answer.m4a", by=ada).duration_seconds
        == 70
    )


def test_taking_out_is_undone_while_there_is_room(ada, dee, draft):
    one = make_artifact(draft, "p2b")
    with pytest.raises(PermissionDenied):
        actions.remove_artifact(one, by=dee)
    actions.remove_artifact(one, by=ada)
    with pytest.raises(WrongState):
        actions.remove_artifact(one, by=ada)
    actions.restore_artifact(one, by=ada)
    with pytest.raises((WrongState, BadInput)):
        actions.restore_artifact(one, by=ada)
    for verb in ("evidence.artifact_removed", "evidence.artifact_restored"):
        event = Event.objects.get(verb=verb, subject_id=str(one.pk))
        assert (event.by_id, event.particulars) == (str(ada.pk), {"submission": draft.pk})
    actions.remove_artifact(one, by=ada)
    make_artifact(draft, "p2b", n=1)
    with pytest.raises(BadInput):
        actions.restore_artifact(one, by=ada)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://10.0.0.8/x",
        "http://[::1]/",
        "http://169.254.169.254/latest/",
        "https://printer.local/",
        "http://localhost:8000/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://user:pw@example.org/",
        "https://example.org:22/",
        "not a web address",
        "http://0x7f000001/",
    ],
)
def test_a_link_that_leads_inside_or_is_none_is_refused(ada, draft, address):
    with pytest.raises(BadInput) as refusal:
        actions.add_link(draft, "p2b", address, by=ada)
    assert "url" in refusal.value.fields
    assert not Artifact.objects.exists()


def test_a_name_that_leads_inside_is_refused_and_one_nobody_knows_is_taken():
    with pytest.raises(BadInput, match="private address"):
        checked_link("https://innocent.example/", resolver=lambda host, port: ["192.168.1.4"])
    assert (
        checked_link("https://offline.example/x", resolver=nowhere) == "https://offline.example/x"
    )
    assert (
        checked_link("example.org/x", resolver=lambda host, port: ["93.184.216.34"])
        == "https://example.org/x"
    )


def test_links_are_taken_where_the_version_says_so(ada, draft, monkeypatch):
    monkeypatch.setattr("assay.lib.outbound.resolve", nowhere)
    link = actions.add_link(draft, "p2b", "https://example.org/pathway", name="The pathway", by=ada)
    assert (link.kind, link.url, link.name) == (
        "link",
        "https://example.org/pathway",
        "The pathway",
    )
    with pytest.raises(BadInput, match="Links are not taken"):
        actions.add_link(draft, "p2a", "https://example.org/", by=ada)


def test_notes_stand_in_the_order_of_the_recording(ada, dee, draft):
    video = make_artifact(draft, "p2a", duration_seconds=100)
    actions.add_note(video, "Second pause.", at_seconds=50, by=ada)
    actions.add_note(video, "First pause.", at_seconds=18, by=ada)
    assert [n.text for n in video.annotations.all()] == ["First pause.", "Second pause."]
    with pytest.raises(BadInput, match="after the end"):
        actions.add_note(video, "Too late.", at_seconds=101, by=ada)
    with pytest.raises(BadInput):
        actions.add_note(video, " \u202e ", by=ada)
    with pytest.raises(PermissionDenied):
        actions.add_note(video, "x", by=dee)
    actions.remove_note(video.annotations.first(), by=ada)
    assert video.annotations.count() == 1


def test_consent_is_counts_and_changes_with_the_last_word(ada, dee, draft):
    video = make_artifact(draft, "p2a")
    actions.record_consent(video, students=21, permissions=20, by=ada)
    consent = actions.record_consent(
        video, students=21, permissions=21, guardians_agreed=True, by=ada
    )
    assert consent.permissions == 21
    assert Event.objects.filter(verb="evidence.consent_recorded").count() == 2
    with pytest.raises(BadInput):
        actions.record_consent(video, students=-1, by=ada)
    with pytest.raises(PermissionDenied):
        actions.record_consent(video, nobody_recognizable=True, by=dee)


def test_a_hold_hides_a_file_from_others_until_it_is_lifted(ada, dee, bo, max_, district):
    submission = make_submission(ada, make_version(district))
    artifact = submission.artifacts.first()
    for somebody in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.hold(artifact, "privacy", by=somebody)
    hold = actions.hold(artifact, "privacy", by=max_)
    with pytest.raises(WrongState):
        actions.hold(artifact, "privacy", by=bo)
    assert artifact not in submission.artifacts.free()
    actions.lift(hold, by=max_)
    with pytest.raises(WrongState):
        actions.lift(hold, by=max_)
    assert Event.objects.get(verb="evidence.hold_lifted", subject_id=str(artifact.pk)).by_id == str(
        max_.pk
    )
    assert artifact in submission.artifacts.free()
