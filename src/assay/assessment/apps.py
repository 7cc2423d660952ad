from django.apps import AppConfig


class Assessment(AppConfig):
    name = "assay.assessment"
    label = "assessment"
