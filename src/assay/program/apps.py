from django.apps import AppConfig


class Program(AppConfig):
    name = "assay.program"
    label = "program"
