from django.urls import path

from assay.credits.views import approvals, claims, licenses

app_name = "credits"
urlpatterns = [
    path("", licenses.licenses, name="licenses"),
    path("licenses/<int:pk>/", licenses.license_, name="license"),
    path("licenses/<int:pk>/change/", licenses.change, name="change"),
    path("licenses/<int:pk>/removal/", licenses.removal, name="removal"),
    path("elsewhere/<int:pk>/removal/", licenses.elsewhere_removal, name="elsewhere-removal"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/refusal/", claims.declining, name="declining"),
    path("claims/<int:pk>/again/", claims.taking_up, name="taking-up"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/ending/", approvals.ending, name="ending"),
]
