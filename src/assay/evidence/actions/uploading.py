"""Files in parts (tus 1.0): begun, appended, finished or given up; from any tab, device or process."""

import hashlib
import time
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.actions.artifacts import add_file, may_add
from assay.evidence.files import partials
from assay.evidence.files.intake import refuse_format, refuse_size
from assay.evidence.files.names import clean_name
from assay.evidence.files.storage import folder_of
from assay.evidence.models import Artifact, Submission, Upload
from assay.evidence.quota import refuse_full_disk, refuse_without_room
from assay.lib.clock import now
from assay.lib.errors import Gone, NoRoom, NotKept, Refusal, Stale, TooLarge, TooMany
from assay.lib.files import whole_files
from assay.lib.ids import token
from assay.people.models import Actor

PART_BYTES = 8 * 1024 * 1024
KEPT_DAYS = 7
MAX_UNDER_WAY = 10
_A_DAY = 24 * 60 * 60


class Mismatch(Refusal):
    """The part arrived altered (its checksum differs); send it again. The status is tus's own."""

    status = 460
    code = "checksum-mismatch"


def begin_upload(
    submission: Submission,
    step_id: str,
    *,
    name: str,
    size_bytes: int,
    fingerprint: str = "",
    by: Actor,
) -> Upload:
    """Announce a file. Size, extension and room are refused here, before a byte is sent.

    `fingerprint` is the client's own mark of the file, by which it knows it again. Raises as `add_file`; TooMany.
    """
    limits = may_add(submission, step_id, by=by)
    name = clean_name(name)
    refuse_size(size_bytes, name, limits)
    refuse_format(name, limits)
    refuse_full_disk(size_bytes)
    with transaction.atomic():
        # Who announces at the same moment waits here, so what is counted is what there is.
        Submission.objects.select_for_update().get(pk=submission.pk)
        refuse_without_room(size_bytes, by=submission.start.person)
        under_way = Upload.objects.filter(submission=submission, finished_at__isnull=True)
        if (
            under_way.filter(touched_at__gt=now() - timedelta(days=KEPT_DAYS)).count()
            >= MAX_UNDER_WAY
        ):
            raise TooMany(_("Ten files are on their way already. Let some arrive, or remove them."))
        return Upload.objects.create(
            submission=submission,
            step_id=step_id,
            token=token(),
            name=name,
            size_bytes=size_bytes,
            fingerprint=fingerprint[:64],
            begun_at=now(),
            touched_at=now(),
        )


def append(
    upload: Upload,
    body: bytes | Iterable[partials.Piece],
    *,
    offset: int,
    checksum: tuple[str, bytes] | None = None,
    by: Actor,
) -> Artifact | None:
    """Add one part, in pieces as they come; the artifact, once the last one is there.

    Nothing of the body is read inside a transaction, and the row counts a part only when it is on the disk. An upload
    that has finished answers with its artifact, whatever is sent. Raises PermissionDenied, Stale where the offset is
    another or somebody else is at it, Mismatch, TooLarge, NoRoom, Gone when it has expired, and for the last part
    whatever `add_file` raises; a file that is refused is dropped.
    """
    _may(upload, by)
    if upload.is_finished:
        partials.drop(upload.token)  # left where a process died between the row and this
        return _became(upload)
    _refuse_elsewhere(upload, offset)
    if upload.offset < upload.size_bytes:
        _take_in(upload, (body,) if isinstance(body, bytes) else body, offset, checksum)
    return _finish(upload, by=by) if upload.offset == upload.size_bytes else None


def _take_in(
    upload: Upload,
    body: Iterable[partials.Piece],
    offset: int,
    checksum: tuple[str, bytes] | None,
) -> None:
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum is not None else None
    with partials.door(upload.token) as behind:
        _reread(upload, behind)
        _refuse_elsewhere(upload, offset)
        hand = behind.take(offset)
    try:
        for piece in body:
            if hand.at + len(piece) > min(offset + PART_BYTES, upload.size_bytes):
                raise TooLarge(_("More was sent than was announced."))
            hand.write(piece, *(() if digest is None else (digest.update,)))
        if digest is not None and checksum is not None and digest.digest() != checksum[1]:
            raise Mismatch(_("A part arrived altered. It is sent again."))
        with hand.behind_the_door() as behind:
            behind.flush(named=offset == 0)
            _count(upload, offset, hand.at)
            hand.hash_on(behind)
    finally:
        hand.let_go()


