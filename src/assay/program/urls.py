from django.urls import path

from assay.program import views

app_name = "program"
urlpatterns = [
    path("", views.needs, name="needs"),
    path("new/", views.voice, name="voice"),
    path("needs.csv", views.needs_csv, name="needs_csv"),
]
