"""The verbs of frameworks: brought in as packages, and ranked by the program."""

from assay.frameworks.actions.packages import CannotImport, import_case
from assay.frameworks.actions.priorities import (
    MOST_LETTERS,
    build_on,
    build_on_no_more,
    set_priority,
)

__all__ = [
    "MOST_LETTERS",
    "CannotImport",
    "build_on",
    "build_on_no_more",
    "import_case",
    "set_priority",
]
