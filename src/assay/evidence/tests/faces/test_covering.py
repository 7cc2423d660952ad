"""Faces in a learner's clip, from the press to the confirmation: what is shown to whom in every state, and who may."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, faces
from assay.evidence.actions import cover_making
from assay.evidence.actions.copying import copy_work
from assay.evidence.copies import copies_of, is_being_covered
from assay.evidence.drafts.loader import draft_of
from assay.evidence.errors import NotReady
from assay.evidence.examining.leases import LEASE
from assay.evidence.files.storage import keep, size_of
from assay.evidence.models import (
    Artifact,
    CopyKind,
    CoverState,
    Examination,
    FaceCover,
    FileCopy,
)
from assay.evidence.readiness import what_is_open
from assay.evidence.tests.factories import again, make_artifact, make_draft
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.lib.files.whole_files import hash_of
from assay.record.models import Event

needs_faces = pytest.mark.skipif(
    not faces.is_here(), reason="the extra `faces` or ffmpeg is not installed"
)
pytestmark = [pytest.mark.django_db, needs_faces]


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


@pytest.fixture
def clip(draft, film):
    """The film of a face as a step's video, examined."""
    item = next(i for i in draft.version.content.items if "mp4" in i.formats)
    digest = hash_of(film)
    with film.open("rb") as content:
        key = keep(content, digest)
    artifact = make_artifact(
        draft,
        item,
        extension="mp4",
        sha256=digest,
        storage_key=key,
        size_bytes=film.stat().st_size,
        duration_seconds=2,
    )
    actions.ask_for_examination(artifact)
    while actions.examine_next():
        pass
    return artifact


@pytest.fixture
def made(clip, ada):
    """A cover to be looked at."""
    cover = actions.ask_for_cover(clip, by=ada)
    assert actions.cover_next()
    return _now(cover)


def _now(cover):
    return FaceCover.objects.select_related("artifact__submission__start").get(pk=cover.pk)


def _events(verb):
    return Event.objects.filter(verb=verb).count()


def test_the_clip_is_hidden_until_its_cover_is_confirmed_and_then_it_is_the_covered_film(clip, ada):
    before = clip.sha256, clip.storage_key
    cover = actions.ask_for_cover(clip, by=ada)

    assert not Artifact.objects.free().filter(pk=clip.pk).exists()
    assert actions.cover_next()
    assert (_events("evidence.cover_asked"), _events("evidence.cover_made")) == (1, 1)
    cover = _now(cover)
    assert cover.state == CoverState.REVIEW
    assert cover.faces >= 1
    assert cover.stills
    assert copies_of(clip).filter(kind=CopyKind.STILL).count() == len(cover.stills)
    assert not Artifact.objects.free().filter(pk=clip.pk).exists()

    covered = copies_of(clip).get(kind=CopyKind.COVERED)
    actions.confirm_cover(cover, by=ada)
    clip.refresh_from_db()
    assert (clip.sha256, clip.storage_key) == (covered.sha256, covered.storage_key)
    assert clip.sha256 != before[0]
    assert Artifact.objects.free().filter(pk=clip.pk).exists()
    shown = set(copies_of(clip).values_list("kind", flat=True))
    assert shown == {CopyKind.POSTER, CopyKind.REPLACED}
    assert _events("evidence.cover_confirmed") == 1

    with held_at(now() + timedelta(days=3)):
        assert actions.drop_replaced() > 3
    assert size_of(before[1]) is None
    assert size_of(clip.storage_key) == clip.size_bytes
    assert _events("evidence.cover_original_deleted") == 1
    assert actions.drop_replaced() == 0


def test_nothing_of_the_cover_is_kept_where_it_is_left(made, clip, ada):
    before = clip.sha256
    actions.leave_cover(made, by=ada)

    clip.refresh_from_db()
    assert clip.sha256 == before
    assert Artifact.objects.free().filter(pk=clip.pk).exists()
    kinds = set(copies_of(clip).values_list("kind", flat=True))
    assert kinds == {CopyKind.STREAMING, CopyKind.POSTER, CopyKind.REPLACED}
    assert _events("evidence.cover_left") == 1
    with pytest.raises(WrongState):
        actions.leave_cover(_now(made), by=ada)
    assert actions.ask_for_cover(clip, by=ada).state == CoverState.ASKED  # starts over


