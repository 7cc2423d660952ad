"""The public in a piece of evidence: recording that everybody in it agreed, and taking that back."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credentials import actions
from assay.credentials.additions import eligibility
from assay.credentials.models import Award
from assay.credentials.pages.earner.award import own
from assay.credentials.pages.forms import PublicConsentForm
from assay.evidence.actions import record_public_consent
from assay.evidence.actions.public_consent import statement, to_be_permitted
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consent(request: SignedInRequest, pk: uuid.UUID, piece_pk: int) -> HttpResponse:
    """Confirm it in words that are kept; what was typed stays if it is refused. Shows nothing by itself."""
    award = own(request, pk)
    found = _piece(award, piece_pk)
    if not found.may_agree and found.agreed is None:
        raise Http404
    needed = to_be_permitted(found.artifact.consent)
    form = PublicConsentForm(
        request.POST if request.method == "POST" else None, needed=needed, statement=statement()
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            record_public_consent(
                found.artifact,
                permissions=said.get("permissions"),
                agreed=said["agreed"],
                by=request.user,
            )
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded. You can add it to the badge now."))
            return redirect("credentials:evidence", pk)
    context = {"award": award, "version": award.version, "piece": found, "form": form}
    return render(request, "credentials/consent.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end_consent(request: SignedInRequest, pk: uuid.UUID, piece_pk: int) -> HttpResponse:
    """Somebody in it changed their mind."""
    award = own(request, pk)
    actions.take_back_consent(award, _piece(award, piece_pk).artifact, by=request.user)
    messages.success(request, _("Taken back. The piece is not shown, and its page is gone."))
    return redirect("credentials:evidence", pk)


def _piece(award: Award, piece_pk: int) -> eligibility.Piece:
    for piece in eligibility.pieces(award):
        if piece.artifact.pk == piece_pk:
            return piece
    raise Http404
