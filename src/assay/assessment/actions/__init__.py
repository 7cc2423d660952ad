"""The verbs of assessment."""

from assay.assessment.actions.attesting import attest, declare_conflict, end_basis
from assay.assessment.actions.offering import accept, lapse_idle, offer_next, recuse, take_adjudication
from assay.assessment.actions.opening import open_evaluation, withdraw_evaluation
from assay.assessment.actions.releasing import release, revise, send_back
from assay.assessment.actions.screening import screen
from assay.assessment.actions.sheets import hand_over, save_sheet

__all__ = [
    "accept",
    "attest",
    "declare_conflict",
    "end_basis",
    "hand_over",
    "lapse_idle",
    "offer_next",
    "open_evaluation",
    "recuse",
    "release",
    "revise",
    "save_sheet",
    "screen",
    "send_back",
    "take_adjudication",
    "withdraw_evaluation",
]
