from django.apps import AppConfig


class Frameworks(AppConfig):
    name = "assay.frameworks"
    label = "frameworks"
