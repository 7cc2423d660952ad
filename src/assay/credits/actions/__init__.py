"""The verbs of credits."""

from assay.credits.actions.approvals import add_approval, end_approval
from assay.credits.actions.audit_packets import draw_packet, end_packet, note_packet_opening
from assay.credits.actions.batches import (
    approve,
    ask_to_mend,
    freeze_batch,
    freeze_pay_for_assessing,
    import_results,
)
from assay.credits.actions.claims import claim, decline, report, take_up
from assay.credits.actions.elsewhere import add_elsewhere, remove_elsewhere
from assay.credits.actions.holds import end_hold, hold_credit
from assay.credits.actions.lead_time import tell_of_lead_time
from assay.credits.actions.ledger import propose, propose_all, propose_pay, reverse_all
from assay.credits.actions.licenses import add_license, change_license, remove_license
from assay.credits.actions.links import end_link, make_link, note_opening
from assay.credits.actions.recognition import add_recognition, end_recognition
from assay.credits.actions.recognition_requests import ask_recognition, take_recognition_back
from assay.credits.actions.rules import add_rule, checked_rule
from assay.credits.actions.transcripts import end_transcript, make_transcript
from assay.credits.actions.values import keep_values, review_after_new_rules, review_values

__all__ = [
    "add_approval",
    "add_elsewhere",
    "add_license",
    "add_recognition",
    "add_rule",
    "approve",
    "ask_recognition",
    "ask_to_mend",
    "change_license",
    "checked_rule",
    "claim",
    "decline",
    "draw_packet",
    "end_approval",
    "end_hold",
    "end_link",
    "end_packet",
    "end_recognition",
    "end_transcript",
    "freeze_batch",
    "freeze_pay_for_assessing",
    "hold_credit",
    "import_results",
    "keep_values",
    "make_link",
    "make_transcript",
    "note_opening",
    "note_packet_opening",
    "propose",
    "propose_all",
    "propose_pay",
    "remove_elsewhere",
    "remove_license",
    "report",
    "reverse_all",
    "review_after_new_rules",
    "review_values",
    "take_recognition_back",
    "take_up",
    "tell_of_lead_time",
]
