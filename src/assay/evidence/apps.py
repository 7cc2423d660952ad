from django.apps import AppConfig


class Evidence(AppConfig):
    name = "assay.evidence"
    label = "evidence"
