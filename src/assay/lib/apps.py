from django.apps import AppConfig


class Lib(AppConfig):
    name = "assay.lib"
    label = "lib"
