from django.apps import AppConfig


class Credentials(AppConfig):
    name = "assay.credentials"
    label = "credentials"

    def ready(self) -> None:
        from assay.credentials import subscribers  # noqa: F401 -- listening starts on import
