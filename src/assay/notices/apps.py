from django.apps import AppConfig


class Notices(AppConfig):
    name = "assay.notices"
    label = "notices"

    def ready(self) -> None:
        from assay.notices import subscribers  # noqa: F401 (registers the listeners)
