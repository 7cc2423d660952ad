"""The verbs of judging."""

from assay.assessment.judging.actions.inspecting import inspect
from assay.assessment.judging.actions.late_sheets import take_again, throw_away_late
from assay.assessment.judging.actions.offering import (
    accept,
    give_back_crossing,
    lapse_idle,
    offer_next,
    recuse,
    take_adjudication,
    take_back,
    take_back_many,
)
from assay.assessment.judging.actions.opening import (
    open_evaluation,
    promise_waiting,
    withdraw_evaluation,
)
from assay.assessment.judging.actions.overriding import override
from assay.assessment.judging.actions.releasing import release, release_clean, revise, send_back
from assay.assessment.judging.actions.screening import (
    leave_screening,
    remind_of_checks,
    screen,
    take_screening,
)
from assay.assessment.judging.actions.sheets import hand_over, save_sheet
from assay.assessment.judging.actions.stems import add_stem, remove_stem

__all__ = [
    "accept",
    "add_stem",
    "give_back_crossing",
    "hand_over",
    "inspect",
    "lapse_idle",
    "leave_screening",
    "offer_next",
    "open_evaluation",
    "override",
    "promise_waiting",
    "recuse",
    "release",
    "release_clean",
    "remind_of_checks",
    "remove_stem",
    "revise",
    "save_sheet",
    "screen",
    "send_back",
    "take_adjudication",
    "take_again",
    "take_back",
    "take_back_many",
    "take_screening",
    "throw_away_late",
    "withdraw_evaluation",
]
