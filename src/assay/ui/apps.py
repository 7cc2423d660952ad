from django.apps import AppConfig


class Ui(AppConfig):
    name = "assay.ui"
    label = "ui"
