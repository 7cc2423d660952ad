from django.urls import path

from assay.frameworks.views import frameworks, priorities

app_name = "frameworks"
urlpatterns = [
    path("", frameworks.browse, name="list"),
    path("priorities/", priorities.index, name="priorities"),
    path("priorities/ranking/", priorities.ranking, name="ranking"),
    path("priorities/ranking/<number:pk>/", priorities.priority, name="priority"),
    path("priorities/ranking/<number:pk>/foundations/", priorities.building, name="building"),
    path("<slug:slug>/", frameworks.detail, name="detail"),
]
