"""delete_due: what goes, what stays and why, and what is left when a run dies between two steps."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils.timezone import make_aware

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, keepers
from assay.evidence.actions import deleting
from assay.evidence.files.storage import keep, size_of
from assay.evidence.models import (
    Artifact,
    Consent,
    EarlierText,
    PublicConsent,
    Response,
    Status,
    Submission,
    Tombstone,
)
from assay.evidence.retention import copies
from assay.evidence.retention.rules import Rule
from assay.evidence.tests.factories import again, make_artifact, make_draft, make_submission, record
from assay.lib.clock import held_at, now, today
from assay.lib.errors import WrongState
from assay.program.actions import change_policy
from assay.record.models import Event

ORIGINALS, IDLE = 90, 400


@contextmanager
def after(days):
    """So many days later than now."""
    with held_at(now() + timedelta(days=days)):
        yield


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    """Later rooms' questions are tested in those rooms."""
    monkeypatch.setattr(keepers, "_asks", [])


@pytest.fixture
def version(district):
    return make_version(district)


@pytest.fixture
def decided(ada, version):
    """Documents alone: recordings have a time of their own."""
    decided = make_submission(ada, version, outcome="not_yet")
    decided.artifacts.update(media_type="application/pdf")
    return decided


def stored(artifact):
    return size_of(artifact.storage_key) is not None


def noted(verb):
    return list(Event.objects.filter(verb=verb).order_by("pk"))


def test_what_was_handed_in_goes_on_the_day_after_the_promised_one_and_not_before(ada, decided):
    files = list(decided.artifacts.all())
    with after(ORIGINALS):
        assert actions.delete_due().items == 0
    assert all(map(stored, files))
    with after(ORIGINALS + 1):
        done = actions.delete_due()
        assert (done.items, done.freed_bytes) == (4, sum(a.size_bytes for a in files))
        assert actions.delete_due().items == 0, "a second press"
    assert not any(map(stored, files))
    for before in files:
        row = Artifact.objects.get(pk=before.pk)
        stone = row.tombstones.get()
        assert (row.storage_key, row.name, row.url) == ("", "", "")
        assert row.deleted_at is not None
        assert row.removed_at == row.deleted_at
        assert (stone.sha256, stone.size_bytes) == (before.sha256, before.size_bytes)
        assert (stone.rule, stone.kept_until) == (Rule.ORIGINAL, again(decided).originals_until)
        assert stone.finished_at is not None
    events = noted("evidence.deleted")
    assert {e.particulars["sha256"] for e in events} == {a.sha256 for a in files}
    assert {e.particulars["rule"] for e in events} == {"original"}
    left = again(decided)
    assert (left.status, left.outcome) == (Status.CLOSED, "not_yet")
    assert left.responses.filter(text__startswith="answer-").count() == 5, "what was written stays"


def test_a_recording_stays_for_whoever_checks_the_badge_and_goes_in_its_own_time(decided):
    clip = make_artifact(decided, decided.version.content.items[0], n=8, extension="mp4")
    told = again(decided)
    with after(ORIGINALS + 1):
        actions.delete_due()
        assert stored(clip), "documents went, and the recording did not"
    with held_at(make_aware(datetime.combine(told.streaming_until, time(12)))):
        actions.delete_due()
        assert stored(clip), "its last day"
    with held_at(make_aware(datetime.combine(told.streaming_until + timedelta(days=1), time(12)))):
        actions.delete_due()
        assert not stored(clip)
    stone = clip.tombstones.get()
    assert (stone.rule, stone.kept_until) == (Rule.RECORDING, told.streaming_until)


def test_nothing_of_a_submission_that_waits_for_its_decision_goes(ada, version):
    waiting = make_submission(ada, version)
    with after(4000):
        assert actions.delete_due().items == 0
    assert all(stored(a) for a in waiting.artifacts.all())


def test_what_was_taken_out_before_handing_in_goes_after_the_decision(ada, chi, version):
    draft = make_submission(ada, version, handed_in=False)
    item = next(i for i in draft.version.content.items if i.count_max > i.count_min)
    extra = make_artifact(draft, item, n=7)
    record(extra, by=ada)
    actions.remove_artifact(extra, by=ada)
    actions.submit(draft, by=ada)
    with after(1):
        assert actions.delete_due().items == 0
        actions.close(draft, "earned", by=chi)
    with after(2):
        assert actions.delete_due().items == 1
    assert extra.tombstones.get().rule == Rule.TAKEN_OUT
    assert not stored(extra)
    assert all(stored(a) for a in draft.artifacts.present())


