"""Kinds of notices in words, as a person's list has them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "receipt": _("Your evidence has arrived"),
    "promised": _("There is a day for your decision"),
    "incomplete": _("Something is missing in your submission"),
    "decision": _("Your feedback is ready"),
    "appeal_filed": _("Your appeal has arrived"),
    "appeal_answered": _("Your appeal is answered"),
    "appeal_ruled": _("The chair looked at your appeal"),
    "award": _("Your badge is ready"),
    "endorsement_asked": _("You are asked to endorse a badge"),
    "endorsed": _("Your badge has a new endorsement"),
    "reissued": _("Badges of yours were signed again"),
    "withdrawn": _("There is news about your badge"),
    "wallet": _("A wallet took your badge"),
    "case_opened": _("There is a case about your badge"),
    "case_decided": _("The panel decided about your badge"),
    "case_kept": _("The case is over: your badge stays"),
    "to_name_panel": _("There is a panel to name"),
    "case_answered": _("The earner answered in your case"),
    "panel_named": _("You sit on a panel"),
    "to_vote": _("Your vote on a badge is due"),
    "to_hear": _("An appeal about a badge waits for your last word"),
    "case_news": _("There is news in a case about a badge"),
    "to_screen": _("There is work to screen"),
    "check_late": _("A check is past its day"),
    "safety_reported": _("A safety report is for you to read now"),
    "to_score": _("There is work to score"),
    "to_settle": _("There is a disagreement to settle"),
    "to_release": _("There is a decision to release"),
    "held": _("Your submission is on hold"),
    "hold_lifted": _("Your submission goes on"),
    "overridden": _("An approver decided otherwise than the rule"),
    "to_answer": _("There is an appeal to answer"),
    "to_read_again": _("There is work to read again"),
    "readings_in": _("Both new readings are in"),
    "to_rule": _("An appeal waits for your last word"),
    "anchor_asked": _("May assessors learn from your work?"),
    "objected": _("An assessor read an anchor otherwise"),
    "objection_answered": _("Your message on an anchor is answered"),
    "renewal_due": _("Your certification ends soon"),
    "certification_ended": _("Your certification has run out"),
    "drift": _("An assessor’s levels have moved away from others’"),
    "paused": _("Your work as an assessor is paused"),
    "pause_ended": _("Your pause has ended"),
    "offered": _("A submission is offered to you"),
    "lease_ending": _("Your time to score this ends soon"),
    "lease_ended": _("This is no longer yours to score"),
    "taken_back": _("Its learner took this back: nothing more to score"),
    "returned": _("The approver returned your sheet"),
    "agreement_proposed": _("Another district proposes a data-sharing agreement"),
    "agreement_accepted": _("Another district accepted your data-sharing agreement"),
    "agreement_ended": _("A data-sharing agreement was ended"),
    "published": _("A micro-credential you worked on is published"),
}


def words_of(kind: str) -> str:
    """The kind in words; one that an earlier release knew as it is written."""
    return str(KINDS.get(kind, kind))
