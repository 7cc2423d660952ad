"""Addresses. Those of badges, issuers and their lists stand in badges that are out in the world: they never change."""

from django.urls import path, re_path

from assay.credentials import pages

app_name = "credentials"
urlpatterns = [
    # The earner
    path("portfolio/", pages.portfolio, name="portfolio"),
    path("portfolio/public-page/", pages.public_page_settings, name="public_page_settings"),
    path("awards/<uuid:pk>/", pages.award, name="award"),
    path("awards/<uuid:pk>/visibility/", pages.visibility, name="visibility"),
    path("awards/<uuid:pk>/shares/", pages.shares, name="shares"),
    path("awards/<uuid:pk>/shares/<int:share_pk>/end/", pages.end_share, name="end_share"),
    path("awards/<uuid:pk>/reissue/", pages.reissue, name="reissue"),
    path("awards/<uuid:pk>/evidence/", pages.evidence, name="evidence"),
    path("awards/<uuid:pk>/evidence/<int:piece_pk>/consent/", pages.consent, name="consent"),
    path("awards/<uuid:pk>/evidence/<int:piece_pk>/consent/end/", pages.end_consent, name="end_consent"),
    path("awards/<uuid:pk>/wallet/", pages.wallet, name="wallet"),
    path("awards/<uuid:pk>/wallet/offers/<int:offer_pk>/end/", pages.end_wallet_offer, name="end_wallet_offer"),
    path("awards/<uuid:pk>/wallet/<int:wallet_pk>/end/", pages.end_wallet, name="end_wallet"),
    path("awards/<uuid:pk>/files/<str:name>", pages.own_file, name="own_file"),
    # Those who keep the awards
    path("awards/", pages.awards, name="awards"),
    path("awards/<uuid:pk>/revocation/", pages.revocation, name="revocation"),
    # Wallets, which have no account
    path("wallet-offers/<str:token>/", pages.wallet_answer, name="wallet_answer"),
    path("wallet-offers/<str:token>/exchange/", pages.wallet_exchange, name="wallet_exchange"),
    # Endorsing
    path("endorsements/", pages.endorsements, name="endorsements"),
    path("endorsements/kept/", pages.kept_endorsements, name="kept_endorsements"),
    path("endorsements/asked/<int:pk>/", pages.asked, name="asked"),
    path("endorsements/asked/<int:pk>/end/", pages.end_ask, name="end_ask"),
    path("endorsements/of/versions/<int:pk>/", pages.endorse_version, name="endorse_version"),
    path("endorsements/of/issuers/<slug:ident>/", pages.endorse_issuer, name="endorse_issuer"),
    path("endorsements/<uuid:pk>/withdrawal/", pages.withdraw_endorsement, name="withdraw_endorsement"),
    path("endorsements/<uuid:pk>/acceptance/", pages.accept_endorsement, name="accept_endorsement"),
    path("endorsements/<uuid:pk>/setting-aside/", pages.put_endorsement_aside, name="put_endorsement_aside"),
    path("awards/<uuid:pk>/asks/", pages.asks, name="asks"),
    path("awards/<uuid:pk>/letters/", pages.letters, name="letters"),
    # Guests, who have no account
    path("endorsements/letters/<int:pk>/<str:token>/", pages.letter, name="letter"),
    path("endorsements/letters/<int:pk>/<str:token>/refusal/", pages.decline_letter, name="decline_letter"),
    path("endorsements/<uuid:pk>/given/<str:token>/", pages.given, name="given"),
    path("endorsements/<uuid:pk>/given/<str:token>/withdrawal/", pages.withdraw_given, name="withdraw_given"),
    # The world
    path("endorsements/<uuid:pk>/", pages.endorsement, name="endorsement"),
    path("endorsements/lists/<str:name>", pages.endorsement_list, name="endorsement_list"),
    path("badges/<uuid:pk>/", pages.badge, name="badge"),
    path("badges/<uuid:pk>/embed/", pages.embed, name="embed"),
    path("badges/<uuid:pk>/evidence/<int:number>/", pages.piece, name="piece"),
    path("badges/<uuid:pk>/evidence/<int:number>/file", pages.piece_file, name="piece_file"),
    path("badges/<uuid:pk>/ob2.json", pages.ob2_assertion, name="ob2_assertion"),
    path("badges/<uuid:pk>/<str:name>", pages.badge_file, name="badge_file"),
    path("badges/art/<slug:slug>/<str:number>.<str:kind>", pages.art, name="art"),
    path("badges/classes/<slug:slug>/<str:number>/ob2.json", pages.ob2_badge_class, name="ob2_badge_class"),
    re_path(
        "^badges/(?P<pk>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})/(?P<rest>.{0,200})$",
        pages.badge_in_capitals,
    ),
    path("s/<str:token>/", pages.shared, name="shared"),
    path("s/<str:token>/evidence/<int:number>/", pages.shared_piece, name="shared_piece"),
    path("s/<str:token>/evidence/<int:number>/file", pages.shared_piece_file, name="shared_piece_file"),
    path("s/<str:token>/<str:name>", pages.shared_file, name="shared_file"),
    path("portfolios/<slug:slug>/", pages.public_page, name="public_page"),
    path("oembed", pages.oembed, name="oembed"),
    path("verify/", pages.verify, name="verify"),
    path("issuers/<slug:ident>/", pages.issuer, name="issuer"),
    path("issuers/<slug:ident>/did.json", pages.did_document, name="did_document"),
    path("issuers/<slug:ident>/keys/", pages.keys, name="keys"),
    path("issuers/<slug:ident>/keys/<str:thumbprint>", pages.key, name="key"),
    path("issuers/<slug:ident>/ob2.json", pages.ob2_issuer, name="ob2_issuer"),
    path("issuers/<slug:ident>/status/<int:number>", pages.status_list, name="status_list"),
]
