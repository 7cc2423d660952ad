"""The earner's page of a case about their badge: what is said, until when they answer, what came of it."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials import actions, grounds
from assay.credentials.awarding.actions.case_files import MOST_FILES, MOST_MB, limits
from assay.credentials.awarding.actions.cases import MOST_WORDS
from assay.credentials.models import CaseStatus, RevocationCase
from assay.evidence.openings.streaming import stream_file
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.clock import today
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import wants_json
from assay.people.http import SignedInRequest
from assay.program.policies import RetentionPolicy, in_force

#: What one sending may carry: all the files there may be, and the words.
_BODY = file_of(MOST_FILES * MOST_MB * MB + MB, lane="uploads", signed_in=True)


@takes(_BODY)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_case(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest case about one's own badge, and the answer to it."""
    row, refusal = _own(request, pk), None
    if request.method == "POST":
        try:
            _take_files(request, row)
            actions.answer_case(row, request.POST.get("answer", ""), by=request.user)
            messages.success(request, _("Your answer is sent. The panel reads it as it is."))
            return redirect("credentials:own_case", pk)
        except Refusal as e:
            refusal = e
    return _page(request, row, refusal)


@takes(_BODY)
@require_POST
@login_required
def files(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add files beside the answer."""
    row = _own(request, pk)

    def add() -> None:
        if not _take_files(request, row):
            message = _("Choose a file.")
            raise BadInput(message, fields={"files": message})

    return _changed(request, row, add, _("The files are here. Your answer is not sent yet."))


@require_POST
@login_required
def file_removal(request: SignedInRequest, pk: uuid.UUID, file_pk: int) -> HttpResponse:
    row = _own(request, pk)
    found = get_object_or_404(row.files.all(), pk=file_pk)

    def remove() -> None:
        actions.remove_case_file(found, by=request.user)

    return _changed(request, row, remove, _("The file is taken out. No one else has seen it."))


def _changed(
    request: SignedInRequest, row: RevocationCase, change: Callable[[], None], said: str
) -> HttpResponse:
    """Do it. To a script that it is done; else the page with the words as they were typed: they are not sent yet."""
    refusal: Refusal | None = None
    try:
        change()
    except Refusal as e:
        if wants_json(request):
            raise
        refusal = e
    else:
        if wants_json(request):
            return JsonResponse({"code": "done"})
        messages.success(request, said)
    return _page(request, row, refusal)


@require_safe
@login_required
def file(request: SignedInRequest, pk: uuid.UUID, file_pk: int) -> HttpResponseBase:
    """One's own file; the panel and the chair have another address."""
    found = get_object_or_404(_own(request, pk).files.present(), pk=file_pk)
    return stream_file(found, request, is_own=True)


def _take_files(request: SignedInRequest, row: RevocationCase) -> int:
    """Take what was chosen, one after the other, up to the first that is refused. Returns how many there were."""
    sent = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]
    for one in sent:
        try:
            actions.add_case_file(row, one, name=one.name or "", by=request.user)
        except BadInput as e:
            raise BadInput(e.message, fields={"files": e.message}) from e
    return len(sent)


@require_POST
@login_required
def case_appeal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    row = _own(request, pk)
    try:
        actions.appeal_case(row, request.POST.get("words", ""), by=request.user)
    except Refusal as e:
        return _page(request, row, e)
    messages.success(request, _("The chair has it now. Your badge stays valid until the answer."))
    return redirect("credentials:own_case", pk)


def _own(request: SignedInRequest, pk: uuid.UUID) -> RevocationCase:
    rows = RevocationCase.objects.filter(award=pk, award__person=request.user)
    rows = rows.select_related("award__version__micro_credential", "award__issuer")
    found = rows.order_by("-opened_at", "-pk").first()
    return found or get_object_or_404(rows, pk=0)


def _page(request: SignedInRequest, row: RevocationCase, refusal: Refusal | None) -> HttpResponse:
    open_ = row.status == CaseStatus.HEARING
    taken = limits()
    voting = row.seats.exclude(vote="").exists()
    context = {
        "case": row,
        "award": row.award,
        "version": row.award.version,
        "ground": grounds.word(row.ground),
        "answering": open_ and row.answered_at is None and not voting,
        "appealing": row.status == CaseStatus.DECIDED
        and row.appeal_until is not None
        and today() <= row.appeal_until,
        "files": list(row.files.present()),
        "limits": taken,
        "max_mb": taken.max_bytes // MB,
        "kept_days": in_force(
            RetentionPolicy, within=row.award.issuer_id
        ).keep_originals_days_after_decision,
        "votes": [] if open_ else list(row.seats.exclude(vote="")),
        "late": row.respond_until < today(),
        "most": MOST_WORDS,
        "sent": request.POST,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/own_case.html", context, status=status)
