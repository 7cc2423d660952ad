"""The verbs of catalog."""

from assay.catalog.actions.drafting import Conflict, NoLeave, create, save_draft, start_new_version
from assay.catalog.actions.importing import (
    CannotImport,
    import_file,
    import_micro_credential,
    import_stack,
    import_stacks,
    known,
)
from assay.catalog.actions.publishing import CannotPublish, obstacles, publish, retire

__all__ = [
    "CannotImport",
    "CannotPublish",
    "Conflict",
    "NoLeave",
    "create",
    "import_file",
    "import_micro_credential",
    "import_stack",
    "import_stacks",
    "known",
    "obstacles",
    "publish",
    "retire",
    "save_draft",
    "start_new_version",
]
