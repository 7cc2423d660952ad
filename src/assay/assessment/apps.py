from django.apps import AppConfig


class Assessment(AppConfig):
    name = "assay.assessment"
    label = "assessment"

    def ready(self) -> None:
        from assay.assessment import subscribers  # noqa: F401 (registers the listeners)
