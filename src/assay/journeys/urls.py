from django.urls import include, path, re_path

from assay.journeys.views import evaluations, goals, log_entries, needs, served

app_name = "journeys"
_START = [
    path("", needs.start, name="start"),
    path("result/", needs.where_to_begin, name="where-to-begin"),
    path("ratings/", needs.rate, name="rate"),
    path("ratings/removal/", needs.forget, name="forget"),
    path("rate/<slug:slug>/", needs.part, name="needs"),
]
_GOALS = [
    path("", goals.index, name="goals"),
    path("<number:pk>/", goals.change, name="goal"),
    re_path(r"^(?P<pk>[0-9]{1,17})/(?P<act>reaching|rest|return)/$", goals.move, name="move-goal"),
    path("starts/<number:pk>/", goals.serve, name="start-goal"),
    path("proposals/<number:pk>/", evaluations.proposal, name="proposal"),
    path("plan/", goals.plan, name="plan"),
    path("plan/<number:pk>/", goals.change_plan, name="plan-item"),
    path("plan/<number:pk>/removal/", goals.unplan, name="unplan"),
]
_EVALUATIONS = [
    path("", evaluations.index, name="evaluations"),
    path("<number:pk>/", evaluations.evaluation, name="evaluation"),
    path(
        "proposals/<number:pk>/taking-back/", evaluations.taking_back, name="proposal_taking_back"
    ),
    path("who/", evaluations.evaluators, name="evaluators"),
    path("who.csv", evaluations.table, name="evaluators_csv"),
    path("who/<number:pk>/ending/", evaluations.ending, name="evaluator_ending"),
]
_LOG = [
    path("", log_entries.index, name="log"),
    path("<number:pk>/", log_entries.entry, name="log_entry"),
    path("<number:pk>/removal/", log_entries.removal, name="log_removal"),
]
urlpatterns = [
    path("log/", include(_LOG)),
    path("log.csv", log_entries.table, name="log_csv"),
    path("evaluations/", include(_EVALUATIONS)),
    path("program/goals/served/", served.index, name="goals_served"),
    path("program/goals/served.csv", served.table, name="goals_served_csv"),
    path("start/", include(_START)),
    path("goals/", include(_GOALS)),
]
