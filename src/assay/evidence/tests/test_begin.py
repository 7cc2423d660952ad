import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import Status, Submission
from assay.evidence.tests.factories import again, fill, make_draft
from assay.journeys import actions as journeys
from assay.journeys.actions.starts import AlreadyStarted
from assay.lib.errors import WrongState
from assay.record.models import Event


@pytest.fixture
def version(district):
    return make_version(district)


def test_one_press_starts_and_opens_the_first_draft(ada, version):
    draft = actions.begin(ada, version.micro_credential, by=ada)
    assert (draft.status, draft.attempt, draft.version) == (Status.DRAFT, 1, version)
    assert draft.start.person == ada
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs == ["journeys.started", "evidence.begun"]


def test_a_number_that_is_taken_is_drawn_again(ada, dee, version, monkeypatch):
    taken = make_draft(dee, version).public_id
    drawn = iter([taken, "0000-0000"])
    monkeypatch.setattr("assay.evidence.actions.beginning.submission_id", lambda: next(drawn))
    field = Submission._meta.get_field("public_id")
    monkeypatch.setattr(field, "_get_default", lambda: taken)
    assert actions.begin(ada, version.micro_credential, by=ada).public_id == "0000-0000"


def test_nobody_begins_for_somebody_else(ada, dee, version):
    with pytest.raises(PermissionDenied):
        actions.begin(ada, version.micro_credential, by=dee)
    with pytest.raises(PermissionDenied):
        actions.begin(ada, version.micro_credential, by=None)
    assert not Submission.objects.exists()


def test_the_second_press_says_which_start_is_open(ada, version):
    draft = make_draft(ada, version)
    with pytest.raises(AlreadyStarted) as refusal:
        actions.begin(ada, version.micro_credential, by=ada)
    assert refusal.value.start == draft.start
    assert Submission.objects.count() == 1


def test_a_micro_credential_without_an_open_version_is_not_begun(ada, version):
    version.micro_credential.current = None
    version.micro_credential.save()
    with pytest.raises(WrongState):
        actions.begin(ada, version.micro_credential, by=ada)


def test_what_was_put_aside_waits_with_everything_in_it(ada, version):
    draft = make_draft(ada, version)
    actions.save_response(draft, "p1q1", "Grade four, fractions.", by=ada)
    actions.leave(draft, by=ada)
    taken_up = actions.begin(ada, version.micro_credential, by=ada)
    assert taken_up.pk == draft.pk
    assert taken_up.responses.get(prompt_id="p1q1").text == "Grade four, fractions."
    assert again(draft).start.status == "open"


def test_only_the_learner_puts_a_draft_aside(ada, dee, version):
    draft = make_draft(ada, version)
    with pytest.raises(PermissionDenied):
        actions.leave(draft, by=dee)


def test_a_start_without_a_draft_gets_one(ada, version):
    start = journeys.start(ada, version, by=ada)
    draft = actions.begin(ada, version.micro_credential, by=ada)
    assert draft.start == start


def test_what_was_put_aside_says_so_and_is_taken_up_before_it_is_handed_in(client, ada, version):
    draft = fill(make_draft(ada, version))
    actions.leave(draft, by=ada)
    with pytest.raises(WrongState, match="paused this"):
        actions.submit(again(draft), by=ada)
    client.force_login(ada)
    assert b"Take it up again" in client.get(f"/evidence/{draft.pk}/").content
    client.post("/evidence/begin/wait-time/")
    actions.submit(again(draft), by=ada)
    assert again(draft).status == Status.SUBMITTED


def test_a_retired_version_is_left_for_the_newer_one(ada, version):
    draft = fill(make_draft(ada, version))
    version.status = "retired"
    version.save()
    with pytest.raises(WrongState, match="retired"):
        actions.submit(again(draft), by=ada)
