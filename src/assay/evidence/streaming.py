"""Sending a file to somebody who may see it: streamed, in ranges, never as a page of our own.

The caller has asked its policy. Recordings and pictures play in place under a policy that lets nothing run; everything
else is a download. Whoever is not the learner leaves a line in the record (product principle 7).
"""

import logging
import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase  # noqa: TID251 (this module is the room's one way of sending files, shared by two rooms' views)
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from assay.evidence.actions import log_opening
from assay.evidence.files.storage import reading, size_of, stands
from assay.evidence.models import Artifact, StoredFile
from assay.lib.errors import Gone
from assay.lib.http import FilePieces

_log = logging.getLogger(__name__)
INLINE = frozenset(
    {
        "video/mp4",
        "video/quicktime",
        "audio/mp4",
        "audio/mpeg",
        "audio/wav",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    }
)


def stream(artifact: Artifact, request: HttpRequest, *, attach: bool = False) -> HttpResponseBase:
    """The bytes of an artifact, as `stream_file`; whoever is not its learner leaves a line in the record.

    `attach`: a download whatever it is, for strangers to whom its learner shows it; they have no name to be noted.
    """
    user = request.user

    def opened(from_the_start: bool) -> None:
        if user.is_authenticated and user.pk != artifact.submission.start.person_id:
            # A player asks for many ranges of one recording: its beginning is an opening, and so is any first look.
            log_opening(artifact, again=from_the_start, by=user)

    return stream_file(artifact, request, attach=attach, opened=opened)


def stream_file(
    artifact: StoredFile,
    request: HttpRequest,
    *,
    attach: bool = False,
    opened: Callable[[bool], None] | None = None,
) -> HttpResponseBase:
    """The bytes of a file, whole or the one range asked for (RFC 9110 §14). Raises Http404 if they are gone.

    Bytes that are not what was kept are shown to nobody: raises Gone. `opened` hears of each look, and whether it was
    at the beginning.
    """
    if not artifact.storage_key or (
        artifact.damaged_at is None and size_of(artifact.storage_key) is None
    ):
        raise Http404
    if artifact.damaged_at is not None or not stands(
        artifact.storage_key, size_bytes=artifact.size_bytes, sha256=artifact.sha256
    ):
        _log.error("Artifact %s is not what its row says; see `assay evidence check`", artifact.pk)
        raise Gone(
            _(
                "This file is not stored as it arrived, so it is not shown. The people who run this site can see why."
            )
        )
    size = artifact.size_bytes
    span = _span(request.headers.get("Range", ""), size)
    if span is None:
        answer: HttpResponseBase = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return _guarded(answer, artifact, attach)
    first, last = span
    if opened is not None:
        opened(first == 0)
    whole = first == 0 and last == size - 1 and "Range" not in request.headers
    if request.method == "HEAD":
        answer = HttpResponse(status=200 if whole else 206)
    else:
        answer = FilePieces(
            reading(artifact.storage_key, first, last), status=200 if whole else 206
        )
    if not whole:
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer.headers["Content-Length"] = str(last - first + 1)
    return _guarded(answer, artifact, attach)


def _guarded(answer: HttpResponseBase, artifact: StoredFile, attach: bool) -> HttpResponseBase:
    inline = artifact.media_type in INLINE and not attach
    answer.headers["Content-Type"] = artifact.media_type if inline else "application/octet-stream"
    answer.headers["Content-Disposition"] = content_disposition_header(
        not inline, artifact.name
    ) or iri_to_uri("attachment")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["ETag"] = f'"{artifact.sha256}"'
    return answer


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for. No header, or one of another shape, means everything; None cannot be met."""
    found = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", header.strip())
    if found is None or not any(found.groups()):
        return 0, max(size - 1, 0)
    first, last = found.groups()
    if not first:
        length = int(last)
        return (max(size - length, 0), size - 1) if length and size else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None
