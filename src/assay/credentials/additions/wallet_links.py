"""What a wallet is told of an offer: deep links, and the same as a code to be seen by a phone."""

import io
import json
from urllib.parse import urlencode, urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assay.credentials import addresses
from assay.credentials.models import Award, Credential, WalletOffer

# The wallet's own scheme, not its maker's web address: the token of an offer stays between us and the phone.
SCHEME = "dccrequest://request"


def domain() -> str:
    return str(urlsplit(settings.BASE_URL).netloc)


def taken(award: Award) -> WalletOffer | None:
    """The offer by which a wallet, still bound, took this badge last: a new offer ends the one before."""
    used = award.wallet_offers.filter(
        used_at__isnull=False, wallet__isnull=False, wallet__ended_at__isnull=True
    )
    return used.select_related("wallet").order_by("-pk").first()


def is_older(offer: WalletOffer) -> bool:
    """Whether the badge was signed anew after a wallet took it: the copy there is not the newest form."""
    return Credential.objects.filter(award=offer.award_id, replaced_at__gt=offer.used_at).exists()


def link(offer: WalletOffer) -> str:
    """Learner Credential Wallet's request; any `auth_type` but bearer would send the earner through another sign-in."""
    fields = {
        "issuer": settings.BASE_URL,
        "vc_request_url": addresses.absolute(
            reverse("credentials:wallet_answer", args=[offer.token])
        ),
        "challenge": offer.challenge,
        "auth_type": "bearer",
    }
    return f"{SCHEME}?{urlencode(fields)}"


def exchange_link(offer: WalletOffer) -> str:
    """The same as an interaction with a VC-API exchange, for wallets that know those."""
    url = addresses.absolute(reverse("credentials:wallet_exchange", args=[offer.token]))
    asked = {"credentialRequestOrigin": settings.BASE_URL, "protocols": {"vcapi": url}}
    return f"{SCHEME}?{urlencode({'request': json.dumps(asked, separators=(',', ':'))})}"


def code(address: str) -> SafeString:
    """The link as a QR code: SVG without style or script, dark on light whatever the page's colors are."""
    out = io.BytesIO()
    made = segno.make_qr(address, error="l")
    made.save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        title=_("QR code"),
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 -- segno's own drawing; the address is in it as squares only
