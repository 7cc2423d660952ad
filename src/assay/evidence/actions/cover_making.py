"""Covering the faces of a clip, by the media process: behind all that is to be examined, by lease, kept in one step."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max, Q

from assay.evidence import faces
from assay.evidence.actions.examining import examine_next
from assay.evidence.actions.stored_bytes import drop_bytes
from assay.evidence.copies import copy_of
from assay.evidence.examining.leases import LEASE, MOST_TURNS, Lost
from assay.evidence.examining.limited_process import NotRun
from assay.evidence.faces.boxes import Box
from assay.evidence.faces.plan import Plan
from assay.evidence.faces.review import frames_to_review, write_stills
from assay.evidence.faces.running import run_program
from assay.evidence.files.storage import keep, path_of, reading, storage
from assay.evidence.models import (
    Artifact,
    CopyKind,
    CoverState,
    Examination,
    FaceCover,
    FileCopy,
    StoredFile,
)
from assay.lib.clock import now
from assay.lib.errors import Refusal
from assay.lib.files.whole_files import hash_of, make_folder
from assay.lib.ids import token
from assay.record.actions import note
from assay.record.models import MACHINE

_log = logging.getLogger(__name__)
_BETWEEN_REPORTS = 2.0
_LATER = timedelta(seconds=15)
NOT_CONVERTED, NOT_RUN, GAVE_UP, GONE = "not-converted", "not-run", "gave-up", "gone"
ORIGINAL = "original"  # name of the row that keeps what a clip was before its cover
OF_A_COVER = (CopyKind.COVERED, CopyKind.STILL)


def cover_next() -> bool:
    """Take the next cover and make it; whether there was one. Nothing of it is shown to anyone but its learner.

    What is to be examined meanwhile goes first: the program that covers has the lowest priority and runs on.
    """
    if not faces.is_here():
        return False
    cover = _take_next()
    if cover is None:
        return False
    try:
        with _folder(cover) as folder:
            _make(cover, folder)
    except Lost:
        _log.warning("Cover %s is another's by now", cover.pk)
    except NotRun as e:
        _log.warning("Cover %s was not made: %s", cover.pk, e)
        _fail(cover, NOT_RUN)
    except (KeyboardInterrupt, SystemExit):
        _put_back(cover, now())
        raise
    return True


def drop_replaced(most: int = 200) -> int:
    """Delete the bytes of originals and copies that a confirmed cover took the place of; how many are gone.

    They are shown to no one from the moment of the confirmation. Bytes that came within a day are left until the day
    is over, and those under a hold until it is lifted.
    """
    rows = FileCopy.objects.filter(kind=CopyKind.REPLACED).select_related("artifact")
    held = Q(artifact__holds__lifted_at__isnull=True, artifact__holds__isnull=False)
    gone = 0
    for copy in rows.exclude(held).order_by("pk")[:most]:
        if not drop_bytes(copy):
            continue
        with transaction.atomic():
            if FileCopy.objects.filter(pk=copy.pk).delete()[0]:
                gone += 1
                if copy.sha256 and copy.name == ORIGINAL:
                    submission = copy.artifact.submission_id
                    facts = {"sha256": copy.sha256, "size_bytes": copy.size_bytes}
                    note(
                        "evidence.cover_original_deleted",
                        copy.artifact,
                        by=MACHINE,
                        submission=submission,
                        **facts,
                    )
    return gone


def set_aside(artifact: Artifact, *kinds: CopyKind) -> None:
    """Copies of these kinds are shown no more, and deleted later. In the caller's transaction."""
    place = next_place(artifact)
    for copy in FileCopy.objects.filter(artifact=artifact, kind__in=kinds):
        FileCopy.objects.filter(pk=copy.pk).update(kind=CopyKind.REPLACED, position=place)
        place += 1


def next_place(artifact: Artifact) -> int:
    rows = FileCopy.objects.filter(artifact=artifact, kind=CopyKind.REPLACED)
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1


def plan_of(cover: FaceCover) -> Plan | None:
    """What was found, with what its learner drew and pressed; None where nothing was looked for yet."""
    row = copy_of(cover.artifact, CopyKind.PLAN)
    if row is None:
        return None
    text = b"".join(reading(row.storage_key, 0, row.size_bytes - 1)).decode()
    return with_changes(Plan.from_json(text), cover)


def with_changes(plan: Plan, cover: FaceCover) -> Plan:
    for first, last, *box in cover.boxes:
        plan.draw(Box(*box), first, last)
    for second, x, y in cover.kept:
        plan.keep_clear(x, y, second)
    plan.is_whole = cover.is_whole
    return plan


def _take_next() -> FaceCover | None:
    at = now()
    free = Q(state=CoverState.ASKED) | Q(state=CoverState.MAKING, leased_until__lt=at)
    due = FaceCover.objects.filter(free, due_at__lte=at).order_by("due_at", "pk")
    for pk, turns in list(due.values_list("pk", "turns")[:20]):
        if turns >= MOST_TURNS:
            given_up = {
                "state": CoverState.FAILED,
                "failure": GAVE_UP,
                "worker": "",
                "leased_until": None,
            }
            due.filter(pk=pk).update(**given_up)
            continue
        lease = {"worker": token(), "leased_until": at + LEASE, "turns": F("turns") + 1}
        if due.filter(pk=pk).update(state=CoverState.MAKING, progress=0, **lease) == 1:
            return FaceCover.objects.select_related("artifact").get(pk=pk)
    return None


