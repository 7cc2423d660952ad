from django.apps import AppConfig


class Demo(AppConfig):
    name = "assay.demo"
    label = "demo"
