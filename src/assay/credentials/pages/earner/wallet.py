"""Taking a badge into a wallet: the earner's page with a code and a button, and the address where wallets answer."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from assay.credentials import actions
from assay.credentials.additions import wallet_links
from assay.credentials.models import Award, Wallet, WalletOffer
from assay.credentials.pages.earner.award import own
from assay.lib.errors import BadInput, Gone, Refusal, TooLarge
from assay.lib.http import client_network, problem
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest
from badgecore.errors import BadgeError
from badgecore.wire import read_object

MAX_BYTES = 64 * 1024
ANSWERS_A_MINUTE = 60  # of one network: a school behind one address may take many badges at once
VC2 = "https://www.w3.org/ns/credentials/v2"


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
    offer = get_object_or_404(WalletOffer.objects.select_related("award"), pk=offer_pk, award=own(request, pk))
    actions.end_wallet_offer(offer, by=request.user)
    messages.success(request, _("The offer is over. No wallet can answer it any more."))
    return redirect("credentials:wallet", pk)


@require_POST
@login_required
def end_wallet(request: SignedInRequest, pk: uuid.UUID, wallet_pk: int) -> HttpResponse:
    """Let a wallet go, from the page of any badge of one's own."""
    award = own(request, pk)
    actions.end_wallet(get_object_or_404(Wallet, pk=wallet_pk, person=request.user), by=request.user)
    messages.success(request, _("The wallet is let go. Your badges are signed anew and no longer name it."))
    return redirect("credentials:wallet", award.pk)


@csrf_exempt  # a wallet has no session here; what it sends is signed, and the address is secret and good once
@require_http_methods(["POST", "OPTIONS"])
def wallet_answer(request: HttpRequest, token: str) -> HttpResponse:
    """A wallet posts its signed presentation and gets the bare signed badge (Learner Credential Wallet, VC-API)."""
    if request.method == "OPTIONS":
        return _may_be_asked()
    try:
        at_most(ANSWERS_A_MINUTE, of="wallet", by=client_network(request))
        body = actions.answer_offer(token, _sent(request))
    except Refusal as refusal:
        return _refused(refusal)
    return _answered(body)


@csrf_exempt  # as above
@require_http_methods(["POST", "OPTIONS"])
def wallet_exchange(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a VC-API exchange: an empty message asks what is wanted, the second brings it (VC-API §3.6)."""
    if request.method == "OPTIONS":
        return _may_be_asked()
    try:
        at_most(ANSWERS_A_MINUTE, of="wallet", by=client_network(request))
        sent = _sent(request)
        if "verifiablePresentation" not in sent:
            return _answered(json.dumps({"verifiablePresentationRequest": _request(token)}).encode())
        badge = read_object(actions.answer_offer(token, sent["verifiablePresentation"]))
    except Refusal as refusal:
        return _refused(refusal)
    shown = {"@context": [VC2], "type": ["VerifiablePresentation"], "verifiableCredential": [badge]}
    return _answered(json.dumps({"verifiablePresentation": shown}).encode())


def _request(token: str) -> dict[str, Any]:
    offer = WalletOffer.objects.open().filter(token=token).first()
    if offer is None:
        raise Gone(_("This offer is over. Make a new one on the badge’s page."))
    query = {"type": "DIDAuthentication", "acceptedMethods": [{"method": "key"}]}
    return {"query": [query], "challenge": offer.challenge, "domain": wallet_links.domain()}


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body. Raises TooLarge, BadInput."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > MAX_BYTES:
        raise TooLarge(_("This is larger than a wallet’s answer can be, so it was not read."))
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise TooLarge(_("This is larger than a wallet’s answer can be, so it was not read."))
    if not body.strip():
        return {}
    try:
        return read_object(body)
    except BadgeError as e:
        raise BadInput(_("A JSON object is expected here.")) from e


def _may_be_asked() -> HttpResponse:
    """To a browser that asks first whether a page of another site may post here (Fetch, CORS preflight)."""
    response = _open_to_scripts(HttpResponse(status=204))
    response["Access-Control-Allow-Methods"] = "POST"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    return response


def _answered(body: bytes) -> HttpResponse:
    return _open_to_scripts(HttpResponse(body, content_type="application/json"))


def _refused(refusal: Refusal) -> HttpResponse:
    return _open_to_scripts(problem(refusal))


def _open_to_scripts(response: HttpResponse) -> HttpResponse:
    """A wallet may be a web page of another site. No cookie counts here, so nothing is lent to it."""
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _page(request: SignedInRequest, award: Award) -> HttpResponse:
    offer = award.wallet_offers.open().first()
    context = {
        "award": award, "version": award.version, "offer": offer,
        "link": wallet_links.link(offer) if offer else "",
        "exchange": wallet_links.exchange_link(offer) if offer else "",
        "code": wallet_links.code(wallet_links.link(offer)) if offer else "",
        "taken": wallet_links.taken(award),
        "own_wallets": request.user.wallets.bound(),
    }  # fmt: skip
    response = render(request, "credentials/wallet.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