def test_a_draft_is_not_handed_in_while_a_cover_is_open(made, draft, ada):
    codes = {one.code for one in what_is_open(draft_of(again(draft)))}
    assert "covering" in codes
    with pytest.raises(NotReady):
        actions.submit(again(draft), by=ada)


def test_boxes_and_faces_are_taken_into_the_next_cover(made, clip, ada):
    plan = actions.plan_of(made)
    _n, face = next(plan.seen_at(plan.frame_of(1)))
    x, y = (face.center[0] / plan.width * 100, face.center[1] / plan.height * 100)
    actions.keep_clear(made, second=1.0, x=x, y=y, by=ada)
    actions.draw_box(made, first=0, last=1, box=(70, 70, 20, 20), by=ada)

    with pytest.raises(WrongState, match="changed the cover"):
        actions.confirm_cover(_now(made), by=ada)
    old = copies_of(clip).get(kind=CopyKind.COVERED).sha256
    actions.cover_again(_now(made), by=ada)
    with pytest.raises(WrongState):
        actions.draw_box(_now(made), first=0, last=1, box=(1, 1, 20, 20), by=ada)
    assert actions.cover_next()
    cover = _now(made)
    assert (cover.state, cover.is_changed) == (CoverState.REVIEW, False)
    assert copies_of(clip).get(kind=CopyKind.COVERED).sha256 != old
    plan = actions.plan_of(cover)
    at = plan.frame_of(1)
    box = [0.7 * plan.width, 0.7 * plan.height, 0.2 * plan.width, 0.2 * plan.height]
    assert [list(one) for one in plan.at(at)] == [pytest.approx(box)]

    actions.remove_box(cover, 0, by=ada)
    actions.cover_kept(cover, 0, by=ada)
    actions.cover_kept(cover, 7, by=ada)  # gone: let be
    assert _events("evidence.cover_changed") == 4
    cover = _now(cover)
    assert (cover.boxes, cover.kept, cover.is_changed) == ([], [], True)
    actions.cover_whole(cover, True, by=ada)
    assert actions.plan_of(_now(cover)).is_whole


@pytest.mark.parametrize(
    "box", [(90, 10, 20, 10), (10, 95, 10, 10), (10, 10, 0, 10), (-5, 0, 9, 9)]
)
def test_a_box_outside_of_the_picture_is_refused(made, ada, box):
    with pytest.raises(BadInput):
        actions.draw_box(made, first=0, last=1, box=box, by=ada)
    with pytest.raises(BadInput):
        actions.draw_box(made, first=3, last=1, box=(1, 1, 5, 5), by=ada)


def test_no_face_is_kept_clear_where_none_is(made, ada):
    with pytest.raises(BadInput):
        actions.keep_clear(made, second=0.0, x=99, y=1, by=ada)


