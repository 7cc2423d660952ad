"""The verbs of people."""

from assay.people.actions.accounts import (
    add_person,
    change_profile,
    choose_language,
    deactivate,
    join,
    reactivate,
)
from assay.people.actions.data_sharing import (
    accept_data_sharing,
    end_data_sharing,
    propose_data_sharing,
)
from assay.people.actions.invitations import accept, invite, join_by_invitation, resend, withdraw
from assay.people.actions.letters import let_letter_be, try_all_again, try_letter_again
from assay.people.actions.memberships import end_membership, grant, keep_membership
from assay.people.actions.organizations import (
    change_organization,
    create_organization,
    end_organization,
)
from assay.people.actions.retries import tell_again
from assay.people.actions.security import (
    count_refusal,
    end_sessions,
    note_email_changed,
    note_factor_added,
    note_factor_removed,
    note_factor_renewed,
    note_password_changed,
    note_proved_anew,
    note_refusals,
    note_sign_in,
    note_sign_out,
    take_factors_away,
)
from assay.people.actions.workplaces import set_workplace, state_workplace

__all__ = [
    "accept",
    "accept_data_sharing",
    "add_person",
    "change_organization",
    "change_profile",
    "choose_language",
    "count_refusal",
    "create_organization",
    "deactivate",
    "end_data_sharing",
    "end_membership",
    "end_organization",
    "end_sessions",
    "grant",
    "invite",
    "join",
    "join_by_invitation",
    "keep_membership",
    "let_letter_be",
    "note_email_changed",
    "note_factor_added",
    "note_factor_removed",
    "note_factor_renewed",
    "note_password_changed",
    "note_proved_anew",
    "note_refusals",
    "note_sign_in",
    "note_sign_out",
    "propose_data_sharing",
    "reactivate",
    "resend",
    "set_workplace",
    "state_workplace",
    "take_factors_away",
    "tell_again",
    "try_all_again",
    "try_letter_again",
    "withdraw",
]
