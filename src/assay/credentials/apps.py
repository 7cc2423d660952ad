from django.apps import AppConfig


class Credentials(AppConfig):
    name = "assay.credentials"
    label = "credentials"