def test_only_its_learner_does_anything(made, clip, dee):
    for verb in (
        lambda: actions.ask_for_cover(clip, by=dee),
        lambda: actions.cover_again(made, by=dee),
        lambda: actions.confirm_cover(made, by=dee),
        lambda: actions.leave_cover(made, by=dee),
        lambda: actions.cover_whole(made, True, by=dee),
        lambda: actions.remove_box(made, 0, by=dee),
        lambda: actions.cover_kept(made, 0, by=dee),
        lambda: actions.draw_box(made, first=0, last=1, box=(1, 1, 5, 5), by=dee),
        lambda: actions.keep_clear(made, second=0, x=1, y=1, by=dee),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert _now(made).state == CoverState.REVIEW


def test_the_second_press_changes_nothing(made, clip, ada):
    with pytest.raises(Refusal):
        actions.ask_for_cover(clip, by=ada)
    assert FaceCover.objects.count() == 1
    actions.confirm_cover(made, by=ada)
    with pytest.raises(WrongState):
        actions.confirm_cover(_now(made), by=ada)
    assert _events("evidence.cover_confirmed") == 1


def test_what_is_on_hold_keeps_its_bytes(made, clip, ada):
    actions.hold(clip, "privacy", by=None)
    with pytest.raises(WrongState, match="on hold"):
        actions.confirm_cover(made, by=ada)
    assert is_being_covered(clip)


def test_an_examination_that_is_due_goes_first(clip, ada):
    actions.ask_for_cover(clip, by=ada)
    other = make_artifact(
        clip.submission, clip.submission.version.content.item(clip.step_id), n=9, extension="mp4"
    )
    actions.ask_for_examination(other)
    assert actions.examine_next()
    assert not Examination.objects.open().exists()


def test_what_a_killed_process_left_is_made_by_the_next(clip, ada):
    cover = actions.ask_for_cover(clip, by=ada)
    FaceCover.objects.update(
        state="making", worker="dead", leased_until=now() - timedelta(seconds=1), turns=1
    )
    assert actions.cover_next()
    assert _now(cover).state == CoverState.REVIEW


def test_one_that_ends_the_process_each_time_is_left_alone(clip, ada):
    cover = actions.ask_for_cover(clip, by=ada)
    FaceCover.objects.update(state="making", leased_until=now() - timedelta(seconds=1), turns=3)
    assert not actions.cover_next()
    cover = _now(cover)
    assert (cover.state, cover.failure) == (CoverState.FAILED, "gave-up")
    assert not Artifact.objects.free().filter(pk=clip.pk).exists()
    actions.cover_again(cover, by=ada)
    assert actions.cover_next()


def test_a_cover_that_is_not_confirmed_goes_along_into_the_next_draft(made, clip, ada, district):
    other = make_draft(ada, make_version(district, slug="other"))
    copy_work(clip.submission, other)
    carried = Artifact.objects.get(submission=other, sha256=clip.sha256)
    assert is_being_covered(carried)
    assert not Artifact.objects.free().filter(pk=carried.pk).exists()
    assert not FileCopy.objects.filter(
        artifact=carried, kind__in=("covered", "plan", "still", "replaced")
    ).exists()


def test_the_pages_lead_from_the_press_to_the_confirmation(client, clip, ada):
    client.force_login(ada)
    key = (clip.submission_id, clip.step_id, clip.pk)
    step = client.get(reverse("evidence:step", args=key[:2])).content.decode()
    assert "Cover faces" in step
    page = client.get(reverse("evidence:cover", args=key)).content.decode()
    assert "Voices are not changed." in page
    assert client.post(reverse("evidence:artifact_covering", args=key)).status_code in (302, 303)
    assert "in line" in client.get(reverse("evidence:cover", args=key)).content.decode()
    assert (
        "Faces in it are being covered"
        in client.get(reverse("evidence:step", args=key[:2])).content.decode()
    )
    assert client.get(reverse("evidence:cover_part", args=(*key, "film", 0))).status_code == 404
    assert actions.cover_next()
    page = client.get(reverse("evidence:cover", args=key)).content.decode()
    assert "Use the covered film" in page
    film = client.get(reverse("evidence:cover_part", args=(*key, "film", 0)))
    assert film.headers["Content-Type"] == "video/mp4"
    still = client.get(reverse("evidence:cover_part", args=(*key, "still", 1)))
    assert b"".join(still.streaming_content)[:2] == b"\xff\xd8"
    changes = reverse("evidence:cover_changes", args=key)
    moment = client.get(reverse("evidence:cover_moment", args=(*key, 1)))
    assert "Add this box" in moment.content.decode()
    box = {"first": 0, "last": 1, "left": 5, "top": 5, "width": 10, "height": 10}
    answer = client.post(changes, {"what": "box", "still": 1, **box, "width": "wide"})
    assert answer.status_code == 422
    answer = client.post(changes, {"what": "box", "still": 1, **box})
    assert answer.status_code == 302
    for what in ("whole", "not-whole"):
        assert client.post(changes, {"what": what}).status_code == 302
    assert client.post(changes, {"what": "box-removal", "place": "1" * 25}).status_code == 302
    assert client.post(changes, {"what": "nonsense"}).status_code == 404
    assert client.post(reverse("evidence:cover", args=key)).status_code == 302
    assert actions.cover_next()
    confirmation = reverse("evidence:cover_confirmation", args=key)
    assert client.post(confirmation).status_code == 422
    assert client.post(confirmation, {"watched": "on"}).status_code == 302
    assert client.post(confirmation, {"watched": "on"}).status_code == 404
    assert client.get(reverse("evidence:cover_part", args=(*key, "film", 0))).status_code == 404
    played = client.get(reverse("evidence:file", args=(clip.pk,)))
    clip.refresh_from_db()
    assert played.headers["ETag"] == f'"{clip.sha256}"'
    original = client.get(reverse("evidence:file", args=(clip.pk,)) + "?copy=original")
    assert original.headers["ETag"] == f'"{clip.sha256}"'


def test_what_cannot_be_played_cannot_be_covered_and_stays_hidden(draft, ada):
    item = next(i for i in draft.version.content.items if "mp4" in i.formats)
    broken = make_artifact(draft, item, extension="mp4")
    cover = actions.ask_for_cover(broken, by=ada)
    assert actions.cover_next()
    cover = _now(cover)
    assert (cover.state, cover.failure) == (CoverState.FAILED, "not-converted")
    assert _events("evidence.cover_failed") == 1
    assert not Artifact.objects.free().filter(pk=broken.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_media_process_killed_while_it_covers_leaves_nothing_and_is_followed(clip, ada, settings):
    cover = actions.ask_for_cover(clip, by=ada)
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        real = cover_making._keep_lease
        cover_making._keep_lease = lambda *a: (real(*a), os.kill(os.getpid(), signal.SIGKILL))
        cover_making._BETWEEN_REPORTS = 0.0
        actions.cover_next()
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    left = _now(cover)
    assert (left.state, left.turns) == (CoverState.MAKING, 1)
    assert not copies_of(clip).filter(kind=CopyKind.COVERED).exists()
    assert not Artifact.objects.free().filter(pk=clip.pk).exists()
    assert not actions.cover_next()  # as long as the lease runs
    with held_at(now() + LEASE + timedelta(seconds=1)):
        assert actions.cover_next()
        actions.sweep_working_folders()
    assert _now(cover).state == CoverState.REVIEW
    assert copies_of(clip).filter(kind=CopyKind.COVERED).count() == 1
    assert not list((Path(settings.VAR) / "media").iterdir())


def test_a_covered_film_can_be_covered_further(made, clip, ada):
    actions.confirm_cover(made, by=ada)
    clip.refresh_from_db()
    first = clip.sha256
    cover = actions.ask_for_cover(clip, by=ada)
    while actions.examine_next():
        pass
    assert actions.cover_next()
    cover = _now(cover)
    actions.cover_whole(cover, True, by=ada)
    actions.cover_again(_now(cover), by=ada)
    assert actions.cover_next()
    actions.confirm_cover(_now(cover), by=ada)
    clip.refresh_from_db()
    assert clip.sha256 != first
    with held_at(now() + timedelta(days=3)):
        actions.drop_replaced()
    assert set(copies_of(clip).values_list("kind", flat=True)) == {CopyKind.POSTER}


def test_the_media_process_makes_covers_and_says_what_waits(clip, ada, capsys):
    cover = actions.ask_for_cover(clip, by=ada)
    call_command("media", "list")
    assert "faces to cover: 1" in capsys.readouterr().out
    call_command("media", "work")
    assert _now(cover).state == CoverState.REVIEW
    call_command("media", "list")
    assert "faces to cover" not in capsys.readouterr().out
