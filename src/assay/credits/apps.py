from django.apps import AppConfig


class Credits(AppConfig):
    name = "assay.credits"
    label = "credits"
