from django.urls import URLPattern, include, path

from assay.community.views import (
    cohorts,
    convening,
    directory,
    discussions,
    exemplar_agreements,
    exemplar_decisions,
    exemplars,
    reports,
)

app_name = "community"
_DIRECTORY: list[URLPattern] = [
    path("directory/", directory.index, name="directory"),
    path("directory/<slug:slug>/", directory.colleagues, name="colleagues"),
    path("directory/<slug:slug>/offer/", directory.offer, name="offer"),
    path("entries/<number:pk>/pausing/", directory.pausing, name="offer_pausing"),
    path("entries/<number:pk>/resuming/", directory.resuming, name="offer_resuming"),
    path("entries/<number:pk>/ending/", directory.ending, name="offer_ending"),
    path("entries/<number:pk>/inquiry/", directory.asking, name="asking"),
    path("inquiries/<number:pk>/", directory.inquiry, name="inquiry"),
    path("inquiries/<number:pk>/closing/", directory.closing, name="inquiry_closing"),
    path("inquiries/<number:pk>/blocking/", directory.blocking, name="inquiry_blocking"),
    path("messages/<number:pk>/report/", reports.of_message, name="message_report"),
]
_REPORTS: list[URLPattern] = [
    path("reports/", reports.index, name="reports"),
    path("reports.csv", reports.table, name="reports_csv"),
    path("reports/<number:pk>/", reports.report, name="report"),
]
_COHORTS = [
    path("", cohorts.index, name="cohorts"),
    path("new/", convening.convening, name="convening"),
    path("<number:pk>/", cohorts.cohort, name="cohort"),
    path("<number:pk>/joining/", cohorts.joining, name="joining"),
    path("<number:pk>/leaving/", cohorts.leaving, name="leaving"),
    path("<number:pk>/choices/", cohorts.choices, name="choices"),
    path("<number:pk>/change/", convening.change, name="cohort_change"),
    path("<number:pk>/days/", convening.days, name="cohort_days"),
    path("<number:pk>/ending/", convening.ending, name="cohort_ending"),
    path("<number:pk>/opening/", convening.opening, name="cohort_opening"),
    path("<number:pk>/stepping-down/", convening.stepping_down, name="stepping_down"),
    path("<number:pk>/members.csv", convening.members, name="members_csv"),
    path("members/<number:pk>/convening/", convening.conveners, name="conveners"),
    path("days/<number:pk>/calling-off/", convening.calling_off, name="cohort_day_calling_off"),
    path("days/<number:pk>.ics", cohorts.day_in_calendar, name="cohort_day"),
]
_EXEMPLARS: list[URLPattern] = [
    path("exemplars/", exemplars.exemplars, name="exemplars"),
    path("exemplars/mine/", exemplar_agreements.mine, name="my_exemplars"),
    path("exemplars/deciding/", exemplar_decisions.deciding, name="exemplars_to_decide"),
    path("exemplars/deciding.csv", exemplar_decisions.table, name="exemplars_csv"),
    path(
        "exemplars/deciding/<number:pk>/", exemplar_decisions.deciding_on, name="exemplar_to_decide"
    ),
    path(
        "exemplars/deciding/<number:pk>/approval/",
        exemplar_decisions.approval,
        name="exemplar_approval",
    ),
    path(
        "exemplars/deciding/<number:pk>/refusal/",
        exemplar_decisions.refusing,
        name="exemplar_refusal",
    ),
    path(
        "exemplars/deciding/<number:pk>/pieces/<number:number>/",
        exemplar_decisions.file,
        name="exemplar_file_to_decide",
    ),
    path(
        "exemplars/showing/<number:submission_pk>/",
        exemplar_agreements.showing,
        name="exemplar_showing",
    ),
    path(
        "exemplars/proposing/<str:public_id>/",
        exemplar_agreements.proposing,
        name="exemplar_proposing",
    ),
    path("exemplars/<number:pk>/", exemplars.exemplar, name="exemplar"),
    path(
        "exemplars/<number:pk>/pieces/<number:number>/",
        exemplars.exemplar_file,
        name="exemplar_file",
    ),
    path(
        "exemplars/<number:pk>/declining/", exemplar_agreements.declining, name="exemplar_declining"
    ),
    path(
        "exemplars/<number:pk>/withdrawal/",
        exemplar_agreements.withdrawal,
        name="exemplar_withdrawal",
    ),
]
_DISCUSSIONS: list[URLPattern] = [
    path("discussions/<slug:slug>/", discussions.about_micro_credential, name="discussion"),
    path("discussions/<slug:slug>/new/", discussions.beginning, name="thread_new"),
    path("discussions/<slug:slug>/digest/", discussions.digest, name="digest"),
    path("cohorts/<number:pk>/discussion/", discussions.of_cohort, name="cohort_discussion"),
    path(
        "cohorts/<number:pk>/discussion/new/",
        discussions.beginning_in_cohort,
        name="cohort_thread_new",
    ),
    path(
        "cohorts/<number:pk>/discussion/digest/", discussions.digest_of_cohort, name="cohort_digest"
    ),
    path("digests/<str:token>/", discussions.digest_ending, name="digest_ending"),
    path("threads/<number:pk>/", discussions.thread, name="thread"),
    path("threads/<number:pk>/locking/", discussions.locking, name="thread_locking"),
    path("threads/<number:pk>/unlocking/", discussions.unlocking, name="thread_unlocking"),
    path("posts/<number:pk>/change/", discussions.changing, name="post_change"),
    path("posts/<number:pk>/removal/", discussions.removal, name="post_removal"),
    path("posts/<number:pk>/hiding/", discussions.hiding, name="post_hiding"),
    path("posts/<number:pk>/showing/", discussions.showing, name="post_showing"),
    path("posts/<number:pk>/report/", discussions.reporting, name="post_report"),
]
urlpatterns = [
    *_DIRECTORY,
    *_DISCUSSIONS,
    *_REPORTS,
    *_EXEMPLARS,
    path("cohorts/", include(_COHORTS)),
]
