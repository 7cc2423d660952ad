from django.urls import path

from assay.insights import views

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_index, name="help"),
    path("help/<slug:slug>/", views.help_page, name="help-page"),
]