def test_a_link_leads_nowhere_after_its_time(ada, decided):
    link = decided.artifacts.first()
    Artifact.objects.filter(pk=link.pk).update(
        kind="link", url="https://example.org/film", storage_key="", sha256=""
    )
    with after(ORIGINALS + 1):
        actions.delete_due()
    link.refresh_from_db()
    assert (link.url, link.tombstones.get().freed_bytes) == ("", 0)


def test_what_is_on_hold_stays_until_it_is_lifted(decided, chi):
    artifact = decided.artifacts.first()
    hold = actions.hold(artifact, "privacy", by=chi)
    with after(ORIGINALS + 1):
        done = actions.delete_due()
        assert (done.items, done.kept) == (3, 1)
        assert stored(artifact)
        actions.lift(hold, by=chi)
        assert actions.delete_due().items == 1
        with pytest.raises(WrongState, match="deleted"):
            actions.hold(Artifact.objects.get(pk=artifact.pk), "privacy", by=chi)
    assert not stored(artifact)


def test_what_a_later_room_names_stays_until_it_names_it_no_more(decided):
    needed = [decided.artifacts.first().pk]
    keepers.keep(lambda found: {a.pk: "An appeal is open." for a in found if a.pk in needed})
    with after(ORIGINALS + 1):
        done = actions.delete_due()
        assert (done.items, done.kept) == (3, 1)
        needed.clear()
        assert actions.delete_due().items == 1


def test_bytes_of_two_go_with_the_last_of_them(ada, decided):
    """The next attempt holds the same files: the earlier one lets go of them, and they stay."""
    draft = actions.open_next_attempt(decided, {}, by=None)
    shared = {a.sha256 for a in draft.artifacts.all()}
    with after(ORIGINALS + 1):
        done = actions.delete_due()
        assert (done.items, done.freed_bytes) == (len(shared), 0)
    files = list(draft.artifacts.all())
    assert all(map(stored, files))
    assert decided.artifacts.present().count() == 0
    with after(1):
        actions.submit(_explained(draft, ada), by=ada)
        actions.close(again(draft), "earned", by=None)
    with after(ORIGINALS + 2):
        assert actions.delete_due().freed_bytes > 0
    assert not any(map(stored, files))


def _explained(draft, ada):
    actions.explain(draft, "I waited longer after each question I asked.", by=ada)
    actions.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={a.pk: True for a in draft.artifacts.all()},
        by=ada,
    )
    return again(draft)


def test_what_is_deleted_is_not_copied_into_a_later_attempt(ada, decided):
    with after(ORIGINALS + 1):
        actions.delete_due()
        draft = actions.open_next_attempt(again(decided), {}, by=None)
    assert not draft.artifacts.exists()
    assert draft.responses.exclude(text="").count() == 5


@pytest.mark.parametrize("stop", ["marked", "dropped", "half of it"])
def test_a_run_that_dies_between_two_steps_is_made_good_by_the_next(decided, stop):
    """Each step is on its own, so that these are all the places where a kill can leave it."""
    files = list(decided.artifacts.all())
    with after(ORIGINALS + 1):
        for artifact in files[:2]:
            stone = deleting.mark(artifact)
            if stop == "half of it":
                deleting.finish(stone)
            if stop == "dropped":
                assert deleting.drop_bytes(Artifact.objects.get(pk=artifact.pk))
        assert decided.artifacts.present().count() == 2, "what is marked is shown to nobody"
        actions.delete_due()
        assert actions.delete_due().items == 0
    assert not any(map(stored, files))
    assert Tombstone.objects.unfinished().count() == 0
    assert Tombstone.objects.finished().count() == 4
    assert len(noted("evidence.deleted")) == 4, "each is noted once"


