"""tus 1.0.0 over HTTP: creation, offset, parts, termination, expiration, checksum (tus.io/protocols)."""

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.evidence import actions
from assay.evidence.actions.uploading import KEPT_DAYS, PART_BYTES
from assay.evidence.models import Upload
from assay.evidence.views.finding import mine
from assay.lib.body_limits import MB, file_of, lying, takes
from assay.lib.errors import BadInput, Refusal, TooLarge
from assay.lib.http import problem
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest

VERSION, ALGORITHMS = "1.0.0", ("sha256", "sha1", "md5")
View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Every answer speaks tus; refusals are problem JSON; another version of the protocol is told which one is ours."""

    @wraps(view)
    def answer(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse(status=412)
            response.headers["Tus-Version"] = VERSION
        else:
            try:
                response = view(request, *args, **kwargs)
            except Refusal as e:
                response = problem(e)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@login_required
@require_http_methods(["POST", "OPTIONS"])
@_tus
def uploads(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """Creation: `Upload-Length` and the file's name in `Upload-Metadata`; 201 with the upload's address."""
    found = mine(request.user, pk)
    if request.method == "OPTIONS":
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,termination,expiration,checksum",
                "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
            },
        )
    length = request.headers.get("Upload-Length", "")
    if whole_number(length) is None or len(length) > 15:
        raise BadInput(_("The size of the file is missing."))
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = actions.begin_upload(
        found,
        step_id,
        name=said.get("filename", "file"),
        size_bytes=int(length),
        fingerprint=said.get("fingerprint", ""),
        by=request.user,
    )
    response = _standing(upload, 201)
    response.headers["Location"] = reverse("evidence:upload", args=(upload.token,))
    return response


@takes(file_of(PART_BYTES + MB, lane="uploads", signed_in=True, always=True, keeps=True))
@login_required
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@_tus
def upload(request: SignedInRequest, token: str) -> HttpResponse:
    """Where it stands, one more part, or giving it up. 404 for strangers, 410 once it has expired."""
    rows = Upload.objects.filter(submission__start__person=request.user)
    found = get_object_or_404(
        rows.select_related("submission__start__person", "submission__version", "artifact"),
        token=token,
    )
    if request.method == "HEAD":
        return _standing(found, 200)
    if request.method == "DELETE":
        actions.terminate(found, by=request.user)
        return HttpResponse(status=204)
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415)
    offset = whole_number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise BadInput(_("The place in the file is missing."))
    size = whole_number(request.headers.get("Content-Length")) or 0
    if size > PART_BYTES:
        raise TooLarge(_("This part is larger than %(n)s MB.") % {"n": PART_BYTES // MB})
    pieces = _pieces(request, size)
    actions.append(found, pieces, offset=offset, checksum=_checksum(request), by=request.user)
    return _standing(found, 204)


def _standing(upload: Upload, status: int) -> HttpResponse:
    """Where an upload stands; one that has finished names its artifact, also to whoever lost the answer that did."""
    expires = upload.touched_at + timedelta(days=KEPT_DAYS)
    response = HttpResponse(
        status=status,
        headers={
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.size_bytes),
            "Upload-Expires": http_date(expires.timestamp()),
        },
    )
    if upload.artifact_id is not None:
        response.headers["Upload-Artifact"] = str(upload.artifact_id)
    return response


def _pieces(request: SignedInRequest, size: int) -> Iterator[bytes | memoryview]:
    """The part, a megabyte at a time. What an interrupted client sent ends it early."""
    body = lying(request.META["wsgi.input"], size)
    if body is None:
        while read := request.read(MB):
            yield bytes(read)
        return
    with body:
        for at in range(0, size, MB):
            with body[at : at + MB] as piece:
                yield piece


def _metadata(header: str) -> dict[str, str]:
    """`key base64, key base64` as text. What cannot be read is left out."""
    found = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except ValueError:  # no base64, no UTF-8, or letters that base64 has not
            continue
    return found


def _checksum(request: SignedInRequest) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum", "")
    if not header:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadInput(_("This checksum is of an unknown kind."))
    try:
        return algorithm, base64.b64decode(value, validate=True)
    except ValueError as e:
        raise BadInput(_("This checksum cannot be read.")) from e
