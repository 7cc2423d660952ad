"""The verbs of evidence."""

from assay.evidence.actions.artifacts import (
    add_file,
    add_link,
    add_note,
    describe,
    record_consent,
    remove_artifact,
    remove_note,
    restore_artifact,
)
from assay.evidence.actions.beginning import begin, leave, opt_up, take_up_again
from assay.evidence.actions.cover_making import cover_next, drop_replaced, plan_of
from assay.evidence.actions.covering import (
    ask_for_cover,
    confirm_cover,
    cover_again,
    cover_kept,
    cover_whole,
    draw_box,
    keep_clear,
    leave_cover,
    remove_box,
)
from assay.evidence.actions.decisions import (
    close,
    correct,
    count_attempt,
    end_attempt,
    hold,
    keep_more,
    lift,
    log_opening,
    meet_condition,
    open_condition,
    open_next_attempt,
    reopen,
)
from assay.evidence.actions.declarations import declare, explain
from assay.evidence.actions.deleting import MOST as MOST_DELETED
from assay.evidence.actions.deleting import delete_due
from assay.evidence.actions.deletion_start import begin_deleting
from assay.evidence.actions.examining import (
    ask_for_examination,
    ask_for_the_rest,
    examine_next,
    sweep_working_folders,
)
from assay.evidence.actions.handing_in import (
    languages_taken,
    move_promise,
    promise,
    submit,
    withdraw,
)
from assay.evidence.actions.public_consent import end_public_consent, record_public_consent
from assay.evidence.actions.registers import (
    change_register,
    close_register,
    open_register,
    record_forms,
    take_forms_back,
)
from assay.evidence.actions.reminding import remind_of_last_days
from assay.evidence.actions.responses import (
    choose_form,
    restore_text,
    save_response,
    take_log_entry,
)
from assay.evidence.actions.stored_bytes import drop_bytes, found_damaged, found_whole
from assay.evidence.actions.uploading import (
    append,
    begin_upload,
    expire_uploads,
    finish_uploads,
    terminate,
)

__all__ = [
    "MOST_DELETED",
    "add_file",
    "add_link",
    "add_note",
    "append",
    "ask_for_cover",
    "ask_for_examination",
    "ask_for_the_rest",
    "begin",
    "begin_deleting",
    "begin_upload",
    "change_register",
    "choose_form",
    "close",
    "close_register",
    "confirm_cover",
    "correct",
    "count_attempt",
    "cover_again",
    "cover_kept",
    "cover_next",
    "cover_whole",
    "declare",
    "delete_due",
    "describe",
    "draw_box",
    "drop_bytes",
    "drop_replaced",
    "end_attempt",
    "end_public_consent",
    "examine_next",
    "expire_uploads",
    "explain",
    "finish_uploads",
    "found_damaged",
    "found_whole",
    "hold",
    "keep_clear",
    "keep_more",
    "languages_taken",
    "leave",
    "leave_cover",
    "lift",
    "log_opening",
    "meet_condition",
    "move_promise",
    "open_condition",
    "open_next_attempt",
    "open_register",
    "opt_up",
    "plan_of",
    "promise",
    "record_consent",
    "record_forms",
    "record_public_consent",
    "remind_of_last_days",
    "remove_artifact",
    "remove_box",
    "remove_note",
    "reopen",
    "restore_artifact",
    "restore_text",
    "save_response",
    "submit",
    "sweep_working_folders",
    "take_forms_back",
    "take_log_entry",
    "take_up_again",
    "terminate",
    "withdraw",
]
