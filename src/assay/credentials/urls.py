"""Addresses. Those of badges, issuers and their lists stand in badges that are out in the world: they never change."""

from django.urls import path, re_path

from assay.credentials import views

app_name = "credentials"
urlpatterns = [
    # The earner
    path("portfolio/", views.portfolio, name="portfolio"),
    path("portfolio/public-page/", views.public_page_settings, name="public_page_settings"),
    path("awards/<uuid:pk>/", views.award, name="award"),
    path("awards/<uuid:pk>/visibility/", views.visibility, name="visibility"),
    path("awards/<uuid:pk>/shares/", views.shares, name="shares"),
    path("awards/<uuid:pk>/shares/<int:share_pk>/end/", views.end_share, name="end_share"),
    path("awards/<uuid:pk>/reissue/", views.reissue, name="reissue"),
    path("awards/<uuid:pk>/evidence/", views.evidence, name="evidence"),
    path("awards/<uuid:pk>/evidence/<int:piece_pk>/consent/", views.consent, name="consent"),
    path("awards/<uuid:pk>/evidence/<int:piece_pk>/consent/end/", views.end_consent, name="end_consent"),
    path("awards/<uuid:pk>/wallet/", views.wallet, name="wallet"),
    path("awards/<uuid:pk>/wallet/offers/<int:offer_pk>/end/", views.end_wallet_offer, name="end_wallet_offer"),
    path("awards/<uuid:pk>/wallet/<int:wallet_pk>/end/", views.end_wallet, name="end_wallet"),
    path("awards/<uuid:pk>/files/<str:name>", views.own_file, name="own_file"),
    # Those who keep the awards
    path("awards/", views.awards, name="awards"),
    path("awards/<uuid:pk>/revocation/", views.revocation, name="revocation"),
    # Wallets, which have no account
    path("wallet-offers/<str:token>/", views.wallet_answer, name="wallet_answer"),
    path("wallet-offers/<str:token>/exchange/", views.wallet_exchange, name="wallet_exchange"),
    # Endorsing
    path("endorsements/", views.endorsements, name="endorsements"),
    path("endorsements/kept/", views.kept_endorsements, name="kept_endorsements"),
    path("endorsements/asked/<int:pk>/", views.asked, name="asked"),
    path("endorsements/asked/<int:pk>/end/", views.end_ask, name="end_ask"),
    path("endorsements/of/versions/<int:pk>/", views.endorse_version, name="endorse_version"),
    path("endorsements/of/issuers/<slug:ident>/", views.endorse_issuer, name="endorse_issuer"),
    path("endorsements/<uuid:pk>/withdrawal/", views.withdraw_endorsement, name="withdraw_endorsement"),
    path("endorsements/<uuid:pk>/acceptance/", views.accept_endorsement, name="accept_endorsement"),
    path("endorsements/<uuid:pk>/setting-aside/", views.put_endorsement_aside, name="put_endorsement_aside"),
    path("awards/<uuid:pk>/asks/", views.asks, name="asks"),
    path("awards/<uuid:pk>/letters/", views.letters, name="letters"),
    # Guests, who have no account
    path("endorsements/letters/<int:pk>/<str:token>/", views.letter, name="letter"),
    path("endorsements/letters/<int:pk>/<str:token>/refusal/", views.decline_letter, name="decline_letter"),
    path("endorsements/<uuid:pk>/given/<str:token>/", views.given, name="given"),
    path("endorsements/<uuid:pk>/given/<str:token>/withdrawal/", views.withdraw_given, name="withdraw_given"),
    # The world
    path("endorsements/<uuid:pk>/", views.endorsement, name="endorsement"),
    path("endorsements/lists/<str:name>", views.endorsement_list, name="endorsement_list"),
    path("badges/<uuid:pk>/", views.badge, name="badge"),
    path("badges/<uuid:pk>/embed/", views.embed, name="embed"),
    path("badges/<uuid:pk>/evidence/<int:number>/", views.piece, name="piece"),
    path("badges/<uuid:pk>/evidence/<int:number>/file", views.piece_file, name="piece_file"),
    path("badges/<uuid:pk>/ob2.json", views.ob2_assertion, name="ob2_assertion"),
    path("badges/<uuid:pk>/<str:name>", views.badge_file, name="badge_file"),
    path("badges/art/<slug:slug>/<str:number>.<str:kind>", views.art, name="art"),
    path("badges/classes/<slug:slug>/<str:number>/ob2.json", views.ob2_badge_class, name="ob2_badge_class"),
    re_path(
        "^badges/(?P<pk>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})/(?P<rest>.{0,200})$",
        views.badge_in_capitals,
    ),
    path("s/<str:token>/", views.shared, name="shared"),
    path("s/<str:token>/evidence/<int:number>/", views.shared_piece, name="shared_piece"),
    path("s/<str:token>/evidence/<int:number>/file", views.shared_piece_file, name="shared_piece_file"),
    path("s/<str:token>/<str:name>", views.shared_file, name="shared_file"),
    path("portfolios/<slug:slug>/", views.public_page, name="public_page"),
    path("oembed", views.oembed, name="oembed"),
    path("verify/", views.verify, name="verify"),
    path("issuers/<slug:ident>/", views.issuer, name="issuer"),
    path("issuers/<slug:ident>/did.json", views.did_document, name="did_document"),
    path("issuers/<slug:ident>/keys/", views.keys, name="keys"),
    path("issuers/<slug:ident>/keys/<str:thumbprint>", views.key, name="key"),
    path("issuers/<slug:ident>/ob2.json", views.ob2_issuer, name="ob2_issuer"),
    path("issuers/<slug:ident>/status/<int:number>", views.status_list, name="status_list"),
]