def test_bytes_brought_again_within_a_day_stay_for_whoever_brought_them(decided):
    artifact = decided.artifacts.first()
    with after(ORIGINALS + 1):
        deleting.mark(artifact)
        body = f"{decided.public_id} {artifact.step_id} 0 {artifact.name.rsplit('.')[-1]}".encode()
        assert keep(BytesIO(body), artifact.sha256) == artifact.storage_key
    stone = Tombstone.objects.get()
    assert not deleting.finish(stone), "their row may be on its way"
    assert stored(artifact)
    with after(ORIGINALS + 2):
        actions.delete_due()
    assert not stored(artifact)


def test_a_shorter_policy_holds_for_what_is_decided_and_a_longer_one_does_not(decided, max_):
    told = again(decided).originals_until
    _keep_originals(365, by=max_)
    with after(2):
        deleting.bring_forward()
    assert again(decided).originals_until == told
    with after(2):
        _keep_originals(30, by=max_)
    with after(4):
        assert deleting.bring_forward() == 1
    assert again(decided).originals_until == told - timedelta(days=60)


def _keep_originals(days, *, by):
    name, soon = "keep_originals_days_after_decision", today() + timedelta(days=1)
    change_policy("evidence", name, days, effective_from=soon, reason="As agreed.", by=by)


def test_only_rules_of_copies_are_for_copies():
    with pytest.raises(ValueError, match="no rule of copies"):
        copies.keep_copies(Artifact, Rule.DRAFT)


# Drafts


@pytest.fixture
def draft(ada, version):
    draft = make_submission(ada, version, handed_in=False)
    actions.save_response(draft, "p1q1", "Something else entirely.", by=ada)
    return again(draft)


def test_a_learner_is_told_twice_and_then_the_draft_is_emptied(ada, draft):
    files = list(draft.artifacts.all())
    with after(IDLE - 31):
        assert actions.delete_due().told == 0
    with after(IDLE - 30):
        assert actions.delete_due().told == 1
        assert actions.delete_due().told == 0, "once"
    with after(IDLE - 7):
        assert actions.delete_due().told == 1
    with after(IDLE):
        assert actions.delete_due().items == 0
    with after(IDLE + 1):
        done = actions.delete_due()
        assert (done.items, done.freed_bytes > 0) == (1, True)
        assert (actions.delete_due().items, actions.delete_due().told) == (0, 0)
    assert not any(map(stored, files))
    assert not Response.objects.filter(submission=draft).exclude(text="").exists()
    assert not EarlierText.objects.exists()
    left = again(draft)
    assert (left.status, left.start.status) == (Status.DRAFT, "open"), "the start stays"
    assert {e.particulars["until"] for e in noted("evidence.draft_deletion_near")} == {
        (today() + timedelta(days=IDLE)).isoformat()
    }
    assert noted("evidence.draft_deleted")[0].particulars["files"] == 4
    assert Tombstone.objects.filter(rule=Rule.DRAFT).count() == 5
    with after(IDLE + 2):
        actions.save_response(left, "p1q1", "Here I am again.", by=ada)
        assert actions.delete_due().told == 0


def test_whoever_comes_back_keeps_everything(ada, draft):
    with after(IDLE - 30):
        actions.delete_due()
    with after(IDLE - 1):
        actions.save_response(draft, "p1q2", "Here I am.", by=ada)
    with after(IDLE + 100):
        assert actions.delete_due().items == 0
    assert Response.objects.get(submission=draft, prompt_id="p1q2").text == "Here I am."


def test_where_the_work_did_not_run_the_learner_has_the_days_all_the_same(draft):
    with after(IDLE + 300):
        assert (actions.delete_due().told, Tombstone.objects.count()) == (1, 0)
    with after(IDLE + 340):
        assert (actions.delete_due().told, Tombstone.objects.count()) == (1, 0)
    with after(IDLE + 347):
        assert actions.delete_due().items == 0
    with after(IDLE + 348):
        assert actions.delete_due().items == 1


def test_a_draft_with_a_file_on_hold_stays_whole(chi, draft):
    hold = actions.hold(draft.artifacts.first(), "privacy", by=chi)
    _tell(draft)
    with after(IDLE + 1):
        done = actions.delete_due()
        assert (done.items, done.kept) == (0, 1)
        assert draft.responses.exclude(text="").exists()
        actions.lift(hold, by=chi)
        assert actions.delete_due().items == 1


def _tell(draft):
    for days in (IDLE - 30, IDLE - 7):
        with after(days):
            assert actions.delete_due().told == 1


