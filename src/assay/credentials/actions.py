"""The verbs of credentials."""

from assay.credentials.additions.actions.wallet_offers import end_wallet_offer, offer_to_wallet
from assay.credentials.awarding.actions.awarding import award, reissue
from assay.credentials.awarding.actions.case_files import (
    add_case_file,
    delete_case_files,
    open_case_file,
    remove_case_file,
)
from assay.credentials.awarding.actions.cases import (
    answer_case,
    appeal_case,
    hear_case,
    name_panel,
    open_case,
    tend_cases,
    vote,
)
from assay.credentials.awarding.actions.evidence_shown import (
    MAX_SENTENCE,
    show_evidence,
    take_back_consent,
)
from assay.credentials.awarding.actions.revoking import revoke
from assay.credentials.awarding.actions.wallets import answer_offer, end_wallet
from assay.credentials.awarding.batch.actions import award_all, reissue_all
from assay.credentials.badge.actions.jwt_signing import sign_jwt
from assay.credentials.earlier.actions import (
    bring_earlier,
    claim_earlier,
    decline_earlier,
    discard_list,
    read_list,
    show_earlier,
    take_back_list,
)
from assay.credentials.endorsements.actions.asking import (
    ask_for_endorsement,
    end_ask,
    end_run_out_asks,
)
from assay.credentials.endorsements.actions.endorsing import (
    accept_endorsement,
    endorse,
    endorse_award,
    put_endorsement_aside,
    withdraw_endorsement,
)
from assay.credentials.endorsements.actions.guests import (
    answer_letter,
    ask_guest,
    decline_letter,
    withdraw_by_letter,
)
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer, make_key, rotate_key
from assay.credentials.sharing.actions.sharing import (
    close_public_page,
    end_share,
    open_public_page,
    set_visibility,
    share,
)
from assay.credentials.stacks.actions.candidates import (
    answer_role,
    confirm_role,
    leave_pool,
    offer_role,
    return_to_pool,
    take_offer_back,
)
from assay.credentials.stacks.actions.stack_awards import award_stack
from assay.credentials.stacks.actions.stack_reviews import ask_about_stacks, settle_stack

__all__ = [
    "MAX_SENTENCE",
    "accept_endorsement",
    "add_case_file",
    "answer_case",
    "answer_letter",
    "answer_offer",
    "answer_role",
    "appeal_case",
    "ask_about_stacks",
    "ask_for_endorsement",
    "ask_guest",
    "award",
    "award_all",
    "award_stack",
    "bring_earlier",
    "claim_earlier",
    "close_public_page",
    "confirm_role",
    "decline_earlier",
    "decline_letter",
    "delete_case_files",
    "discard_list",
    "end_ask",
    "end_run_out_asks",
    "end_share",
    "end_wallet",
    "end_wallet_offer",
    "endorse",
    "endorse_award",
    "ensure_issuer",
    "hear_case",
    "leave_pool",
    "make_key",
    "name_panel",
    "offer_role",
    "offer_to_wallet",
    "open_case",
    "open_case_file",
    "open_public_page",
    "put_endorsement_aside",
    "read_list",
    "reissue",
    "reissue_all",
    "remove_case_file",
    "return_to_pool",
    "revoke",
    "rotate_key",
    "set_visibility",
    "settle_stack",
    "share",
    "show_earlier",
    "show_evidence",
    "sign_jwt",
    "take_back_consent",
    "take_back_list",
    "take_offer_back",
    "tend_cases",
    "vote",
    "withdraw_by_letter",
    "withdraw_endorsement",
]
