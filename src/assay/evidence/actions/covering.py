"""What a learner does about faces in a clip: have them covered, mend the cover, and have it take the clip's place."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.evidence import faces, policy
from assay.evidence.actions.cover_making import (
    ORIGINAL,
    next_place,
    plan_of,
    set_aside,
)
from assay.evidence.actions.draft_guards import changing, step_of
from assay.evidence.actions.examining import ask_for_examination
from assay.evidence.copies import copy_of
from assay.evidence.files.storage import stands
from assay.evidence.models import (
    Artifact,
    CopyKind,
    CoverState,
    FaceCover,
    FileCopy,
    Hold,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.locks import hold as wait_for
from assay.lib.states import move
from assay.people.models import Actor
from assay.record.actions import note

MOST_BOXES, MOST_KEPT = 200, 50
_FRESH = ("state", "boxes", "kept", "is_whole", "is_changed", "faces")


def ask_for_cover(artifact: Artifact, *, by: Actor) -> FaceCover:
    """Have faces in a clip covered. It is hidden from everyone else until its learner confirms or leaves the cover.

    Raises PermissionDenied, WrongState (handed in, kept, taken out, on hold, asked for already, not installed),
    BadInput for what is no film.
    """
    with transaction.atomic():
        changing(artifact.submission, by=by)
        step_of(artifact.submission, artifact.step_id)
        if not artifact.is_video:
            raise BadInput(_("Faces can be covered in films only."))
        if not faces.is_here():
            raise WrongState(_("Covering faces is not installed here."))
        wait_for(artifact)
        artifact.refresh_from_db(fields=("removed_at", "deleted_at", "damaged_at", "storage_key"))
        if artifact.removed_at or artifact.deleted_at or artifact.damaged_at:
            raise WrongState(_("This file is not there, so it cannot be covered."))
        _refuse_held(artifact)
        at = now()
        with first_come(_("A cover of this film is open. Confirm it or leave it first.")):
            cover = FaceCover.objects.create(artifact=artifact, asked_at=at, due_at=at)
        note(
            "evidence.cover_asked", artifact, by=by, submission=artifact.submission_id, again=False
        )
    return cover


@transaction.atomic
def cover_again(cover: FaceCover, *, by: Actor) -> None:
    """Have it made anew by the plan, with what was drawn and pressed. Raises PermissionDenied, WrongState."""
    _changing(cover, by=by)
    at = now()
    facts = {"due_at": at, "asked_at": at, "turns": 0, "progress": 0, "failure": ""}
    move(cover, to=CoverState.ASKED, field="state", **facts)
    artifact = cover.artifact
    note("evidence.cover_asked", artifact, by=by, submission=artifact.submission_id, again=True)


@transaction.atomic
def draw_box(
    cover: FaceCover,
    *,
    first: float,
    last: float,
    box: tuple[float, float, float, float],
    by: Actor,
) -> None:
    """Cover a box from one second to another; left, top, width and height in percent of the picture.

    Raises PermissionDenied, WrongState (not to be looked at), BadInput.
    """
    _changing(cover, by=by)
    left, top, width, height = box
    faults = {}
    if not 0 <= first <= last:
        faults["last"] = _("The last second comes after the first.")
    if not (0 <= left < 100 and width > 0 and left + width <= 100.5):
        faults["width"] = _("Left and width together are at most 100 percent.")
    if not (0 <= top < 100 and height > 0 and top + height <= 100.5):
        faults["height"] = _("Top and height together are at most 100 percent.")
    if faults:
        raise BadInput(_("This box is not in the picture."), fields=faults)
    if len(cover.boxes) >= MOST_BOXES:
        raise BadInput(_("There are too many boxes. Cover the whole picture instead."))
    _change(cover, "box", boxes=[*cover.boxes, [first, last, left, top, width, height]], by=by)


@transaction.atomic
def remove_box(cover: FaceCover, place: int, *, by: Actor) -> None:
    """Take a box of one's own away, by its place from 0; one that is gone is let be."""
    _changing(cover, by=by)
    if 0 <= place < len(cover.boxes):
        boxes = [box for n, box in enumerate(cover.boxes) if n != place]
        _change(cover, "box-removed", boxes=boxes, by=by)


def keep_clear(cover: FaceCover, *, second: float, x: float, y: float, by: Actor) -> None:
    """Leave the face clear that is at this point (in percent) at this second, as long as it surely is the same.

    Raises PermissionDenied, WrongState, BadInput where there is no face, or where it could be taken for another.
    """
    if not policy.can_write(by, cover.artifact.submission):
        raise PermissionDenied
    plan = plan_of(cover)  # outside of the transaction: it lies in the storage
    is_there = plan is not None and second >= 0 and plan.keep_clear(x, y, second)
    with transaction.atomic():
        _changing(cover, by=by)
        if len(cover.kept) >= MOST_KEPT:
            raise BadInput(_("Too many faces were pressed."))
        if not is_there:
            raise BadInput(
                _(
                    "No face can be kept clear there: none was found at this moment, or two are so close that one could"
                    " be taken for the other. Try another moment."
                )
            )
        _change(cover, "kept-clear", kept=[*cover.kept, [second, x, y]], by=by)


