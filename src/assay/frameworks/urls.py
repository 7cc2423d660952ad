from django.urls import path

from assay.frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.browse, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
