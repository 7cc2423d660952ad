from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """The number of a row in an address. One that no database can hold is no address of ours: 404, as for any other."""

    regex = "[0-9]{1,18}"


class Lib(AppConfig):
    name = "assay.lib"
    label = "lib"

    def ready(self) -> None:
        register_converter(Number, "number")
