from django.urls import path

from assay.credits.views import (
    approvals,
    batches,
    claims,
    desk,
    licenses,
    links,
    pay,
    rules,
    uncovered,
)

app_name = "credits"
urlpatterns = [
    path("", licenses.licenses, name="licenses"),
    path("licenses/<int:pk>/", licenses.license_, name="license"),
    path("licenses/<int:pk>/change/", licenses.change, name="change"),
    path("licenses/<int:pk>/removal/", licenses.removal, name="removal"),
    path("elsewhere/<int:pk>/removal/", licenses.elsewhere_removal, name="elsewhere-removal"),
    path("pay/", pay.pay, name="pay"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/refusal/", claims.declining, name="declining"),
    path("claims/<int:pk>/again/", claims.taking_up, name="taking-up"),
    path("desk/", desk.desk, name="desk"),
    path("desk/approvals/", desk.approving, name="approving"),
    path("desk/reminders/", desk.asking, name="asking"),
    path("desk/<int:pk>/hold/", desk.hold, name="hold"),
    path("desk/<int:pk>/hold/end/", desk.ending_hold, name="ending-hold"),
    path("desk/audit/", desk.audit, name="audit"),
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", batches.freezing, name="freezing"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("links/", links.links, name="links"),
    path("links/<int:pk>/end/", links.ending_link, name="ending-link"),
    path("shown/<str:token>/", links.shown, name="shown"),
    path("shown/<str:token>/<uuid:pk>/", links.shown_proof, name="shown-proof"),
    path("rules/", rules.rules, name="rules"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/uncovered/", uncovered.uncovered, name="uncovered"),
    path("approvals/<int:pk>/ending/", approvals.ending, name="ending"),
]
