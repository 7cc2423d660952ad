"""The verbs of assessment."""

from assay.assessment.actions.anchors import (
    add_anchor_file,
    ask_for_anchor,
    copy_as_anchor,
    correct_level,
    count_criterion_again,
    edit_anchor,
    end_permission,
    give_permission,
    make_anchor,
    put_in_use,
    retire_anchor,
    set_criterion_aside,
)
from assay.assessment.actions.appealing import (
    appeal,
    ask_chair,
    ask_reader,
    decide_appeal,
    rule_on_appeal,
    take_appeal,
    withdraw_appeal,
)
from assay.assessment.actions.attesting import (
    attest,
    attest_many,
    declare_conflict,
    end_basis,
    end_conflict,
    resume_basis,
)
from assay.assessment.actions.calibrating import (
    confirm_training,
    hand_over_reading,
    save_reading,
    start_calibration,
    stop_calibration,
)
from assay.assessment.actions.conflicts import keep_apart
from assay.assessment.actions.inspecting import inspect
from assay.assessment.actions.late_sheets import take_again, throw_away_late
from assay.assessment.actions.objections import answer_objection, object_to
from assay.assessment.actions.offering import (
    accept,
    lapse_idle,
    offer_next,
    recuse,
    take_adjudication,
    take_back,
    take_back_many,
)
from assay.assessment.actions.opening import open_evaluation, promise_waiting, withdraw_evaluation
from assay.assessment.actions.releasing import release, release_clean, revise, send_back
from assay.assessment.actions.screening import leave_screening, screen, take_screening
from assay.assessment.actions.sheets import hand_over, save_sheet
from assay.assessment.actions.stems import add_stem, remove_stem
from assay.assessment.actions.volunteering import end_offer, offer_to_assess

__all__ = [
    "accept",
    "add_anchor_file",
    "add_stem",
    "answer_objection",
    "appeal",
    "ask_chair",
    "ask_for_anchor",
    "ask_reader",
    "attest",
    "attest_many",
    "confirm_training",
    "copy_as_anchor",
    "correct_level",
    "count_criterion_again",
    "decide_appeal",
    "declare_conflict",
    "edit_anchor",
    "end_basis",
    "end_conflict",
    "end_offer",
    "end_permission",
    "give_permission",
    "hand_over",
    "hand_over_reading",
    "inspect",
    "keep_apart",
    "lapse_idle",
    "leave_screening",
    "make_anchor",
    "object_to",
    "offer_next",
    "offer_to_assess",
    "open_evaluation",
    "promise_waiting",
    "put_in_use",
    "recuse",
    "release",
    "release_clean",
    "remove_stem",
    "resume_basis",
    "retire_anchor",
    "revise",
    "rule_on_appeal",
    "save_reading",
    "save_sheet",
    "screen",
    "send_back",
    "set_criterion_aside",
    "start_calibration",
    "stop_calibration",
    "take_adjudication",
    "take_again",
    "take_appeal",
    "take_back",
    "take_back_many",
    "take_screening",
    "throw_away_late",
    "withdraw_appeal",
    "withdraw_evaluation",
]
