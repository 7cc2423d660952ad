"""The `assay` command: Django's own commands and ours, with the product's settings."""

import os
import sys


def main() -> None:
    """Entry point of `assay` and `python -m assay`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["assay", *sys.argv[1:]])


if __name__ == "__main__":
    main()
