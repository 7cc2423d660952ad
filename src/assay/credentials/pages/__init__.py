"""Pages of credentials: the earner's, the world's, and those of the people who keep the awards."""

from assay.credentials.pages.earner.award import award, end_share, own_file, reissue, shares, visibility
from assay.credentials.pages.earner.consent import consent, end_consent
from assay.credentials.pages.earner.evidence import evidence, piece, piece_file, shared_piece, shared_piece_file
from assay.credentials.pages.earner.portfolio import portfolio, public_page, public_page_settings
from assay.credentials.pages.earner.wallet import end_wallet, end_wallet_offer, wallet, wallet_answer, wallet_exchange
from assay.credentials.pages.endorsing.endorsements import (
    endorsement,
    endorsement_list,
    endorsements,
    kept_endorsements,
)
from assay.credentials.pages.endorsing.endorsing import (
    accept_endorsement,
    asked,
    asks,
    end_ask,
    endorse_issuer,
    endorse_version,
    put_endorsement_aside,
    withdraw_endorsement,
)
from assay.credentials.pages.endorsing.guests import decline_letter, given, letter, letters, withdraw_given
from assay.credentials.pages.public.badge import art, badge, badge_file, badge_in_capitals, embed, shared, shared_file
from assay.credentials.pages.public.issuer import did_document, issuer, key, keys, status_list
from assay.credentials.pages.public.ob2 import ob2_assertion, ob2_badge_class, ob2_issuer
from assay.credentials.pages.public.oembed import oembed
from assay.credentials.pages.public.verify import verify
from assay.credentials.pages.staff.awards import awards, revocation

__all__ = [
    "accept_endorsement",
    "art",
    "asked",
    "asks",
    "award",
    "awards",
    "badge",
    "badge_file",
    "badge_in_capitals",
    "consent",
    "decline_letter",
    "did_document",
    "embed",
    "end_ask",
    "end_consent",
    "end_share",
    "end_wallet",
    "end_wallet_offer",
    "endorse_issuer",
    "endorse_version",
    "endorsement",
    "endorsement_list",
    "endorsements",
    "evidence",
    "given",
    "issuer",
    "kept_endorsements",
    "key",
    "keys",
    "letter",
    "letters",
    "ob2_assertion",
    "ob2_badge_class",
    "ob2_issuer",
    "oembed",
    "own_file",
    "piece",
    "piece_file",
    "portfolio",
    "public_page",
    "public_page_settings",
    "put_endorsement_aside",
    "reissue",
    "revocation",
    "shared",
    "shared_file",
    "shared_piece",
    "shared_piece_file",
    "shares",
    "status_list",
    "verify",
    "visibility",
    "wallet",
    "wallet_answer",
    "wallet_exchange",
    "withdraw_endorsement",
    "withdraw_given",
]
