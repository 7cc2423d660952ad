"""The verbs of judging."""

from assay.assessment.judging.actions.attesting import (
    answer_attestation,
    ask_another,
    name_colleague,
    tend_attestations,
    waive_attestation,
)
from assay.assessment.judging.actions.comparing import compare_evidence
from assay.assessment.judging.actions.conflicts import keep_apart
from assay.assessment.judging.actions.holds import hold_for_integrity, lift_hold
from assay.assessment.judging.actions.inspecting import inspect
from assay.assessment.judging.actions.late_sheets import take_again, throw_away_late
from assay.assessment.judging.actions.leases import (
    give_back_crossing,
    lapse_idle,
    take_adjudication,
    take_back,
    take_back_many,
)
from assay.assessment.judging.actions.offering import (
    accept,
    decline,
    offer_next,
    offer_what_waits,
    recuse,
)
from assay.assessment.judging.actions.opening import (
    open_evaluation,
    promise_waiting,
    withdraw_evaluation,
)
from assay.assessment.judging.actions.overriding import override
from assay.assessment.judging.actions.promises import move_broken_promises
from assay.assessment.judging.actions.releasing import release, release_clean, revise, send_back
from assay.assessment.judging.actions.reopening import answer_reopening, ask_reopening
from assay.assessment.judging.actions.safety import (
    end_safety_report,
    report_safety,
    see_to_safety_reports,
    take_safety_report,
)
from assay.assessment.judging.actions.screening import (
    leave_screening,
    remind_of_checks,
    screen,
    take_screening,
)
from assay.assessment.judging.actions.shared_comments import (
    decline_comment,
    edit_comment,
    propose_comment,
    propose_comment_on_check,
    retire_comment,
    take_comment,
)
from assay.assessment.judging.actions.sheets import hand_over, save_sheet
from assay.assessment.judging.actions.stems import add_stem, remove_stem

__all__ = [
    "accept",
    "add_stem",
    "answer_attestation",
    "answer_reopening",
    "ask_another",
    "ask_reopening",
    "compare_evidence",
    "decline",
    "decline_comment",
    "edit_comment",
    "end_safety_report",
    "give_back_crossing",
    "hand_over",
    "hold_for_integrity",
    "inspect",
    "keep_apart",
    "lapse_idle",
    "leave_screening",
    "lift_hold",
    "move_broken_promises",
    "name_colleague",
    "offer_next",
    "offer_what_waits",
    "open_evaluation",
    "override",
    "promise_waiting",
    "propose_comment",
    "propose_comment_on_check",
    "recuse",
    "release",
    "release_clean",
    "remind_of_checks",
    "remove_stem",
    "report_safety",
    "retire_comment",
    "revise",
    "save_sheet",
    "screen",
    "see_to_safety_reports",
    "send_back",
    "take_adjudication",
    "take_again",
    "take_back",
    "take_back_many",
    "take_comment",
    "take_safety_report",
    "take_screening",
    "tend_attestations",
    "throw_away_late",
    "waive_attestation",
    "withdraw_evaluation",
]
