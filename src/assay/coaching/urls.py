from django.urls import include, path

from assay.coaching.views import desk, drafts, log_entries, meetings, pairings, peers, requests

app_name = "coaching"
_DESK = [
    path("", desk.index, name="desk"),
    path("learners.csv", desk.table, name="learners_csv"),
    path("drafts/<int:pk>/", drafts.for_coach, name="draft"),
    path("drafts/<int:pk>/comments/<slug:step_id>/", drafts.comments, name="comments"),
    path("drafts/<int:pk>/reading/", drafts.reading, name="reading"),
    path("drafts/<int:pk>/sending/", drafts.sending, name="sending"),
    path("drafts/<int:pk>/files/<int:artifact_pk>/", drafts.file, name="file"),
    path("kept/<int:pk>/removal/", drafts.removal, name="comment_removal"),
]
_COLLEAGUES = [
    path("", peers.desk, name="colleagues"),
    path("drafts.csv", peers.table, name="colleagues_csv"),
    path("feedback/", peers.guide, name="guide"),
    path("offers/<int:pk>/pausing/", peers.pausing, name="offer_pausing"),
    path("offers/<int:pk>/resuming/", peers.resuming, name="offer_resuming"),
    path("offers/<int:pk>/ending/", peers.offer_ending, name="offer_ending"),
]
urlpatterns = [
    path("", pairings.index, name="index"),
    path("<int:pk>/", meetings.pairing, name="pairing"),
    path("<int:pk>/cycle/", meetings.cycles, name="cycles"),
    path("<int:pk>/cycle/ending/", meetings.cycle_ending, name="cycle_ending"),
    path("<int:pk>/meetings/", meetings.meetings, name="meetings"),
    path("<int:pk>/log/", meetings.log, name="log"),
    path("<int:pk>/log-entries/", log_entries.log_entries, name="log_entries"),
    path("meetings/<int:pk>/calling-off/", meetings.calling_off, name="calling_off"),
    path("meetings/<int:pk>.ics", meetings.in_calendar, name="in_calendar"),
    path("talks/<int:submission_pk>/going-without/", meetings.without_talk, name="without_talk"),
    path("<int:pk>/taking-back/", pairings.taking_back, name="taking_back"),
    path("<int:pk>/acceptance/", pairings.acceptance, name="acceptance"),
    path("<int:pk>/declining/", pairings.declining, name="declining"),
    path("<int:pk>/ending/", pairings.ending, name="ending"),
    path("sharing/<int:submission_pk>/", drafts.sharing, name="sharing"),
    path("sharing/<int:submission_pk>/colleagues/", peers.asking, name="asking"),
    path("drafts/<int:pk>/", drafts.for_learner, name="shared"),
    path("drafts/<int:pk>/closing/", drafts.closing, name="closing"),
    path("comments/<int:pk>/replies/", drafts.replies, name="replies"),
    path("comments/<int:pk>/done/", drafts.done, name="done"),
    path("comments/<int:pk>/opening/", drafts.opening, name="opening"),
    path("desk/", include(_DESK)),
    path("colleagues/", include(_COLLEAGUES)),
    path("requests/", requests.index, name="requests"),
    path("requests.csv", requests.table, name="requests_csv"),
    path("requests/<int:pk>/coach/", requests.finding, name="finding"),
    path("coaches/", requests.coaches, name="coaches"),
    path("coaches.csv", requests.coaches_table, name="coaches_csv"),
]
