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
    path("entries/<int:pk>/pausing/", directory.pausing, name="offer_pausing"),
    path("entries/<int:pk>/resuming/", directory.resuming, name="offer_resuming"),
    path("entries/<int:pk>/ending/", directory.ending, name="offer_ending"),
    path("entries/<int:pk>/inquiry/", directory.asking, name="asking"),
    path("inquiries/<int:pk>/", directory.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/closing/", directory.closing, name="inquiry_closing"),
    path("inquiries/<int:pk>/blocking/", directory.blocking, name="inquiry_blocking"),
    path("messages/<int:pk>/report/", reports.of_message, name="message_report"),
]
_REPORTS: list[URLPattern] = [
    path("reports/", reports.index, name="reports"),
    path("reports.csv", reports.table, name="reports_csv"),
    path("reports/<int:pk>/", reports.report, name="report"),
]
_COHORTS = [
    path("", cohorts.index, name="cohorts"),
    path("new/", convening.convening, name="convening"),
    path("<int:pk>/", cohorts.cohort, name="cohort"),
    path("<int:pk>/joining/", cohorts.joining, name="joining"),
    path("<int:pk>/leaving/", cohorts.leaving, name="leaving"),
    path("<int:pk>/choices/", cohorts.choices, name="choices"),
    path("<int:pk>/change/", convening.change, name="cohort_change"),
    path("<int:pk>/days/", convening.days, name="cohort_days"),
    path("<int:pk>/ending/", convening.ending, name="cohort_ending"),
    path("<int:pk>/opening/", convening.opening, name="cohort_opening"),
    path("<int:pk>/stepping-down/", convening.stepping_down, name="stepping_down"),
    path("<int:pk>/members.csv", convening.members, name="members_csv"),
    path("members/<int:pk>/convening/", convening.conveners, name="conveners"),
    path("days/<int:pk>/calling-off/", convening.calling_off, name="cohort_day_calling_off"),
    path("days/<int:pk>.ics", cohorts.day_in_calendar, name="cohort_day"),
]
_EXEMPLARS: list[URLPattern] = [
    path("exemplars/", exemplars.exemplars, name="exemplars"),
    path("exemplars/mine/", exemplar_agreements.mine, name="my_exemplars"),
    path("exemplars/deciding/", exemplar_decisions.deciding, name="exemplars_to_decide"),
    path("exemplars/deciding.csv", exemplar_decisions.table, name="exemplars_csv"),
    path("exemplars/deciding/<int:pk>/", exemplar_decisions.deciding_on, name="exemplar_to_decide"),
    path(
        "exemplars/deciding/<int:pk>/approval/",
        exemplar_decisions.approval,
        name="exemplar_approval",
    ),
    path(
        "exemplars/deciding/<int:pk>/refusal/",
        exemplar_decisions.refusing,
        name="exemplar_refusal",
    ),
    path(
        "exemplars/deciding/<int:pk>/pieces/<int:number>/",
        exemplar_decisions.file,
        name="exemplar_file_to_decide",
    ),
    path(
        "exemplars/showing/<int:submission_pk>/",
        exemplar_agreements.showing,
        name="exemplar_showing",
    ),
    path(
        "exemplars/proposing/<str:public_id>/",
        exemplar_agreements.proposing,
        name="exemplar_proposing",
    ),
    path("exemplars/<int:pk>/", exemplars.exemplar, name="exemplar"),
    path("exemplars/<int:pk>/pieces/<int:number>/", exemplars.exemplar_file, name="exemplar_file"),
    path("exemplars/<int:pk>/declining/", exemplar_agreements.declining, name="exemplar_declining"),
    path(
        "exemplars/<int:pk>/withdrawal/",
        exemplar_agreements.withdrawal,
        name="exemplar_withdrawal",
    ),
]
_DISCUSSIONS: list[URLPattern] = [
    path("discussions/<slug:slug>/", discussions.about_micro_credential, name="discussion"),
    path("discussions/<slug:slug>/new/", discussions.beginning, name="thread_new"),
    path("discussions/<slug:slug>/digest/", discussions.digest, name="digest"),
    path("cohorts/<int:pk>/discussion/", discussions.of_cohort, name="cohort_discussion"),
    path(
        "cohorts/<int:pk>/discussion/new/",
        discussions.beginning_in_cohort,
        name="cohort_thread_new",
    ),
    path("cohorts/<int:pk>/discussion/digest/", discussions.digest_of_cohort, name="cohort_digest"),
    path("digests/<str:token>/", discussions.digest_ending, name="digest_ending"),
    path("threads/<int:pk>/", discussions.thread, name="thread"),
    path("threads/<int:pk>/locking/", discussions.locking, name="thread_locking"),
    path("threads/<int:pk>/unlocking/", discussions.unlocking, name="thread_unlocking"),
    path("posts/<int:pk>/change/", discussions.changing, name="post_change"),
    path("posts/<int:pk>/removal/", discussions.removal, name="post_removal"),
    path("posts/<int:pk>/hiding/", discussions.hiding, name="post_hiding"),
    path("posts/<int:pk>/showing/", discussions.showing, name="post_showing"),
    path("posts/<int:pk>/report/", discussions.reporting, name="post_report"),
]
urlpatterns = [
    *_DIRECTORY,
    *_DISCUSSIONS,
    *_REPORTS,
    *_EXEMPLARS,
    path("cohorts/", include(_COHORTS)),
]
