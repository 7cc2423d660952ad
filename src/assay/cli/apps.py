from django.apps import AppConfig


class Cli(AppConfig):
    name = "assay.cli"
    label = "cli"