def _make(cover: FaceCover, folder: Path) -> None:
    artifact = cover.artifact
    if artifact.deleted_at is not None:
        _fail(cover, GONE)
        return
    source = copy_of(artifact, CopyKind.STREAMING)
    if source is None and not _is_ready_itself(artifact):
        if Examination.objects.open().filter(sha256=artifact.sha256).exists():
            _put_back(cover, now() + _LATER)
        else:
            _fail(cover, NOT_CONVERTED)
        return
    film = _beside(source or artifact, folder)
    seconds = (source or artifact).duration_seconds or artifact.duration_seconds or 60
    plan_file, covered = folder / "plan.json", folder / "covered.mp4"
    found = copy_of(artifact, CopyKind.PLAN)
    if found is None:
        run_program(["find", str(film), str(plan_file)], folder, seconds, _telling(cover, 0, 55))
        _keep_plan(cover, plan_file)
    else:
        plan_file.write_bytes(b"".join(reading(found.storage_key, 0, found.size_bytes - 1)))
    plan = with_changes(Plan.from_json(plan_file.read_text()), cover)
    plan_file.write_text(plan.to_json())
    arguments = ["cover", str(film), str(plan_file), str(covered)]
    run_program(arguments, folder, seconds, _telling(cover, 55, 40))
    frames = frames_to_review(plan)
    pictures = write_stills(covered, plan, [frame for frame, _is in frames], folder)
    rate = Fraction(plan.rate)
    stills = [(round(float(frame / rate), 2), doubt) for frame, doubt in frames[: len(pictures)]]
    _end(cover, covered, pictures, stills, len(plan.tracks), seconds)


def _is_ready_itself(artifact: Artifact) -> bool:
    """A clip that was covered before plays as it is: upright, 720p, mp4."""
    before = FaceCover.objects.filter(artifact=artifact, state=CoverState.CONFIRMED)
    return artifact.media_type == "video/mp4" and before.exists()


def _end(
    cover: FaceCover,
    film: Path,
    pictures: list[Path],
    stills: list[tuple[float, bool]],
    faces_found: int,
    seconds: int,
) -> None:
    try:
        made = [_kept(cover.artifact, CopyKind.COVERED, film, "video/mp4")]
        for n, path in enumerate(pictures, start=1):
            made.append(_kept(cover.artifact, CopyKind.STILL, path, "image/jpeg", n))
    except Refusal as e:  # the disk is full, or the bucket away: another time
        _log.warning("Cover %s was not kept: %s", cover.pk, e)
        _put_back(cover, now() + LEASE)
        return
    made[0].duration_seconds = seconds
    with transaction.atomic():
        facts: dict[str, Any] = {"worker": "", "leased_until": None, "progress": 100, "turns": 0}
        facts["made_at"] = now()
        facts |= {"stills": stills, "faces": faces_found, "is_changed": False, "failure": ""}
        if _mine(cover).update(state=CoverState.REVIEW, **facts) != 1:
            raise Lost
        set_aside(cover.artifact, *OF_A_COVER)
        FileCopy.objects.bulk_create(made)
        submission = cover.artifact.submission_id
        note(
            "evidence.cover_made",
            cover.artifact,
            by=MACHINE,
            submission=submission,
            faces=faces_found,
        )


def _keep_plan(cover: FaceCover, path: Path) -> None:
    row = _kept(cover.artifact, CopyKind.PLAN, path, "application/json")
    with transaction.atomic():
        if not _mine(cover).exists():
            raise Lost
        set_aside(cover.artifact, CopyKind.PLAN)
        row.save()


def _kept(
    artifact: Artifact, kind: CopyKind, path: Path, media_type: str, position: int = 0
) -> FileCopy:
    sha256, size = hash_of(path), path.stat().st_size
    with path.open("rb") as content:
        key = keep(content, sha256)
    return FileCopy(
        artifact=artifact,
        step_id=artifact.step_id,
        kind=kind,
        position=position,
        name=path.name,
        storage_key=key,
        sha256=sha256,
        size_bytes=size,
        media_type=media_type,
        made_at=now(),
    )


def _telling(cover: FaceCover, done: int, share: int) -> Callable[[str, int], None]:
    last = monotonic()

    def tell(_act: str, percent: int) -> None:
        nonlocal last
        if monotonic() - last < _BETWEEN_REPORTS:
            return
        _keep_lease(cover, done + percent * share // 100)
        while examine_next():
            _keep_lease(cover, done + percent * share // 100)
        last = monotonic()

    return tell


def _keep_lease(cover: FaceCover, progress: int) -> None:
    if _mine(cover).update(progress=min(progress, 99), leased_until=now() + LEASE) != 1:
        raise Lost


def _put_back(cover: FaceCover, until: object) -> None:
    facts = {"worker": "", "leased_until": None, "progress": 0, "turns": 0, "due_at": until}
    _mine(cover).update(state=CoverState.ASKED, **facts)


@transaction.atomic
def _fail(cover: FaceCover, why: str) -> None:
    facts = {"worker": "", "leased_until": None, "progress": 0, "failure": why}
    if _mine(cover).update(state=CoverState.FAILED, **facts) == 1:
        submission = cover.artifact.submission_id
        note(
            "evidence.cover_failed", cover.artifact, by=MACHINE, submission=submission, failure=why
        )


def _mine(cover: FaceCover) -> models.QuerySet[FaceCover]:
    return FaceCover.objects.filter(pk=cover.pk, state=CoverState.MAKING, worker=cover.worker)


def _beside(row: StoredFile, folder: Path) -> Path:
    path = path_of(storage(), row.storage_key)
    if path is not None:
        return path
    brought = folder / "film"
    with brought.open("wb") as file:
        file.writelines(reading(row.storage_key, 0, row.size_bytes - 1))
    return brought


@contextmanager
def _folder(cover: FaceCover) -> Iterator[Path]:
    folder = Path(settings.VAR) / "media" / f"cover-{cover.pk}"
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
