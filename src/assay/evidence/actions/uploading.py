"""Files in parts (tus 1.0): begun, appended, finished or given up; from any tab, device or process."""

import hashlib
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.actions.gathering import add_file, may_add
from assay.evidence.files import parts
from assay.evidence.files.names import clean_name
from assay.evidence.files.receiving import refuse_format, refuse_size
from assay.evidence.models import Artifact, Submission, Upload
from assay.lib.clock import now
from assay.lib.errors import BadInput, Gone, Refusal, Stale, TooLarge, TooMany
from assay.lib.ids import token
from assay.people.models import Person

PART_BYTES = 8 * 1024 * 1024
KEPT_DAYS = 7
MAX_UNDER_WAY = 10


class Mismatch(Refusal):
    """The part arrived altered (its checksum differs); send it again. The status is tus's own."""

    status = 460
    code = "checksum-mismatch"


def begin_upload(submission: Submission, step_id: str, *, name: str, size_bytes: int, by: Person | None) -> Upload:
    """Announce a file. Size and extension are refused here, before a byte is sent. Raises as `add_file`; TooMany."""
    limits = may_add(submission, step_id, by=by)
    name = clean_name(name)
    refuse_size(size_bytes, name, limits)
    refuse_format(name, limits)
    under_way = Upload.objects.filter(submission=submission, finished_at__isnull=True)
    if under_way.filter(touched_at__gt=now() - timedelta(days=KEPT_DAYS)).count() >= MAX_UNDER_WAY:
        raise TooMany(_("Ten files are on their way already. Let some arrive, or remove them."))
    return Upload.objects.create(
        submission=submission, step_id=step_id, token=token(), name=name, size_bytes=size_bytes, begun_at=now(),
        touched_at=now(),
    )  # fmt: skip


def append(
    upload: Upload, body: bytes, *, offset: int, checksum: tuple[str, bytes] | None = None, by: Person | None
) -> Artifact | None:
    """Add one part; the artifact, once the last one is there.

    The row's offset moves only with the part, in one transaction: of two who send the same part one is counted. Raises
    PermissionDenied, Stale where the offset is another, Mismatch, TooLarge, Gone when it has expired, and for the last
    part whatever `add_file` raises; a file that is refused is dropped.
    """
    _may(upload, by)
    if checksum is not None and hashlib.new(checksum[0], body, usedforsecurity=False).digest() != checksum[1]:
        raise Mismatch(_("A part arrived altered. It is sent again."))
    if len(body) > PART_BYTES or offset + len(body) > upload.size_bytes:
        raise TooLarge(_("More was sent than was announced."))
    with transaction.atomic():
        rows = Upload.objects.filter(pk=upload.pk, offset=offset, finished_at__isnull=True)
        if rows.update(offset=offset + len(body), touched_at=now()) != 1:
            raise Stale(_("Another tab or device is sending this file, too. It goes on from where it stands."))
        parts.put(upload.token, offset, body)
    upload.offset = offset + len(body)
    return _finish(upload, by=by) if upload.offset == upload.size_bytes else None


def _finish(upload: Upload, *, by: Person | None) -> Artifact:
    try:
        with parts.joined(upload.token, upload.size_bytes) as whole:
            artifact = add_file(upload.submission, upload.step_id, whole, name=upload.name, by=by)
    except FileNotFoundError as e:
        terminate(upload, by=by)
        raise BadInput(_("A part of this file was lost on the way. Please choose it again.")) from e
    except Refusal:
        terminate(upload, by=by)
        raise
    Upload.objects.filter(pk=upload.pk).update(finished_at=now())
    upload.finished_at = now()
    parts.drop(upload.token)
    return artifact


def terminate(upload: Upload, *, by: Person | None) -> None:
    """Give a file up and delete its parts."""
    if not policy.can_write(by, upload.submission):
        raise PermissionDenied
    Upload.objects.filter(pk=upload.pk).delete()
    parts.drop(upload.token)


def expire_uploads() -> int:
    """Delete what nobody has gone on with for a week (repeating work). Returns how many."""
    old = list(Upload.objects.filter(touched_at__lt=now() - timedelta(days=KEPT_DAYS))[:500])
    for upload in old:
        parts.drop(upload.token)
    return Upload.objects.filter(pk__in=[upload.pk for upload in old]).delete()[0]


def _may(upload: Upload, by: Person | None) -> None:
    if not policy.can_write(by, upload.submission):
        raise PermissionDenied
    if upload.finished_at is None and upload.touched_at < now() - timedelta(days=KEPT_DAYS):
        raise Gone(_("This upload has waited for more than a week and was dropped. Please choose the file again."))