@transaction.atomic
def cover_kept(cover: FaceCover, place: int, *, by: Actor) -> None:
    """Cover a face again that was to be kept clear, by its place from 0; one that is gone is let be."""
    _changing(cover, by=by)
    if 0 <= place < len(cover.kept):
        kept = [one for n, one in enumerate(cover.kept) if n != place]
        _change(cover, "kept-covered", kept=kept, by=by)


@transaction.atomic
def cover_whole(cover: FaceCover, is_whole: bool, *, by: Actor) -> None:
    """Cover the whole picture, or only faces and boxes."""
    _changing(cover, by=by)
    if cover.is_whole != is_whole:
        _change(cover, "whole" if is_whole else "not-whole", is_whole=is_whole, by=by)


def confirm_cover(cover: FaceCover, *, by: Actor) -> None:
    """The covered film takes the clip's place for good: its bytes, its copies, its picture. Its learner alone may.

    From then on the original is shown to no one, and its bytes are deleted (`drop_replaced`). Raises PermissionDenied,
    WrongState (not to be looked at, changed since, on hold), BadInput where the covered film is not as it was made.
    """
    film = copy_of(cover.artifact, CopyKind.COVERED)
    if film is not None and not stands(
        film.storage_key, size_bytes=film.size_bytes, sha256=film.sha256
    ):
        raise BadInput(_("The covered film is not stored as it was made. Have it covered again."))
    with transaction.atomic():
        _changing(cover, by=by)
        if cover.is_changed:
            raise WrongState(
                _("You changed the cover since the film was made. Have it covered again first.")
            )
        artifact = cover.artifact
        wait_for(artifact)
        artifact.refresh_from_db()
        if artifact.removed_at is not None:
            raise WrongState(_("This file is not there, so it cannot be covered."))
        _refuse_held(artifact)
        move(cover, to=CoverState.CONFIRMED, field="state", ended_at=now(), boxes=[], kept=[])
        film = copy_of(artifact, CopyKind.COVERED)
        if film is None:
            raise WrongState(_("There is no covered film yet."))
        before = artifact.sha256
        _take_the_place(artifact, film)
        ask_for_examination(artifact)
        facts = {
            "before": before,
            "sha256": artifact.sha256,
            "faces": cover.faces,
            "is_whole": cover.is_whole,
        }
        note(
            "evidence.cover_confirmed", artifact, by=by, submission=artifact.submission_id, **facts
        )


@transaction.atomic
def leave_cover(cover: FaceCover, *, by: Actor) -> None:
    """Go on with the clip as it is: nothing of the cover is kept. Raises PermissionDenied, WrongState."""
    _changing(cover, by=by)
    facts = {"ended_at": now(), "worker": "", "leased_until": None, "boxes": [], "kept": []}
    move(cover, to=CoverState.LEFT, field="state", **facts)
    artifact = cover.artifact
    set_aside(artifact, CopyKind.PLAN, CopyKind.COVERED, CopyKind.STILL)
    note("evidence.cover_left", artifact, by=by, submission=artifact.submission_id)


def _take_the_place(artifact: Artifact, film: FileCopy) -> None:
    poster = copy_of(artifact, CopyKind.STILL, 2) or copy_of(artifact, CopyKind.STILL, 1)
    FileCopy.objects.filter(pk=film.pk).delete()
    set_aside(artifact, *(kind for kind in CopyKind if kind != CopyKind.REPLACED))
    FileCopy.objects.create(
        artifact=artifact,
        step_id=artifact.step_id,
        kind=CopyKind.REPLACED,
        position=next_place(artifact),
        name=ORIGINAL,
        storage_key=artifact.storage_key,
        sha256=artifact.sha256,
        size_bytes=artifact.size_bytes,
        media_type=artifact.media_type,
        made_at=now(),
    )
    if poster is not None:
        shown = poster.of(artifact)
        shown.kind, shown.position, shown.name = CopyKind.POSTER, 0, "poster.jpg"
        shown.save()
    artifact.storage_key, artifact.sha256 = film.storage_key, film.sha256
    artifact.size_bytes, artifact.media_type = film.size_bytes, film.media_type
    artifact.name = str(Path(artifact.name).with_suffix(".mp4"))[-255:]
    fields = ("storage_key", "sha256", "size_bytes", "media_type", "name")
    artifact.save(update_fields=fields)


def _changing(cover: FaceCover, *, by: Actor) -> None:
    """May they, is it a draft; the cover as it is now. Call inside a transaction."""
    changing(cover.artifact.submission, by=by)
    wait_for(cover)
    cover.refresh_from_db(fields=_FRESH)


def _change(cover: FaceCover, what: str, *, by: Actor, **facts: object) -> None:
    if cover.state != CoverState.REVIEW:
        raise WrongState(_("The cover can be changed when it has been made. Wait until then."))
    for name, value in facts.items():
        setattr(cover, name, value)
    cover.is_changed = True
    cover.save(update_fields=[*facts, "is_changed"])
    artifact = cover.artifact
    note("evidence.cover_changed", artifact, by=by, submission=artifact.submission_id, what=what)


def _refuse_held(artifact: Artifact) -> None:
    if Hold.objects.filter(artifact=artifact, lifted_at__isnull=True).exists():
        raise WrongState(_("This file is on hold, so it stays as it is until the hold is lifted."))
