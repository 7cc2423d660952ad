from django.apps import AppConfig


class Catalog(AppConfig):
    name = "assay.catalog"
    label = "catalog"
