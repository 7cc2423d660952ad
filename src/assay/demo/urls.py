from django.urls import path

from assay.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.cast, name="cast"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:name>/", views.letter, name="letter"),
    path("be/<slug:sourced_id>/", views.become, name="become"),
]
