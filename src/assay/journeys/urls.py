from django.urls import path, re_path

from assay.journeys.views import goals, needs

app_name = "journeys"
urlpatterns = [
    path("start/", needs.start, name="start"),
    path("start/result/", needs.where_to_begin, name="where-to-begin"),
    path("start/ratings/", needs.rate, name="rate"),
    path("start/ratings/removal/", needs.forget, name="forget"),
    path("start/rate/<slug:slug>/", needs.part, name="needs"),
    path("goals/", goals.index, name="goals"),
    path("goals/<int:pk>/", goals.change, name="goal"),
    re_path(
        r"^goals/(?P<pk>[0-9]{1,17})/(?P<act>reaching|rest|return)/$", goals.move, name="move-goal"
    ),
    path("goals/plan/", goals.plan, name="plan"),
    path("goals/plan/<int:pk>/", goals.change_plan, name="plan-item"),
    path("goals/plan/<int:pk>/removal/", goals.unplan, name="unplan"),
]
