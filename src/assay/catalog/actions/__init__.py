"""The verbs of catalog."""

from assay.catalog.actions.adopting import adopt
from assay.catalog.actions.drafting import (
    Conflict,
    NoLeave,
    create,
    give_back,
    save_draft,
    send_to_review,
    start_new_version,
)
from assay.catalog.actions.equating import end_equivalence, equate
from assay.catalog.actions.extensions import excused_fields, fields_of
from assay.catalog.actions.goal_ties import tie_goal, untie_goal
from assay.catalog.actions.importing import (
    CannotImport,
    import_file,
    import_micro_credential,
    import_stack,
    import_stacks,
    known,
)
from assay.catalog.actions.leaves import (
    ask_leave,
    decline_leave,
    end_leave,
    give_leave,
    name_designer,
    name_issuer,
    record_agreement,
)
from assay.catalog.actions.links import check_links
from assay.catalog.actions.publishing import (
    CannotPublish,
    PilotFull,
    act_of,
    except_item,
    full_in_words,
    names_without_leave,
    needs_exception,
    obstacles,
    publish,
    take_place,
    widen_pilot,
)
from assay.catalog.actions.retiring import (
    announce_retirement,
    call_off_retirement,
    close_pilot,
    earliest_closing,
    end_pilot,
    tend_versions,
)
from assay.catalog.actions.stack_drafts import (
    capstone_of,
    create_stack,
    draft_capstone,
    publish_stack,
    renew_stack,
    save_stack,
    stack_obstacles,
)
from assay.catalog.actions.stack_editions import edition_of
from assay.catalog.actions.stack_ends import announce_stack_end, call_off_stack_end, tend_stacks

__all__ = [
    "CannotImport",
    "CannotPublish",
    "Conflict",
    "NoLeave",
    "PilotFull",
    "act_of",
    "adopt",
    "announce_retirement",
    "announce_stack_end",
    "ask_leave",
    "call_off_retirement",
    "call_off_stack_end",
    "capstone_of",
    "check_links",
    "close_pilot",
    "create",
    "create_stack",
    "decline_leave",
    "draft_capstone",
    "earliest_closing",
    "edition_of",
    "end_equivalence",
    "end_leave",
    "end_pilot",
    "equate",
    "except_item",
    "excused_fields",
    "fields_of",
    "full_in_words",
    "give_back",
    "give_leave",
    "import_file",
    "import_micro_credential",
    "import_stack",
    "import_stacks",
    "known",
    "name_designer",
    "name_issuer",
    "names_without_leave",
    "needs_exception",
    "obstacles",
    "publish",
    "publish_stack",
    "record_agreement",
    "renew_stack",
    "save_draft",
    "save_stack",
    "send_to_review",
    "stack_obstacles",
    "start_new_version",
    "take_place",
    "tend_stacks",
    "tend_versions",
    "tie_goal",
    "untie_goal",
    "widen_pilot",
]
