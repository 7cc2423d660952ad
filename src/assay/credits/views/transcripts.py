"""Transcripts: made, taken and ended by their learner; and the page at which anyone checks one, without an account."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credits import actions
from assay.credits.forms import TranscriptForm
from assay.credits.models import License, Transcript, TranscriptQuerySet
from assay.credits.program_rules import rules_in_hand
from assay.credits.transcripts import Since, address_of, said
from assay.credits.views.links import kept_out
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import client_network, page_of
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal

# Each takes some tenths of a second; nobody needs more than a few.
MADE_AN_HOUR = 20
# An office checks one paper after another.
CHECKS_A_MINUTE = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def transcripts(request: SignedInRequest) -> HttpResponse:
    """One's transcripts, and the form for another: everything is chosen until one takes something off."""
    me = request.user
    first = {
        "licenses": [row.pk for row in License.objects.visible_to(me).kept()],
        "pay": True,
        "until": today() + timedelta(days=365),
    }
    form = TranscriptForm(request.POST or None, person=me, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            at_most(MADE_AN_HOUR, of="transcript", by=str(me.pk), seconds=3600)
            actions.make_transcript(me, form.cleaned_data["until"], chosen=form.chosen(), by=me)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The transcript is made. Download it below."))
            return redirect("credits:transcripts")
    page = page_of(_mine(request).listed().order_by("-made_at", "-pk"), request)
    for row in page:
        row.address = address_of(row.token)
    context = {"page": page, "form": form}
    return render(request, "credits/transcripts.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF, as it was printed."""
    row = get_object_or_404(_mine(request), pk=pk)
    return _download(bytes(row.pdf), "application/pdf", f"transcript-{row.made_at:%Y-%m-%d}.pdf")


@login_required
@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a signed Comprehensive Learner Record 2.0."""
    row = get_object_or_404(_mine(request), pk=pk)
    if not row.record:
        raise Http404(_("No badge was in force that day, so there is no learner record."))
    return _download(bytes(row.record), "application/json", f"record-{row.made_at:%Y-%m-%d}.json")


@login_required
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_mine(request).listed(), pk=pk)
    actions.end_transcript(row, by=request.user)
    messages.success(request, _("Ended. This transcript can no longer be checked."))
    return redirect("credits:transcripts")


@require_safe
@rules_in_hand()
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a transcript is genuine, what it says, and what has changed since; for whoever has its address."""
    at_most(CHECKS_A_MINUTE, of="transcript-check", by=client_network(request))
    rows = Transcript.objects.working().select_related("person").defer("pdf", "record")
    row = rows.filter(token=token).first()
    if row is None:
        return kept_out(render(request, "credits/transcript_over.html", status=404))
    context = {"transcript": row, "said": said(row.facts, since=Since.of(row))}
    return kept_out(render(request, "credits/transcript_check.html", context))


def _mine(request: SignedInRequest) -> TranscriptQuerySet:
    return Transcript.objects.visible_to(request.user)


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