def test_an_empty_draft_is_worth_no_e_mail(ada, version):
    make_draft(ada, version)
    with after(IDLE + 5):
        assert actions.delete_due().told == 0


def test_what_was_withdrawn_and_taken_up_again_goes_without_an_e_mail(ada, version):
    withdrawn = make_submission(ada, version)
    actions.withdraw(withdrawn, by=ada)
    with after(300):
        later = actions.take_up_again(again(withdrawn), by=ada)
    with after(IDLE + 1):
        done = actions.delete_due()
        assert (done.items, done.told, done.freed_bytes) == (1, 0, 0)
    assert all(stored(a) for a in later.artifacts.all())


def test_handing_in_at_the_last_moment_wins(ada, draft):
    _tell(draft)
    with after(IDLE):
        actions.submit(draft, by=ada)
    with after(IDLE + 1):
        assert deleting.empty(draft) is None
        assert actions.delete_due().items == 0


# Records of consent


def test_a_record_of_consent_goes_after_its_years(ada, decided):
    artifact = Artifact.objects.filter(submission=decided, consent__isnull=False).first()
    PublicConsent.objects.create(
        artifact=artifact, by=ada, statement="All agreed.", recorded_at=now(), ended_at=now()
    )
    with after(ORIGINALS + 1):
        actions.delete_due()
    with after(365 * 6):
        actions.delete_due()
        assert Consent.objects.exists()
    with after(365 * 7 + 5):
        assert actions.delete_due().items == 4
    assert not Consent.objects.exists()
    assert not PublicConsent.objects.exists()
    stones = Tombstone.objects.filter(rule=Rule.CONSENT)
    assert stones.count() == 4
    assert all(len(stone.sha256) == 64 for stone in stones)


# Who sees what is left


def test_a_deleted_file_is_served_to_nobody(client, ada, decided):
    artifact = decided.artifacts.first()
    client.force_login(ada)
    assert client.get(reverse("evidence:file", args=[artifact.pk])).status_code == 200
    with after(ORIGINALS + 1):
        actions.delete_due()
    assert client.get(reverse("evidence:file", args=[artifact.pk])).status_code == 404


def test_what_is_deleted_from_a_draft_cannot_be_put_back(ada, draft):
    _tell(draft)
    with after(IDLE + 1):
        actions.delete_due()
        with pytest.raises(WrongState):
            actions.restore_artifact(Artifact.objects.first(), by=ada)
    with pytest.raises(PermissionDenied):
        actions.hold(Artifact.objects.first(), "privacy", by=ada)


# The command


def _said(*args):
    out = StringIO()
    call_command("retention", *args, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_would_go_and_whose_by_number(ada, chi, decided):
    artifact = decided.artifacts.first()
    actions.hold(artifact, "privacy", by=chi)
    with after(ORIGINALS - 10):
        said = _said("preview")
        assert said.count(decided.public_id) == 4
        assert "Stays: It is on hold for privacy." in said
        assert "3 would go" in said
        assert "1 stay" in said
        assert ada.display_name not in said
        assert "0 would go" in _said("preview", "--days", "5")
        table = _said("preview", "--csv").splitlines()
        assert table[0] == "submission,what,rule,kept_until,size_bytes,stays_because"
        assert len(table) == 5
    assert Tombstone.objects.count() == 0
    with after(ORIGINALS + 1):
        assert _said("run", "--most", "2").startswith("2 deleted")
        assert "1 deleted" in _said("run")


def test_the_command_refuses_odd_numbers_in_a_sentence(db):
    for args in (["preview", "--days", "-1"], ["run", "--most", "0"]):
        with pytest.raises(CommandError, match="takes a number"):
            _said(*args)


def test_the_command_tells_a_draft_once_its_learner_was_told(draft):
    with after(IDLE - 31):
        assert draft.public_id not in _said("preview", "--days", "40")
    with after(IDLE - 30):
        actions.delete_due()
        assert "A draft with 4 files" in _said("preview")


def test_submissions_keep_their_number_of_queries(ada, version, django_assert_max_num_queries):
    make_submission(ada, version, outcome="earned")
    with after(ORIGINALS + 1), django_assert_max_num_queries(140):
        actions.delete_due()
    assert Submission.objects.count() == 1
