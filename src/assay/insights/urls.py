from django.urls import path

from assay.insights import views

urlpatterns = [path("", views.home, name="home")]
