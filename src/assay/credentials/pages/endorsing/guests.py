"""What a guest sees, who has no account: the letter's page, and what they signed. Every address here holds a secret."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials import actions, policy
from assay.credentials.endorsements import endorsers
from assay.credentials.endorsements.actions.asking import ANSWERED
from assay.credentials.models import Award, Endorsement, EndorsementAsk
from assay.credentials.pages.forms import GuestForm, LetterForm
from assay.credentials.pages.public.badge import WITH_ALL
from assay.lib.errors import Gone, Refusal
from assay.lib.http import client_network
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal

ANSWERS_A_MINUTE = 20  # of one network: a guest answers a letter or two


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letters(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The earner writes to somebody outside the program. An address of somebody inside is asked as they are."""
    award = get_object_or_404(
        Award.objects.visible_to(request.user).select_related(*WITH_ALL), pk=pk
    )
    form = LetterForm(request.POST or None)
    if form.is_valid():
        address, words = form.cleaned_data["address"], form.cleaned_data["words"]
        try:
            person = endorsers.at(address)
            if person is not None:
                actions.ask_for_endorsement(award, of=person, words=words, by=request.user)
            else:
                actions.ask_guest(award, address=address, words=words, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your request is on its way by e-mail."))
            return redirect(f"/awards/{award.pk}/#endorsements")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "credentials/letters.html", {"award": award, "form": form}, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """A guest reads what it is about and what would be public, then writes. Opening it changes nothing."""
    ask = _opened(request, pk, token)
    form = GuestForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.answer_letter(ask, token, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Signed. The earner decides whether it is shown."))
            return _unlisted(redirect("credentials:given", row.pk, row.token))
    context = {"ask": ask, "award": ask.award, "form": form, "token": token}
    status = 422 if request.method == "POST" else 200
    return _unlisted(render(request, "credentials/letter.html", context, status=status))


@never_cache
@require_POST
def decline_letter(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    ask = _opened(request, pk, token)
    actions.decline_letter(ask, token, for_good="for_good" in request.POST)
    return _unlisted(render(request, "credentials/declined.html"))


@never_cache
@require_safe
def given(request: HttpRequest, pk: uuid.UUID, token: str) -> HttpResponse:
    """What a guest signed, where it stands, and the way to take it back."""
    row = _signed(pk, token)
    return _unlisted(
        render(request, "credentials/given.html", {"endorsement": row, "token": token})
    )


@never_cache
@require_POST
def withdraw_given(request: HttpRequest, pk: uuid.UUID, token: str) -> HttpResponse:
    actions.withdraw_by_letter(_signed(pk, token), token)
    messages.success(request, _("Withdrawn. Its page and every check say so from now on."))
    return _unlisted(redirect("credentials:given", pk, token))


def _opened(request: HttpRequest, pk: int, token: str) -> EndorsementAsk:
    """404 without the secret; Gone, in plain words, where the letter was used, has run out, or speaks of nothing."""
    if request.method == "POST":
        at_most(ANSWERS_A_MINUTE, of="guest-letter", by=client_network(request))
    rows = EndorsementAsk.objects.filter(guest__isnull=False).select_related(
        "guest", "award__version__micro_credential__issuer", "award__issuer", "award__person"
    )
    ask = get_object_or_404(rows, pk=pk)
    if not policy.holds_letter(token, ask):
        raise Http404
    if request.user.pk == ask.award.person_id:
        raise PermissionDenied(
            _("This page is for the person you asked. No one can endorse their own badge.")
        )
    if ask.ending == ANSWERED:
        raise Gone(
            _(
                "This link has been used. The e-mail you got after it says how to take "
                "your words back."
            )
        )
    if not ask.is_open or ask.award.revoked:
        raise Gone(
            _(
                "This request is closed: it was declined, taken back, or has run out. "
                "There is nothing to do."
            )
        )
    return ask


def _signed(pk: uuid.UUID, token: str) -> Endorsement:
    rows = Endorsement.objects.filter(guest__isnull=False).select_related(
        "award__version__micro_credential", "guest"
    )
    row = get_object_or_404(rows, pk=pk)
    if not policy.holds_receipt(token, row):
        raise Http404
    return row


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
