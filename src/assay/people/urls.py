from django.urls import path

from assay.people.views import (
    desk,
    invitations,
    letters,
    organizations,
    own,
    people_list,
    record,
    security,
)

app_name = "people"
urlpatterns = [
    path("", people_list.index, name="list"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/memberships/", desk.grant, name="grant"),
    path(
        "<int:pk>/memberships/<int:membership_pk>/ending/",
        desk.end_membership,
        name="end-membership",
    ),
    path("<int:pk>/workplace/", desk.workplace, name="workplace"),
    path("<int:pk>/deactivation/", desk.deactivate, name="deactivate"),
    path("<int:pk>/reactivation/", desk.reactivate, name="reactivate"),
    path("organizations/", organizations.tree, name="organizations"),
    path("organizations/new/", organizations.create, name="new-organization"),
    path("organizations/<int:pk>/", organizations.change, name="organization"),
    path("organizations/<int:pk>/ending/", organizations.end, name="end-organization"),
    path("invitations/", invitations.index, name="invitations"),
    path("invitations/<int:pk>/sending/", invitations.resend, name="resend"),
    path("invitations/<int:pk>/withdrawal/", invitations.withdraw, name="withdraw"),
    path("letters/", letters.index, name="letters"),
    path("letters/sending/", letters.try_all_again, name="try-letters-again"),
    path("letters/<int:pk>/sending/", letters.try_again, name="try-letter-again"),
    path("letters/<int:pk>/withdrawal/", letters.let_be, name="let-letter-be"),
    path("record/", record.index, name="record"),
    path("record/steps/<int:pk>/", record.tell_again, name="tell-again"),
    path("record/check/", record.run_check, name="check-record"),
    path("security/", security.index, name="security"),
    path("security/events.csv", security.table, name="security_csv"),
    path("sign-ins/", security.own, name="sign_ins"),
    path("profile/", own.profile, name="profile"),
    path("profile/workplace/", own.workplace, name="own-workplace"),
    path("join/<str:token>/", own.join, name="join"),
]
