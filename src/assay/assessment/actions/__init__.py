"""The verbs of assessment."""

from assay.assessment.actions.attesting import (
    attest,
    attest_many,
    declare_conflict,
    end_basis,
    end_conflict,
    resume_basis,
)
from assay.assessment.actions.conflicts import keep_apart
from assay.assessment.actions.inspecting import inspect
from assay.assessment.actions.late_sheets import take_again, throw_away_late
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

__all__ = [
    "accept",
    "add_stem",
    "attest",
    "attest_many",
    "declare_conflict",
    "end_basis",
    "end_conflict",
    "hand_over",
    "inspect",
    "keep_apart",
    "lapse_idle",
    "leave_screening",
    "offer_next",
    "open_evaluation",
    "promise_waiting",
    "recuse",
    "release",
    "release_clean",
    "remove_stem",
    "resume_basis",
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
