"""The verbs of the pool."""

from assay.assessment.pool.actions.alarms import let_go_on, pause_after, raise_alarm
from assay.assessment.pool.actions.anchors import (
    add_anchor_file,
    ask_for_anchor,
    bring_anchor,
    copy_as_anchor,
    correct_level,
    count_criterion_again,
    edit_anchor,
    end_permission,
    give_permission,
    keep_anchor_file,
    make_anchor,
    put_in_use,
    retire_anchor,
    set_criterion_aside,
)
from assay.assessment.pool.actions.attesting import (
    attest,
    attest_many,
    declare_conflict,
    end_basis,
    end_conflict,
    resume_basis,
)
from assay.assessment.pool.actions.calibrating import (
    confirm_training,
    hand_over_reading,
    save_reading,
    start_calibration,
    stop_calibration,
)
from assay.assessment.pool.actions.capacity import agree_on_capacity, say_availability
from assay.assessment.pool.actions.checking import (
    accept_check,
    decline_check,
    lapse_idle_checks,
    offer_check,
    recuse_check,
    take_check_again,
)
from assay.assessment.pool.actions.objections import answer_objection, object_to
from assay.assessment.pool.actions.pausing import end_pause, pause
from assay.assessment.pool.actions.reader_requests import (
    answer_reader_request,
    ask_for_readers,
    end_done_requests,
    end_reader_request,
    end_run_out_requests,
)
from assay.assessment.pool.actions.renewing import remind_of_renewals
from assay.assessment.pool.actions.safety import end_report_on_anchor
from assay.assessment.pool.actions.volunteering import end_offer, offer_to_assess

__all__ = [
    "accept_check",
    "add_anchor_file",
    "agree_on_capacity",
    "answer_objection",
    "answer_reader_request",
    "ask_for_anchor",
    "ask_for_readers",
    "attest",
    "attest_many",
    "bring_anchor",
    "confirm_training",
    "copy_as_anchor",
    "correct_level",
    "count_criterion_again",
    "declare_conflict",
    "decline_check",
    "edit_anchor",
    "end_basis",
    "end_conflict",
    "end_done_requests",
    "end_offer",
    "end_pause",
    "end_permission",
    "end_reader_request",
    "end_report_on_anchor",
    "end_run_out_requests",
    "give_permission",
    "hand_over_reading",
    "keep_anchor_file",
    "lapse_idle_checks",
    "let_go_on",
    "make_anchor",
    "object_to",
    "offer_check",
    "offer_to_assess",
    "pause",
    "pause_after",
    "put_in_use",
    "raise_alarm",
    "recuse_check",
    "remind_of_renewals",
    "resume_basis",
    "retire_anchor",
    "save_reading",
    "say_availability",
    "set_criterion_aside",
    "start_calibration",
    "stop_calibration",
    "take_check_again",
]
