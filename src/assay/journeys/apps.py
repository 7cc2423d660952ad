from django.apps import AppConfig


class Journeys(AppConfig):
    name = "assay.journeys"
    label = "journeys"
