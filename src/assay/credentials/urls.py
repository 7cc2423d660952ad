"""Addresses. Those of badges, issuers and their lists stand in badges that are out in the world: they never change."""

from django.urls import path, re_path

from assay.credentials.pages.earner import award, consent, evidence, portfolio, wallet
from assay.credentials.pages.endorsing import endorsements, endorsing, guests
from assay.credentials.pages.public import badge, issuer, ob2, oembed, verify
from assay.credentials.pages.public import evidence as public_evidence
from assay.credentials.pages.public import portfolio as public_portfolio
from assay.credentials.pages.public import wallet as public_wallet
from assay.credentials.pages.staff import awards

app_name = "credentials"
urlpatterns = [
    # The earner
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/public-page/", portfolio.public_page_settings, name="public_page_settings"),
    path("awards/<uuid:pk>/", award.award, name="award"),
    path("awards/<uuid:pk>/visibility/", award.visibility, name="visibility"),
    path("awards/<uuid:pk>/shares/", award.shares, name="shares"),
    path("awards/<uuid:pk>/shares/<int:share_pk>/end/", award.end_share, name="end_share"),
    path("awards/<uuid:pk>/reissue/", award.reissue, name="reissue"),
    path("awards/<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("awards/<uuid:pk>/evidence/<int:piece_pk>/consent/", consent.consent, name="consent"),
    path(
        "awards/<uuid:pk>/evidence/<int:piece_pk>/consent/end/",
        consent.end_consent,
        name="end_consent",
    ),
    path("awards/<uuid:pk>/wallet/", wallet.wallet, name="wallet"),
    path(
        "awards/<uuid:pk>/wallet/offers/<int:offer_pk>/end/",
        wallet.end_wallet_offer,
        name="end_wallet_offer",
    ),
    path("awards/<uuid:pk>/wallet/<int:wallet_pk>/end/", wallet.end_wallet, name="end_wallet"),
    path("awards/<uuid:pk>/files/<str:name>", award.own_file, name="own_file"),
    # Those who keep the awards
    path("awards/", awards.awards, name="awards"),
    path("awards/<uuid:pk>/revocation/", awards.revocation, name="revocation"),
    # Wallets, which have no account
    path("wallet-offers/<str:token>/", public_wallet.wallet_answer, name="wallet_answer"),
    path(
        "wallet-offers/<str:token>/exchange/", public_wallet.wallet_exchange, name="wallet_exchange"
    ),
    # Endorsing
    path("endorsements/", endorsements.endorsements, name="endorsements"),
    path("endorsements/kept/", endorsements.kept_endorsements, name="kept_endorsements"),
    path("endorsements/asked/<int:pk>/", endorsing.asked, name="asked"),
    path("endorsements/asked/<int:pk>/end/", endorsing.end_ask, name="end_ask"),
    path("endorsements/of/versions/<int:pk>/", endorsing.endorse_version, name="endorse_version"),
    path("endorsements/of/issuers/<slug:ident>/", endorsing.endorse_issuer, name="endorse_issuer"),
    path(
        "endorsements/<uuid:pk>/withdrawal/",
        endorsing.withdraw_endorsement,
        name="withdraw_endorsement",
    ),
    path(
        "endorsements/<uuid:pk>/acceptance/",
        endorsing.accept_endorsement,
        name="accept_endorsement",
    ),
    path(
        "endorsements/<uuid:pk>/setting-aside/",
        endorsing.put_endorsement_aside,
        name="put_endorsement_aside",
    ),
    path("awards/<uuid:pk>/asks/", endorsing.asks, name="asks"),
    path("awards/<uuid:pk>/letters/", guests.letters, name="letters"),
    # Guests, who have no account
    path("endorsements/letters/<int:pk>/<str:token>/", guests.letter, name="letter"),
    path(
        "endorsements/letters/<int:pk>/<str:token>/refusal/",
        guests.decline_letter,
        name="decline_letter",
    ),
    path("endorsements/<uuid:pk>/given/<str:token>/", guests.given, name="given"),
    path(
        "endorsements/<uuid:pk>/given/<str:token>/withdrawal/",
        guests.withdraw_given,
        name="withdraw_given",
    ),
    # The world
    path("endorsements/<uuid:pk>/", endorsements.endorsement, name="endorsement"),
    path("endorsements/lists/<str:name>", endorsements.endorsement_list, name="endorsement_list"),
    path("badges/<uuid:pk>/", badge.badge, name="badge"),
    path("badges/<uuid:pk>/embed/", badge.embed, name="embed"),
    path("badges/<uuid:pk>/evidence/<int:number>/", public_evidence.piece, name="piece"),
    path(
        "badges/<uuid:pk>/evidence/<int:number>/file", public_evidence.piece_file, name="piece_file"
    ),
    path("badges/<uuid:pk>/ob2.json", ob2.ob2_assertion, name="ob2_assertion"),
    path("badges/<uuid:pk>/<str:name>", badge.badge_file, name="badge_file"),
    path("badges/art/<slug:slug>/<str:number>.<str:kind>", badge.art, name="art"),
    path(
        "badges/classes/<slug:slug>/<str:number>/ob2.json",
        ob2.ob2_badge_class,
        name="ob2_badge_class",
    ),
    re_path(
        "^badges/(?P<pk>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})/(?P<rest>.{0,200})$",
        badge.badge_in_capitals,
    ),
    path("s/<str:token>/", badge.shared, name="shared"),
    path("s/<str:token>/evidence/<int:number>/", public_evidence.shared_piece, name="shared_piece"),
    path(
        "s/<str:token>/evidence/<int:number>/file",
        public_evidence.shared_piece_file,
        name="shared_piece_file",
    ),
    path("s/<str:token>/<str:name>", badge.shared_file, name="shared_file"),
    path("portfolios/<slug:slug>/", public_portfolio.public_page, name="public_page"),
    path("oembed", oembed.oembed, name="oembed"),
    path("verify/", verify.verify, name="verify"),
    path("issuers/<slug:ident>/", issuer.issuer, name="issuer"),
    path("issuers/<slug:ident>/did.json", issuer.did_document, name="did_document"),
    path("issuers/<slug:ident>/keys/", issuer.keys, name="keys"),
    path("issuers/<slug:ident>/keys/<str:thumbprint>", issuer.key, name="key"),
    path("issuers/<slug:ident>/ob2.json", ob2.ob2_issuer, name="ob2_issuer"),
    path("issuers/<slug:ident>/status/<int:number>", issuer.status_list, name="status_list"),
]
