from django.urls import include, path

from assay.coaching.views import desk, drafts, log_entries, meetings, pairings, peers, requests

app_name = "coaching"
_DESK = [
    path("", desk.index, name="desk"),
    path("learners.csv", desk.table, name="learners_csv"),
    path("log/", desk.log, name="desk_log"),
    path("drafts/<number:pk>/", drafts.for_coach, name="draft"),
    path("drafts/<number:pk>/comments/<slug:step_id>/", drafts.comments, name="comments"),
    path("drafts/<number:pk>/reading/", drafts.reading, name="reading"),
    path("drafts/<number:pk>/sending/", drafts.sending, name="sending"),
    path("drafts/<number:pk>/files/<number:artifact_pk>/", drafts.file, name="file"),
    path("kept/<number:pk>/removal/", drafts.removal, name="comment_removal"),
]
_COLLEAGUES = [
    path("", peers.desk, name="colleagues"),
    path("drafts.csv", peers.table, name="colleagues_csv"),
    path("feedback/", peers.guide, name="guide"),
    path("offers/<number:pk>/pausing/", peers.pausing, name="offer_pausing"),
    path("offers/<number:pk>/resuming/", peers.resuming, name="offer_resuming"),
    path("offers/<number:pk>/ending/", peers.offer_ending, name="offer_ending"),
]
urlpatterns = [
    path("", pairings.index, name="index"),
    path("<number:pk>/", meetings.pairing, name="pairing"),
    path("<number:pk>/cycle/", meetings.cycles, name="cycles"),
    path("<number:pk>/cycle/ending/", meetings.cycle_ending, name="cycle_ending"),
    path("<number:pk>/meetings/", meetings.meetings, name="meetings"),
    path("<number:pk>/log/", meetings.log, name="log"),
    path("<number:pk>/log-entries/", log_entries.log_entries, name="log_entries"),
    path("log-entries/<number:pk>/taking-back/", log_entries.taking_back, name="entry_taking_back"),
    path("meetings/<number:pk>/calling-off/", meetings.calling_off, name="calling_off"),
    path("meetings/<number:pk>.ics", meetings.in_calendar, name="in_calendar"),
    path("talks/<number:submission_pk>/going-without/", meetings.without_talk, name="without_talk"),
    path("<number:pk>/taking-back/", pairings.taking_back, name="taking_back"),
    path("<number:pk>/acceptance/", pairings.acceptance, name="acceptance"),
    path("<number:pk>/declining/", pairings.declining, name="declining"),
    path("<number:pk>/ending/", pairings.ending, name="ending"),
    path("sharing/<number:submission_pk>/", drafts.sharing, name="sharing"),
    path("sharing/<number:submission_pk>/colleagues/", peers.asking, name="asking"),
    path("drafts/<number:pk>/", drafts.for_learner, name="shared"),
    path("drafts/<number:pk>/closing/", drafts.closing, name="closing"),
    path("comments/<number:pk>/replies/", drafts.replies, name="replies"),
    path("comments/<number:pk>/done/", drafts.done, name="done"),
    path("comments/<number:pk>/opening/", drafts.opening, name="opening"),
    path("desk/", include(_DESK)),
    path("colleagues/", include(_COLLEAGUES)),
    path("requests/", requests.index, name="requests"),
    path("requests.csv", requests.table, name="requests_csv"),
    path("requests/<number:pk>/coach/", requests.finding, name="finding"),
    path("coaches/", requests.coaches, name="coaches"),
    path("coaches.csv", requests.coaches_table, name="coaches_csv"),
]
