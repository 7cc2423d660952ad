from django.urls import path

from assay.program.views import appearance, calendar, goals, needs, policies, setup, standard

app_name = "program"
urlpatterns = [
    path("needs/", needs.needs, name="needs"),
    path("needs/new/", needs.voice, name="voice"),
    path("needs/<number:pk>/", needs.need, name="need"),
    path("needs/<number:pk>/vote/", needs.voting, name="voting"),
    path("needs/<number:pk>/merging/", needs.merging, name="merging"),
    path("program/set-up/", setup.index, name="setup"),
    path("program/set-up/rules/", setup.start, name="start_rules"),
    path("program/appearance/", appearance.appearance, name="appearance"),
    path("logo/<slug:mark>/", appearance.logo, name="logo"),
    path("program/policies/", policies.index, name="policies"),
    path("program/policies.csv", policies.table, name="policies_csv"),
    path("program/policies/<slug:kind>/<slug:name>/", policies.detail, name="policy"),
    path("program/<slug:ident>/policies/", policies.index, name="own_policies"),
    path("program/<slug:ident>/policies.csv", policies.table, name="own_policies_csv"),
    path(
        "program/<slug:ident>/policies/<slug:kind>/<slug:name>/",
        policies.detail,
        name="own_policy",
    ),
    path("program/calendar/", calendar.index, name="calendar"),
    path("program/calendar.csv", calendar.table, name="calendar_csv"),
    path("program/<slug:ident>/calendar/", calendar.index, name="own_calendar"),
    path("program/<slug:ident>/calendar.csv", calendar.table, name="own_calendar_csv"),
    path("program/calendar/<number:pk>/opening/", calendar.open_again, name="open_days"),
    path("program/standard/", standard.index, name="standard"),
    path("program/standard.csv", standard.table, name="standard_csv"),
    path("program/standard/<slug:code>/", standard.item, name="item"),
    path("program/standard/<slug:code>/ending/", standard.end, name="end_item"),
    path("program/<slug:ident>/standard/", standard.index, name="own_standard"),
    path("program/<slug:ident>/standard.csv", standard.table, name="own_standard_csv"),
    path("program/goals/", goals.index, name="goals"),
    path("program/goals.csv", goals.table, name="goals_csv"),
    path("program/goals/<number:pk>/", goals.goal, name="goal"),
    path("program/goals/<number:pk>/ending/", goals.end, name="end_goal"),
]
