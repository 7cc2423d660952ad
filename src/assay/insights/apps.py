from django.apps import AppConfig


class Insights(AppConfig):
    name = "assay.insights"
    label = "insights"