def _count(upload: Upload, offset: int, reached: int) -> None:
    rows = Upload.objects.filter(pk=upload.pk, offset=offset, finished_at__isnull=True)
    if rows.update(offset=reached, touched_at=now()) != 1:
        raise partials.Busy
    upload.offset = reached


def _reread(upload: Upload, behind: partials.Door) -> None:
    """The row as it is now, and no further than the file: one that lost bytes goes on from those it has."""
    fresh = Upload.objects.filter(pk=upload.pk).values_list("offset", "finished_at").first()
    if fresh is None:
        partials.drop(upload.token)
        raise Gone(_("This upload was canceled. Choose the file again."))
    upload.offset, upload.finished_at = fresh
    if behind.size < upload.offset and not upload.is_finished:
        _count(upload, upload.offset, behind.size)
        raise Stale(_("A part of this file was lost on the way. It continues from what is there."))


def _refuse_elsewhere(upload: Upload, offset: int) -> None:
    if offset != upload.offset or upload.is_finished:
        raise partials.Busy


def _finish(upload: Upload, *, by: Actor) -> Artifact:
    """Keep a file whose bytes are all there. One at a time; whoever comes second gets the artifact of the first."""
    with partials.door(upload.token) as behind:
        upload.refresh_from_db(fields=("finished_at", "artifact", "offset"))
        if not upload.is_finished:
            _reread(upload, behind)
            with partials.arrival(behind) as whole:
                _add(upload, whole, by=by)
        partials.drop(upload.token)
    return _became(upload)


def _became(upload: Upload) -> Artifact:
    if upload.artifact is None:
        raise Gone(_("This file arrived and was deleted since."))
    return upload.artifact


def _add(upload: Upload, whole: partials.Arrival, *, by: Actor) -> None:
    try:
        add_file(upload.submission, upload.step_id, whole, name=upload.name, by=by, upload=upload)
    except (NoRoom, NotKept):
        raise  # all of it is here and stays; the client asks again
    except Refusal:
        terminate(upload, by=by)
        raise


def terminate(upload: Upload, *, by: Actor) -> None:
    """Give a file up and delete its parts."""
    if not policy.can_write(by, upload.submission):
        raise PermissionDenied
    Upload.objects.filter(pk=upload.pk).delete()
    partials.drop(upload.token)


def finish_uploads() -> int:
    """Keep the files of which every byte came and nobody waited for the end (repeating work). Returns how many."""
    before = now() - timedelta(minutes=10)
    rows = Upload.objects.filter(
        finished_at__isnull=True, offset=F("size_bytes"), touched_at__lt=before
    )
    done = 0
    for upload in rows.select_related("submission__start__person", "submission__version")[:50]:
        try:
            _finish(upload, by=upload.submission.start.person)
            done += 1
        except Refusal:
            continue  # its learner is told when they come back to it, or it expires
    return done


def expire_uploads() -> int:
    """Delete what nobody has gone on with for a week (repeating work), and what killed runs left. Returns how many."""
    old = list(Upload.objects.filter(touched_at__lt=now() - timedelta(days=KEPT_DAYS))[:500])
    gone = Upload.objects.filter(pk__in=[upload.pk for upload in old]).delete()[0]
    for upload in old:
        partials.drop(upload.token)
    _sweep()
    return gone


def _sweep() -> None:
    """Files of uploads that are over, and passing names, once they are a day old."""
    lying = partials.standing()
    under_way = Upload.objects.filter(token__in=lying, finished_at__isnull=True)
    for left in set(lying) - set(under_way.values_list("token", flat=True)):
        if partials.touched_at(left) < time.time() - _A_DAY:
            partials.drop(left)
    kept = folder_of()
    if kept is not None:
        whole_files.sweep(kept)


def _may(upload: Upload, by: Actor) -> None:
    if not policy.can_write(by, upload.submission):
        raise PermissionDenied
    if not upload.is_finished and upload.touched_at < now() - timedelta(days=KEPT_DAYS):
        raise Gone(
            _(
                "This upload has waited for more than a week and was dropped. Please choose the file again."
            )
        )
