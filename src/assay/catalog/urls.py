from django.urls import include, path

from assay.catalog.authoring.views import adopting, drafting, goal_ties, leaves, retiring
from assay.catalog.authoring.views import desk as authoring
from assay.catalog.public import views as public
from assay.catalog.public.stacks import views as stacks

app_name = "catalog"
_CATALOG = [
    path("", public.browse, name="list"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/hallmark.svg", public.hallmark, name="hallmark"),
    path("<slug:slug>/v/<str:number>/", public.version, name="version"),
]
_AUTHORING = [
    path("", authoring.desk, name="authoring"),
    path("new/", authoring.new, name="new"),
    path("adoption/", adopting.adopt, name="adopt"),
    path("import/", authoring.bring_in, name="import"),
    path("issuers/", leaves.leaves, name="leaves"),
    path("issuers/agreements/", leaves.agreements, name="recording_agreement"),
    path("issuers/<int:pk>/", leaves.leave, name="leave"),
    path("issuers/<int:pk>/giving/", leaves.giving, name="giving_leave"),
    path("issuers/<int:pk>/declining/", leaves.declining, name="declining_leave"),
    path("issuers/<int:pk>/ending/", leaves.ending, name="ending_leave"),
    path("issuers/<int:pk>/naming/", leaves.naming, name="naming_issuer"),
    path("<int:pk>/", authoring.draft, name="draft"),
    path("<int:pk>/edit/<slug:key>/", drafting.edit, name="section"),
    path("<int:pk>/preview/", authoring.preview, name="preview"),
    path("<int:pk>/file/", authoring.export, name="export"),
    path("<int:pk>/publication/", authoring.publication, name="publication"),
    path("<int:pk>/exception/", authoring.exception, name="exception"),
    path("<int:pk>/designer/removal/", leaves.taking_off, name="taking_off_designer"),
    path("<int:pk>/versions/", authoring.new_version, name="new_version"),
    path("<int:pk>/retirement/", retiring.retirement, name="retirement"),
    path("<int:pk>/retirement/calling-off/", retiring.calling_off, name="calling_off_retirement"),
    path("<int:pk>/pilot-closing/", retiring.pilot_closing, name="pilot_closing"),
]
urlpatterns = [
    path("program/goals/<int:pk>/serving/", goal_ties.goal_ties, name="goal_ties"),
    path(
        "program/goals/<int:pk>/serving/<int:tie>/ending/", goal_ties.untying, name="untying_goal"
    ),
    path("catalog/", include(_CATALOG)),
    path("stacks/", stacks.stacks, name="stacks"),
    path("stacks/<slug:slug>/", stacks.stack, name="stack"),
    path("authoring/", include(_AUTHORING)),
]
