from django.urls import path

from assay.notices import views

app_name = "notices"

urlpatterns = [path("", views.index, name="list")]
