"""The verbs of catalog."""

from assay.catalog.actions.drafting import (
    Conflict,
    NoLeave,
    create,
    give_back,
    save_draft,
    send_to_review,
    start_new_version,
)
from assay.catalog.actions.importing import (
    CannotImport,
    import_file,
    import_micro_credential,
    import_stack,
    import_stacks,
    known,
)
from assay.catalog.actions.publishing import (
    CannotPublish,
    act_of,
    except_item,
    obstacles,
    publish,
    retire,
)

__all__ = [
    "CannotImport",
    "CannotPublish",
    "Conflict",
    "NoLeave",
    "act_of",
    "create",
    "except_item",
    "give_back",
    "import_file",
    "import_micro_credential",
    "import_stack",
    "import_stacks",
    "known",
    "obstacles",
    "publish",
    "retire",
    "save_draft",
    "send_to_review",
    "start_new_version",
]
