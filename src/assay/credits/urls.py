from django.urls import path

from assay.credits.views import approvals, licenses

app_name = "credits"
urlpatterns = [
    path("", licenses.licenses, name="licenses"),
    path("licenses/<int:pk>/", licenses.license_, name="license"),
    path("licenses/<int:pk>/removal/", licenses.removal, name="removal"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/ending/", approvals.ending, name="ending"),
]
