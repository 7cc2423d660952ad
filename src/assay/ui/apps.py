from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class Ui(AppConfig):
    name = "assay.ui"
    label = "ui"


class StaticFiles(StaticFilesConfig):
    """Static files without htmx's extensions: nobody uses them, and one names a module that does not exist."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext"]
