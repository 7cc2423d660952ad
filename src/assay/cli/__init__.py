"""The `assay` command: Django's own commands and ours, with the product's settings."""

import os
import sys


def main() -> None:
    """Entry point of `assay` and `python -m assay`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("ASSAY_DEMO", "1")  # whoever types `assay demo` asks for it; settings hold the locks
    from django.core.management import execute_from_command_line

    execute_from_command_line(["assay", *sys.argv[1:]])
