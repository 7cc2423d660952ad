from django.urls import path

from assay.evidence import views

app_name = "evidence"
urlpatterns = [
    path("begin/<slug:slug>/", views.begin, name="begin"),
    path("files/<int:pk>/", views.file, name="file"),
    path("worker.js", views.worker, name="worker"),
    path("who-sees/", views.who_sees, name="who_sees"),
    path("retention/", views.retention, name="retention"),
    path("storage/", views.storage_use, name="storage"),
    path("registers/", views.registers, name="registers"),
    path("registers/<int:pk>/", views.register, name="register"),
    path("registers/<int:pk>/forms/", views.register_forms, name="register_forms"),
    path(
        "registers/<int:pk>/forms/<int:entry_pk>/removal/",
        views.register_form_removal,
        name="register_form_removal",
    ),
    path("registers/<int:pk>/closing/", views.register_closing, name="register_closing"),
    path("registers/<int:pk>/printed/", views.register_printed, name="register_printed"),
    path("<int:pk>/", views.workspace, name="workspace"),
    path("uploads/<str:token>/", views.upload, name="upload"),
    path("<int:pk>/uploads/<slug:step_id>/", views.uploads, name="uploads"),
    path("<int:pk>/answers/<str:prompt_id>/", views.answer, name="answer"),
    path("<int:pk>/declarations/", views.declarations, name="declarations"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/readiness/", views.readiness, name="readiness"),
    path("<int:pk>/submission/", views.submission, name="submission"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<int:pk>/status/", views.status, name="detail"),
    path("<int:pk>/openings/", views.openings, name="openings"),
    path("<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<int:pk>/resumption/", views.resumption, name="resumption"),
    path("<int:pk>/setting-aside/", views.setting_aside, name="setting_aside"),
    path("<int:pk>/newer-version/", views.newer_version, name="newer_version"),
    path("<int:pk>/earlier-texts/", views.earlier_texts, name="earlier_texts"),
    path(
        "<int:pk>/earlier-texts/<int:text_pk>/restoration/", views.restoration, name="restoration"
    ),
    path("<int:pk>/<slug:step_id>/", views.step, name="step"),
    path("<int:pk>/<slug:step_id>/log/", views.from_log, name="from_log"),
    path(
        "<int:pk>/<slug:step_id>/artifacts/<int:artifact_pk>/removal/",
        views.artifact_removal,
        name="artifact_removal",
    ),
    path(
        "<int:pk>/<slug:step_id>/artifacts/<int:artifact_pk>/restoration/",
        views.artifact_restoration,
        name="artifact_restoration",
    ),
    path(
        "<int:pk>/<slug:step_id>/annotations/<int:annotation_pk>/removal/",
        views.annotation_removal,
        name="annotation_removal",
    ),
    path(
        "<int:pk>/<slug:step_id>/uploads/<int:upload_pk>/removal/",
        views.upload_removal,
        name="upload_removal",
    ),
]
