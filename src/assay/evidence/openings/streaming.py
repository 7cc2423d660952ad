"""Sending a file to somebody who may see it: streamed, in ranges, never as a page of our own.

The caller has asked its policy. Recordings and pictures play in place under a policy that lets nothing run; a document
of which there are pictures is shown as those; everything else is a download. Whoever is not the learner comes by a
signed link, sees their own name over it, and leaves a line in the record (product principle 7).
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase  # noqa: TID251 (this module is the room's one way of sending files, shared by two rooms' views)
from django.shortcuts import render  # noqa: TID251 (as above)
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from assay.evidence.actions import log_opening
from assay.evidence.copies import (
    copies_of,
    copy_of,
    is_being_covered,
    is_hidden_from_all,
    playable,
)
from assay.evidence.files.storage import reading, size_of, stands
from assay.evidence.models import Artifact, ArtifactKind, CopyKind, StoredFile
from assay.evidence.openings import signed_links
from assay.evidence.openings.document_text import pages_in_words
from assay.evidence.openings.looks import Look
from assay.lib.errors import Gone
from assay.lib.http import FilePieces
from assay.people.http import SignedInRequest

_log = logging.getLogger(__name__)
_PICTURES = (CopyKind.POSTER, CopyKind.PAGE)
#: How an address of a file is asked for: POST makes a new link to it (`signed_links`).
LINKED = ["GET", "HEAD", "POST"]
# Grounds on which a page is open to visitors, too, who have no session: what its learner shows in public.
_PUBLIC = ("example", "badge")
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


def stream(
    artifact: Artifact, request: HttpRequest, *, ground: str, attach: bool = False
) -> HttpResponseBase:
    """The bytes of an artifact; whoever is not its learner leaves a line in the record.

    `ground`: why it is open to them, of `listing.GROUNDS`.
    `attach`: a download whatever it is, for strangers to whom its learner shows it; they have no name to be noted.
    """
    user = request.user
    is_own = user.pk == artifact.submission.start.person_id
    if not is_own and is_being_covered(artifact):
        raise Http404
    guarded = not is_own and ground not in _PUBLIC
    if guarded:
        instead = signed_links.in_place_of(request, seconds=artifact.duration_seconds)
        if instead is not None:
            return instead
    kind = request.GET.get("copy", "")
    numbers = page_numbers(artifact) if guarded and kind not in _PICTURES else range(0)
    if numbers and kind == "text" and user.is_authenticated:
        log_opening(artifact, ground=ground, look=Look.READ, again=False, by=user)
        pages = pages_in_words(artifact)
        return _page(request, "evidence/shown_text.html", artifact, pages=pages)
    shown = _shown(artifact, request, is_own=is_own)
    look = _look(shown, kind)
    if numbers or (guarded and look != Look.DOWNLOADED and _is_alone(request)):
        return _around(artifact, request, look, numbers)

    def opened(from_the_start: bool) -> None:
        if user.is_authenticated and not is_own:
            # A player asks for many ranges of one recording: its beginning is an opening, and so is any first look.
            again = from_the_start and look in (Look.PLAYED, Look.DOWNLOADED)
            log_opening(artifact, ground=ground, look=look, again=again, by=user)

    return _sent(shown, request, attach=attach, opened=opened)


def page_numbers(artifact: Artifact) -> range:
    """The pages of a document where each is there as a picture, from 1; else none, and it is a download. One query."""
    if artifact.is_recording or artifact.is_image:
        return range(0)
    count = copies_of(artifact).filter(kind=CopyKind.PAGE).count()
    return range(1, count + 1 if count >= (artifact.pages or 0) else 1)


def _look(shown: StoredFile, kind: str) -> Look:
    if kind in _PICTURES:
        return Look.STILL if kind == CopyKind.POSTER else Look.PAGES
    return look_at(shown)


def look_at(file: StoredFile) -> Look:
    """What it is to open a file, or a link, itself."""
    if file.kind == ArtifactKind.LINK:
        return Look.FOLLOWED
    if file.is_recording:
        return Look.PLAYED
    return Look.SEEN if file.media_type in INLINE else Look.DOWNLOADED


def _is_alone(request: HttpRequest) -> bool:
    """Whether it would fill a window of its own, without anything over it (Fetch Metadata)."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _around(
    file: StoredFile, request: HttpRequest, look: Look, numbers: range = range(0)
) -> HttpResponse:
    """A page of ours around a file, so that the viewer's name stands over it in a window of its own, too."""
    address = request.get_full_path()
    return _page(
        request,
        "evidence/shown_file.html",
        file,
        address=address,
        seen_as=look,
        page_numbers=numbers,
    )


def _page(request: HttpRequest, name: str, file: StoredFile, **context: Any) -> HttpResponse:
    answer = render(request, name, {"artifact": file, **context})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown(artifact: Artifact, request: HttpRequest, *, is_own: bool) -> StoredFile:
    """Of a recording the copy that plays everywhere, where there is one; `?copy=poster` is its picture.

    `?copy=page&position=2` is the second page of a document.
    `?copy=original` is what its learner gave, for them alone.
    """
    kind = request.GET.get("copy", "")
    if is_own and is_hidden_from_all(artifact):
        raise Gone(
            _(
                "Malware was found in this file, so it is hidden from everyone. Take it out, and add one that you know"
                " is clean."
            )
        )
    if artifact.damaged_at is not None or (kind == "original" and is_own):
        return artifact
    at = request.GET.get("position", "0")
    position = int(at) if re.fullmatch("[0-9]{1,3}", at) else -1
    shown = copy_of(artifact, kind, position) if kind in _PICTURES else playable(artifact)
    if shown is None:
        raise Http404
    if shown is not artifact:
        shown.name = str(Path(artifact.name).with_suffix(Path(shown.name).suffix))
    return shown


def lead_to(artifact: Artifact, request: SignedInRequest, *, ground: str) -> HttpResponse:
    """On to the address of a link, which stands in no page of whoever is not its learner.

    Opening leaves a line in the record, as with a file; the page behind does not hear where the press came from.
    """
    if (instead := signed_links.in_place_of(request, leads_out=True)) is not None:
        return instead
    log_opening(artifact, ground=ground, look=Look.FOLLOWED, by=request.user)
    answer = HttpResponse(status=302, headers={"Location": artifact.url})
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def stream_file(
    file: StoredFile,
    request: HttpRequest,
    *,
    is_own: bool = False,
    opened: Callable[[bool], None] | None = None,
) -> HttpResponseBase:
    """A file that a later room keeps beside evidence, by a signed link but for whose own it is. As `_sent`."""
    if not is_own:
        instead = signed_links.in_place_of(request, seconds=file.duration_seconds)
        if instead is not None:
            return instead
        look = _look(file, "")
        if look != Look.DOWNLOADED and _is_alone(request):
            return _around(file, request, look)
    return _sent(file, request, attach=False, opened=opened)


def _sent(
    artifact: StoredFile,
    request: HttpRequest,
    *,
    attach: bool,
    opened: Callable[[bool], None] | None,
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
