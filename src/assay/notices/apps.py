from django.apps import AppConfig


class Notices(AppConfig):
    name = "assay.notices"
    label = "notices"
