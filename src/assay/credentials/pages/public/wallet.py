"""The addresses where wallets answer an offer. Nobody is signed in there."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assay.credentials import actions
from assay.credentials.additions import wallet_links
from assay.credentials.models import WalletOffer
from assay.lib.errors import BadInput, Gone, Refusal, TooLarge
from assay.lib.http import client_network, problem
from assay.lib.limits import at_most
from badgecore.errors import BadgeError
from badgecore.wire import read_object

MAX_BYTES = 64 * 1024
ANSWERS_A_MINUTE = 60  # of one network: a school behind one address may take many badges at once
VC2 = "https://www.w3.org/ns/credentials/v2"


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
            return _answered(
                json.dumps({"verifiablePresentationRequest": _request(token)}).encode()
            )
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
