from django.apps import AppConfig


class People(AppConfig):
    name = "assay.people"
    label = "people"
