from django.urls import path

from assay.catalog.authoring import views as authoring
from assay.catalog.public import views as public

app_name = "catalog"
urlpatterns = [
    path("catalog/", public.browse, name="list"),
    path("catalog/<slug:slug>/", public.detail, name="detail"),
    path("catalog/<slug:slug>/hallmark.svg", public.hallmark, name="hallmark"),
    path("catalog/<slug:slug>/v/<str:number>/", public.version, name="version"),
    path("stacks/<slug:slug>/", public.stack, name="stack"),
    path("authoring/", authoring.desk, name="authoring"),
    path("authoring/new/", authoring.new, name="new"),
    path("authoring/import/", authoring.bring_in, name="import"),
    path("authoring/<int:pk>/", authoring.draft, name="draft"),
    path("authoring/<int:pk>/edit/<slug:key>/", authoring.edit, name="section"),
    path("authoring/<int:pk>/preview/", authoring.preview, name="preview"),
    path("authoring/<int:pk>/file/", authoring.export, name="export"),
    path("authoring/<int:pk>/publication/", authoring.publication, name="publication"),
    path("authoring/<int:pk>/versions/", authoring.new_version, name="new_version"),
    path("authoring/<int:pk>/retirement/", authoring.retirement, name="retirement"),
]
