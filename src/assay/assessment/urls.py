from django.urls import path
from django.views.generic import RedirectView

from assay.assessment.views import decision, desk, evidence, inspection, lead, release, screening

app_name = "assessment"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="assessment:desk"), name="index"),
    path("sheets/", desk.desk, name="desk"),
    path("sheets/next/", desk.next_one, name="next"),
    path("sheets/<int:pk>/", desk.sheet, name="sheet"),
    path("sheets/<int:pk>/handover/", desk.handover, name="handover"),
    path("sheets/<int:pk>/recusal/", desk.recusal, name="recusal"),
    path("sheets/<int:pk>/taking-again/", desk.taking_again, name="taking_again"),
    path("late/<int:pk>/removal/", desk.late_removal, name="late_removal"),
    path("stems/", desk.stems, name="stems"),
    path("stems/<int:pk>/removal/", desk.stem_removal, name="stem_removal"),
    path("evidence/<str:public_id>/<int:pk>/", evidence.file, name="file"),
    path("evidence/<str:public_id>/<int:pk>/link/", evidence.link, name="link"),
    path("screening/", screening.screening, name="screening"),
    path("screening/<str:public_id>/", screening.check, name="check"),
    path("screening/<str:public_id>/duty/", screening.duty, name="duty"),
    path("screening/<str:public_id>/outcome/", screening.outcome, name="outcome"),
    path("lead/", lead.lead, name="lead"),
    path("lead/assessors/", lead.assessors, name="assessors"),
    path("lead/assessors/<int:pk>/ending/", lead.ending, name="ending"),
    path("lead/conflicts/", lead.conflicts, name="conflicts"),
    path("lead/conflicts/<int:pk>/ending/", lead.conflict_ending, name="conflict_ending"),
    path("lead/load/", lead.load, name="load"),
    path("lead/leases/<int:pk>/taking-back/", lead.taking_back, name="taking_back"),
    path("lead/disagreements/<str:public_id>/", lead.adjudication, name="adjudication"),
    path("lead/disagreements/<str:public_id>/taking/", lead.settling, name="settling"),
    path("inspections/", inspection.inspections, name="inspections"),
    path("inspections/<str:public_id>/", inspection.inspection, name="inspection"),
    path("release/", release.release, name="release"),
    path("release/many/", release.many, name="many"),
    path("release/<str:public_id>/", release.detail, name="release_detail"),
    path("release/<str:public_id>/release/", release.releasing, name="releasing"),
    path("release/<str:public_id>/return/", release.returning, name="returning"),
    path("decisions/<int:submission_pk>/", decision.decision, name="decision"),
    path("decisions/<int:submission_pk>/revision/", decision.revision, name="revision"),
]
