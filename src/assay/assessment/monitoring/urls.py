"""The public page of agreement: its address is passed on, and never changes."""

from django.urls import path

from assay.assessment.monitoring.views import public

app_name = "agreement"
urlpatterns = [path("<slug:ident>/", public.program, name="program")]
