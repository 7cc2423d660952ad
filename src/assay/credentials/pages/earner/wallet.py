"""Taking a badge into a wallet: the earner's page with a code and a button."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.credentials import actions
from assay.credentials.additions import wallet_links
from assay.credentials.models import Award, Wallet, WalletOffer
from assay.credentials.pages.earner.award import own
from assay.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wallet(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The offer that is open, or how to make one; a POST makes one."""
    award = own(request, pk)
    if request.method == "POST":
        actions.offer_to_wallet(award, by=request.user)
        return redirect("credentials:wallet", pk)
    return _page(request, award)


@require_POST
@login_required
def end_wallet_offer(request: SignedInRequest, pk: uuid.UUID, offer_pk: int) -> HttpResponse:
    offer = get_object_or_404(
        WalletOffer.objects.select_related("award"), pk=offer_pk, award=own(request, pk)
    )
    actions.end_wallet_offer(offer, by=request.user)
    messages.success(request, _("The offer is over. No wallet can use it anymore."))
    return redirect("credentials:wallet", pk)


@require_POST
@login_required
def end_wallet(request: SignedInRequest, pk: uuid.UUID, wallet_pk: int) -> HttpResponse:
    """Let a wallet go, from the page of any badge of one's own."""
    award = own(request, pk)
    actions.end_wallet(
        get_object_or_404(Wallet, pk=wallet_pk, person=request.user), by=request.user
    )
    messages.success(
        request, _("The wallet is disconnected. Your badges were signed again without it.")
    )
    return redirect("credentials:wallet", award.pk)


def _page(request: SignedInRequest, award: Award) -> HttpResponse:
    offer = award.wallet_offers.open().first()
    context = {
        "award": award,
        "version": award.version,
        "offer": offer,
        "link": wallet_links.link(offer) if offer else "",
        "exchange": wallet_links.exchange_link(offer) if offer else "",
        "code": wallet_links.code(wallet_links.link(offer)) if offer else "",
        "taken": wallet_links.taken(award),
        "own_wallets": request.user.wallets.bound(),
    }
    response = render(request, "credentials/wallet.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
