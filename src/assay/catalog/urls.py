from django.urls import include, path

from assay.catalog.authoring.views import (
    adopting,
    drafting,
    goal_ties,
    leaves,
    retiring,
    stack_desk,
    stack_drafting,
)
from assay.catalog.authoring.views import desk as authoring
from assay.catalog.public import views as public
from assay.catalog.public.stacks import views as stacks

app_name = "catalog"
_CATALOG = [
    path("", public.browse, name="list"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/hallmark.svg", public.hallmark, name="hallmark"),
    path("<slug:slug>/v/<str:number>/", public.version, name="version"),
    path("<slug:slug>/v/<str:number>/resources/<slug:ident>/", public.resource, name="resource"),
]
_STACKS = [
    path("", stack_desk.stacks, name="stacks_written"),
    path("new/", stack_desk.new_stack, name="new_stack"),
    path("drafts/<number:pk>/", stack_desk.stack_draft, name="stack_draft"),
    path("drafts/<number:pk>/edit/<slug:key>/", stack_drafting.edit, name="stack_section"),
    path("drafts/<number:pk>/preview/", stack_desk.stack_preview, name="stack_preview"),
    path("drafts/<number:pk>/file/", stack_desk.stack_export, name="stack_export"),
    path("drafts/<number:pk>/publication/", stack_desk.stack_publication, name="stack_publication"),
    path("drafts/<number:pk>/capstone/", stack_desk.stack_capstone, name="stack_capstone"),
    path("<number:pk>/", stack_desk.stack_page, name="stack_page"),
    path("<number:pk>/file/", stack_desk.open_stack_export, name="open_stack_export"),
    path("<number:pk>/versions/", stack_desk.stack_versions, name="stack_versions"),
    path("<number:pk>/end/", stack_desk.stack_end, name="stack_end"),
    path(
        "<number:pk>/end/calling-off/",
        stack_desk.stack_end_calling_off,
        name="stack_end_calling_off",
    ),
]
_AUTHORING = [
    path("", authoring.desk, name="authoring"),
    path("new/", authoring.new, name="new"),
    path("adoption/", adopting.adopt, name="adopt"),
    path("import/", authoring.bring_in, name="import"),
    path("issuers/", leaves.leaves, name="leaves"),
    path("issuers/agreements/", leaves.agreements, name="recording_agreement"),
    path("issuers/<number:pk>/", leaves.leave, name="leave"),
    path("issuers/<number:pk>/giving/", leaves.giving, name="giving_leave"),
    path("issuers/<number:pk>/declining/", leaves.declining, name="declining_leave"),
    path("issuers/<number:pk>/ending/", leaves.ending, name="ending_leave"),
    path("issuers/<number:pk>/naming/", leaves.naming, name="naming_issuer"),
    path("<number:pk>/", authoring.draft, name="draft"),
    path("<number:pk>/edit/<slug:key>/", drafting.edit, name="section"),
    path("<number:pk>/preview/", authoring.preview, name="preview"),
    path("<number:pk>/resources/<slug:ident>/", authoring.resource, name="draft_resource"),
    path("<number:pk>/file/", authoring.export, name="export"),
    path("<number:pk>/publication/", authoring.publication, name="publication"),
    path("<number:pk>/exception/", authoring.exception, name="exception"),
    path("<number:pk>/designer/removal/", leaves.taking_off, name="taking_off_designer"),
    path("<number:pk>/versions/", authoring.new_version, name="new_version"),
    path("<number:pk>/retirement/", retiring.retirement, name="retirement"),
    path(
        "<number:pk>/retirement/calling-off/", retiring.calling_off, name="calling_off_retirement"
    ),
    path("<number:pk>/pilot-closing/", retiring.pilot_closing, name="pilot_closing"),
]
urlpatterns = [
    path("program/goals/<number:pk>/serving/", goal_ties.goal_ties, name="goal_ties"),
    path(
        "program/goals/<number:pk>/serving/<number:tie>/ending/",
        goal_ties.untying,
        name="untying_goal",
    ),
    path("catalog/", include(_CATALOG)),
    path("stacks/", stacks.stacks, name="stacks"),
    path("stacks/<slug:slug>/", stacks.stack, name="stack"),
    path("authoring/stacks/", include(_STACKS)),
    path("authoring/", include(_AUTHORING)),
]
