from django.urls import path

from assay.governance.views import seats

app_name = "governance"
urlpatterns = [
    path("", seats.index, name="index"),
    path("new/", seats.establishing, name="establishing"),
    path("<int:pk>/seats/", seats.seats, name="seats"),
    path("<int:pk>/seats/new/", seats.new_seat, name="new_seat"),
    path("<int:pk>/charter/", seats.charter, name="charter"),
    path("<int:pk>/terms/", seats.new_term, name="new_term"),
    path("terms/<int:pk>/ending/", seats.term_ending, name="term_ending"),
]
