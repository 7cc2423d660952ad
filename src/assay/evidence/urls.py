from django.urls import path

from assay.evidence import views

app_name = "evidence"
urlpatterns = [
    path("begin/<slug:slug>/", views.begin, name="begin"),
    path("files/<number:pk>/", views.file, name="file"),
    path("worker.js", views.worker, name="worker"),
    path("who-sees/", views.who_sees, name="who_sees"),
    path("retention/", views.retention, name="retention"),
    path("storage/", views.storage_use, name="storage"),
    path("registers/", views.registers, name="registers"),
    path("registers/<number:pk>/", views.register, name="register"),
    path("registers/<number:pk>/forms/", views.register_forms, name="register_forms"),
    path(
        "registers/<number:pk>/forms/<number:entry_pk>/removal/",
        views.register_form_removal,
        name="register_form_removal",
    ),
    path("registers/<number:pk>/closing/", views.register_closing, name="register_closing"),
    path("registers/<number:pk>/printed/", views.register_printed, name="register_printed"),
    path("<number:pk>/", views.workspace, name="workspace"),
    path("uploads/<str:token>/", views.upload, name="upload"),
    path("<number:pk>/uploads/<slug:step_id>/", views.uploads, name="uploads"),
    path("<number:pk>/answers/<str:prompt_id>/", views.answer, name="answer"),
    path("<number:pk>/declarations/", views.declarations, name="declarations"),
    path("<number:pk>/note/", views.note, name="note"),
    path("<number:pk>/readiness/", views.readiness, name="readiness"),
    path("<number:pk>/submission/", views.submission, name="submission"),
    path("<number:pk>/receipt/", views.receipt, name="receipt"),
    path("<number:pk>/status/", views.status, name="detail"),
    path("<number:pk>/openings/", views.openings, name="openings"),
    path("<number:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<number:pk>/resumption/", views.resumption, name="resumption"),
    path("<number:pk>/setting-aside/", views.setting_aside, name="setting_aside"),
    path("<number:pk>/newer-version/", views.newer_version, name="newer_version"),
    path("<number:pk>/earlier-texts/", views.earlier_texts, name="earlier_texts"),
    path(
        "<number:pk>/earlier-texts/<number:text_pk>/restoration/",
        views.restoration,
        name="restoration",
    ),
    path("<number:pk>/<slug:step_id>/", views.step, name="step"),
    path("<number:pk>/<slug:step_id>/log/", views.from_log, name="from_log"),
    path("<number:pk>/<slug:step_id>/questions/", views.step_questions, name="step_questions"),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/removal/",
        views.artifact_removal,
        name="artifact_removal",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/restoration/",
        views.artifact_restoration,
        name="artifact_restoration",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/covering/",
        views.artifact_covering,
        name="artifact_covering",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/",
        views.cover,
        name="cover",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/changes/",
        views.cover_changes,
        name="cover_changes",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/confirmation/",
        views.cover_confirmation,
        name="cover_confirmation",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/leaving/",
        views.cover_leaving,
        name="cover_leaving",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/moments/<number:place>/",
        views.cover_moment,
        name="cover_moment",
    ),
    path(
        "<number:pk>/<slug:step_id>/artifacts/<number:artifact_pk>/cover/<slug:part>/<number:place>/",
        views.cover_part,
        name="cover_part",
    ),
    path(
        "<number:pk>/<slug:step_id>/annotations/<number:annotation_pk>/removal/",
        views.annotation_removal,
        name="annotation_removal",
    ),
    path(
        "<number:pk>/<slug:step_id>/uploads/<number:upload_pk>/removal/",
        views.upload_removal,
        name="upload_removal",
    ),
]
