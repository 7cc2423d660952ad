from django.apps import AppConfig


class Record(AppConfig):
    name = "assay.record"
    label = "record"
