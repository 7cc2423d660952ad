from django.urls import include, path

from assay.ui import views

app_name = "ui"
_PATTERNS = [
    path("patterns/", views.patterns, name="patterns"),
    path("patterns/art/<slug:impression>.svg", views.sample_art, name="sample-art"),
    path("patterns/<slug:name>/", views.pattern, name="pattern"),
]
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("accessibility/known/", views.known, name="known"),
    path("privacy/", views.privacy, name="privacy"),
    path("source/", views.source, name="source"),
    path("appearance/", views.appearance, name="appearance"),
    path("ui/", include(_PATTERNS)),
]
