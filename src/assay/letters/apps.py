from django.apps import AppConfig


class Letters(AppConfig):
    name = "assay.letters"
    label = "letters"
