"""Every room's addresses. Public ones are short and stable: badges point at them for decades."""

from django.urls import include, path

from assay.config.prefetch import rules
from assay.people.views.own import join_district, language

urlpatterns = [
    path("", include("assay.insights.urls")),
    path("", include("assay.ui.urls")),
    path("language/", language, name="set_language"),
    path("prefetch.json", rules, name="prefetch"),
    path("accounts/", include("allauth.urls")),
    path("join/<slug:ident>/", join_district, name="join_district"),
    path("people/", include("assay.people.urls")),
    path("", include("assay.program.urls")),
    path("frameworks/", include("assay.frameworks.urls")),
    path("", include("assay.catalog.urls")),
    path("", include("assay.journeys.urls")),
    path("evidence/", include("assay.evidence.urls")),
    path("coaching/", include("assay.coaching.urls")),
    path("assessment/", include("assay.assessment.urls")),
    path("agreement/", include("assay.assessment.monitoring.urls")),
    path("", include("assay.credentials.urls")),
    path("credit/", include("assay.credits.urls")),
    path("community/", include("assay.community.urls")),
    path("", include("assay.governance.urls")),
    path("notices/", include("assay.notices.urls")),
    path("demo/", include("assay.demo.urls")),
]

handler500 = "assay.lib.http.server_error"
