"""Addresses. Those of badges, issuers and their lists stand in badges that are out in the world: they never change."""

from django.urls import include, path, re_path

from assay.credentials.pages.earner import (
    award,
    case,
    consent,
    earlier,
    evidence,
    pool,
    portfolio,
    stacks,
    wallet,
)
from assay.credentials.pages.endorsing import endorsements, endorsing, guests
from assay.credentials.pages.public import badge, issuer, ob2, oembed, site_files, verify
from assay.credentials.pages.public import evidence as public_evidence
from assay.credentials.pages.public import portfolio as public_portfolio
from assay.credentials.pages.public import wallet as public_wallet
from assay.credentials.pages.staff import awards, cases, keys, stack_reviews
from assay.credentials.pages.staff import earlier as staff_earlier
from assay.credentials.pages.staff import pool as staff_pool

app_name = "credentials"
# The earner
_PORTFOLIO = [
    path("", portfolio.portfolio, name="portfolio"),
    path("public-page/", portfolio.public_page_settings, name="public_page_settings"),
    path("earlier/", earlier.own_earlier, name="own_earlier"),
    path("earlier/<number:pk>/", earlier.claiming, name="claiming_earlier"),
]
# The earner, and those who keep the awards
_AWARDS = [
    path("<uuid:pk>/", award.award, name="award"),
    path("of-start/<number:start>/", award.of_start, name="award_of_start"),
    path("<uuid:pk>/visibility/", award.visibility, name="visibility"),
    path("<uuid:pk>/shares/", award.shares, name="shares"),
    path("<uuid:pk>/shares/<number:share_pk>/end/", award.end_share, name="end_share"),
    path("<uuid:pk>/reissue/", award.reissue, name="reissue"),
    path("<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<uuid:pk>/evidence/<number:piece_pk>/consent/", consent.consent, name="consent"),
    path(
        "<uuid:pk>/evidence/<number:piece_pk>/consent/end/",
        consent.end_consent,
        name="end_consent",
    ),
    path("<uuid:pk>/wallet/", wallet.wallet, name="wallet"),
    path(
        "<uuid:pk>/wallet/offers/<number:offer_pk>/end/",
        wallet.end_wallet_offer,
        name="end_wallet_offer",
    ),
    path("<uuid:pk>/wallet/<number:wallet_pk>/end/", wallet.end_wallet, name="end_wallet"),
    path("<uuid:pk>/files/<str:name>", award.own_file, name="own_file"),
    path("", awards.awards, name="awards"),
    path("stacks/", stack_reviews.stack_reviews, name="stack_reviews"),
    path("stacks/<number:pk>/", stack_reviews.stack_review, name="stack_review"),
    path("pool/", staff_pool.pool, name="pool"),
    path("pool/<number:pk>/", staff_pool.candidate, name="candidate"),
    path("pool/<number:pk>/offer/", staff_pool.candidate_offer, name="candidate_offer"),
    path("earlier/", staff_earlier.earlier, name="earlier"),
    path("earlier/<number:pk>/", staff_earlier.earlier_list, name="earlier_list"),
    path("earlier/<number:pk>/bringing/", staff_earlier.bringing, name="bringing_earlier"),
    path("earlier/<number:pk>/discarding/", staff_earlier.discarding, name="discarding_earlier"),
    path("earlier/<number:pk>/taking-back/", staff_earlier.taking_back, name="taking_back_earlier"),
    path("<uuid:pk>/pool/", pool.own_pool, name="own_pool"),
    path("<uuid:pk>/pool/answer/", pool.own_pool_answer, name="own_pool_answer"),
    path("<uuid:pk>/case/", case.own_case, name="own_case"),
    path("<uuid:pk>/case/appeal/", case.case_appeal, name="case_appeal"),
    path("<uuid:pk>/case/files/", case.files, name="own_case_files"),
    path("<uuid:pk>/case/files/<number:file_pk>/", case.file, name="own_case_file"),
    path("<uuid:pk>/case/files/<number:file_pk>/removal/", case.file_removal, name="file_removal"),
    path("<uuid:pk>/cases/", cases.new_case, name="new_case"),
    path("<uuid:pk>/revocation/", awards.revocation, name="revocation"),
    path("<uuid:pk>/asks/", endorsing.asks, name="asks"),
    path("<uuid:pk>/letters/", guests.letters, name="letters"),
]
# Who opens, decides and hears cases about withdrawals
_CASES = [
    path("", cases.cases, name="cases"),
    path("<number:pk>/", cases.case, name="case"),
    path("<number:pk>/files/<number:file_pk>/", cases.file, name="case_file"),
    path("<number:pk>/panel/", cases.panel, name="panel"),
    path("<number:pk>/vote/", cases.vote, name="vote"),
    path("<number:pk>/hearing/", cases.hearing, name="hearing"),
]
# Wallets, which have no account
_WALLET_OFFERS = [
    path("<str:token>/", public_wallet.wallet_answer, name="wallet_answer"),
    path("<str:token>/exchange/", public_wallet.wallet_exchange, name="wallet_exchange"),
]
# Endorsing; guests, who have no account; the world
_ENDORSEMENTS = [
    path("", endorsements.endorsements, name="endorsements"),
    path("kept/", endorsements.kept_endorsements, name="kept_endorsements"),
    path("asked/<number:pk>/", endorsing.asked, name="asked"),
    path("asked/<number:pk>/end/", endorsing.end_ask, name="end_ask"),
    path("of/versions/<number:pk>/", endorsing.endorse_version, name="endorse_version"),
    path("of/issuers/<slug:ident>/", endorsing.endorse_issuer, name="endorse_issuer"),
    path(
        "<uuid:pk>/withdrawal/",
        endorsing.withdraw_endorsement,
        name="withdraw_endorsement",
    ),
    path(
        "<uuid:pk>/acceptance/",
        endorsing.accept_endorsement,
        name="accept_endorsement",
    ),
    path(
        "<uuid:pk>/setting-aside/",
        endorsing.put_endorsement_aside,
        name="put_endorsement_aside",
    ),
    path("letters/<number:pk>/<str:token>/", guests.letter, name="letter"),
    path(
        "letters/<number:pk>/<str:token>/refusal/",
        guests.decline_letter,
        name="decline_letter",
    ),
    path("<uuid:pk>/given/<str:token>/", guests.given, name="given"),
    path(
        "<uuid:pk>/given/<str:token>/withdrawal/",
        guests.withdraw_given,
        name="withdraw_given",
    ),
    path("<uuid:pk>/", endorsements.endorsement, name="endorsement"),
    path("lists/<str:name>", endorsements.endorsement_list, name="endorsement_list"),
]
# The world
_BADGES = [
    path("<uuid:pk>/", badge.badge, name="badge"),
    path("<uuid:pk>/embed/", badge.embed, name="embed"),
    path("<uuid:pk>/evidence/<number:number>/", public_evidence.piece, name="piece"),
    path("<uuid:pk>/evidence/<number:number>/file", public_evidence.piece_file, name="piece_file"),
    path("<uuid:pk>/ob2.json", ob2.ob2_assertion, name="ob2_assertion"),
    path("<uuid:pk>/<str:name>", badge.badge_file, name="badge_file"),
    path("art/<slug:slug>/<str:number>.<str:kind>", badge.art, name="art"),
    path("art/<slug:slug>/<str:number>/<number:year>.<str:kind>", badge.art, name="art_of_year"),
    path(
        "classes/<slug:slug>/<str:number>/ob2.json",
        ob2.ob2_badge_class,
        name="ob2_badge_class",
    ),
    re_path(
        "^(?P<pk>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})/(?P<rest>.{0,200})$",
        badge.badge_in_capitals,
    ),
]
# Links an earner gave out
_SHARED = [
    path("<str:token>/", badge.shared, name="shared"),
    path(
        "<str:token>/evidence/<number:number>/", public_evidence.shared_piece, name="shared_piece"
    ),
    path(
        "<str:token>/evidence/<number:number>/file",
        public_evidence.shared_piece_file,
        name="shared_piece_file",
    ),
    path("<str:token>/<str:name>", badge.shared_file, name="shared_file"),
]
_ISSUERS = [
    path("<slug:ident>/", issuer.issuer, name="issuer"),
    path("<slug:ident>/did.json", issuer.did_document, name="did_document"),
    path("<slug:ident>/key/making/", keys.make_key, name="make_key"),
    path("<slug:ident>/keys/", issuer.keys, name="keys"),
    path("<slug:ident>/keys/<str:thumbprint>", issuer.key, name="key"),
    path("<slug:ident>/ob2.json", ob2.ob2_issuer, name="ob2_issuer"),
    path("<slug:ident>/status/<number:number>", issuer.status_list, name="status_list"),
]
urlpatterns = [
    path("portfolio/", include(_PORTFOLIO)),
    path("awards/", include(_AWARDS)),
    path("cases/", include(_CASES)),
    path("wallet-offers/", include(_WALLET_OFFERS)),
    path("endorsements/", include(_ENDORSEMENTS)),
    path("badges/", include(_BADGES)),
    path("s/", include(_SHARED)),
    path("stacks/<slug:slug>/badge/", stacks.stack_badge, name="stack_badge"),
    path("portfolios/<slug:slug>/", public_portfolio.public_page, name="public_page"),
    path("robots.txt", site_files.robots, name="robots"),
    path("sitemap.xml", site_files.sitemap, name="sitemap"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path(".well-known/security.txt", site_files.security_txt, name="security_txt"),
    path(".well-known/change-password", site_files.change_password, name="change_password"),
    path("oembed", oembed.oembed, name="oembed"),
    path("verify/", verify.verify, name="verify"),
    path("issuers/", include(_ISSUERS)),
]
