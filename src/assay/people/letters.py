"""The e-mails people writes of its own: invitations. allauth words the others (adapter.py)."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from assay.letters.actions import write
from assay.letters.models import Letter
from assay.people.models import Invitation, Person
from assay.ui import words
from assay.ui.appearance import program_name

# Kinds of e-mails in words, for administrators who look after them; those of later rooms, too (as in audit_words).
KINDS: dict[str, str | Promise] = {
    "people.invitation": _("Invitation"),
    "account/email/login_code": _("Code to sign in"),
    "account/email/password_reset_key": _("Link to set a new password"),
    "account/email/account_already_exists": _("There is an account already"),
    "account/email/email_confirmation": _("Link to confirm an address"),
    "account/email/email_confirmation_signup": _("Link to confirm an address"),
    "notices.receipt": _("Receipt for a submission"),
    "notices.appeal_filed": _("Receipt for an appeal"),
    "notices.appeal_answered": _("Answer to an appeal"),
    "notices.appeal_ruled": _("The chair’s word on an appeal"),
    "notices.overridden": _("An approver decided otherwise than the rule"),
    "notices.case_opened": _("There is a case about your badge"),
    "notices.case_decided": _("The panel decided about your badge"),
    "notices.stack_questioned": _("A badge inside that of a stack was withdrawn"),
    "notices.stack_kept": _("Your badge of a stack stays"),
    "notices.goal_proposed": _("A goal is proposed to you"),
    "notices.pilot_answered": _("An author answers what you said of a pilot"),
    "notices.goal_answered": _("A goal you proposed is answered"),
    "notices.principal_letter": _("Letter about a badge of someone at your school"),
    "notices.coach_asked": _("A learner asks you to coach them"),
    "notices.coaching_begun": _("You have someone to work with"),
    "notices.coach_declined": _("A coach cannot take you on now"),
    "notices.coaching_ended": _("Your work with a coach or learner has ended"),
    "notices.draft_shared": _("A draft is shared with you"),
    "notices.coach_commented": _("Your coach has commented on your draft"),
    "notices.colleague_asked": _("A colleague asks you to read a draft"),
    "notices.colleague_accepted": _("A colleague reads your draft"),
    "notices.colleague_declined": _("A colleague cannot read your draft now"),
    "notices.colleague_ended": _("A colleague and you have ended working together"),
    "notices.colleague_commented": _("A colleague has commented on your draft"),
    "notices.coaching_meeting": _("A meeting is set"),
    "notices.coaching_called_off": _("A meeting was called off"),
    "notices.cohort_nudge": _("News of your group"),
    "notices.inquiry_asked": _("A colleague asks you about a badge you earned"),
    "notices.inquiry_message": _("There is a message from a colleague"),
    "notices.words_reported": _("There is a report to look at"),
    "notices.words_acted_on": _("What you wrote was looked at"),
    "notices.digest": _("There is something new in a discussion"),
    "notices.exemplar_asked": _("Your work is proposed as an example"),
    "notices.exemplar_to_decide": _("An example of practice is for you to decide on"),
    "notices.exemplar_approved": _("Your example is approved"),
    "notices.exemplar_declined": _("Your example was not approved"),
    "notices.exemplar_ending": _("An example of practice ends soon"),
    "notices.exemplar_withdrawn": _("An example of practice is no longer shown"),
    "notices.role_offered": _("You are offered a role"),
    "notices.role_answered": _("A role you offered is answered"),
    "notices.case_kept": _("The case is over: your badge stays"),
    "notices.to_name_panel": _("There is a panel to name"),
    "notices.case_answered": _("The earner answered in your case"),
    "notices.panel_named": _("You sit on a panel"),
    "notices.to_vote": _("Your vote on a badge is due"),
    "notices.to_hear": _("An appeal about a badge waits for your last word"),
    "notices.case_news": _("There is news in a case about a badge"),
    "notices.held": _("A submission is on hold"),
    "notices.hold_lifted": _("A submission goes on after a hold"),
    "notices.check_late": _("A check is past its day"),
    "notices.safety_reported": _("A safety report is for you to read now"),
    "notices.safety_waiting": _("A safety report is still not taken"),
    "notices.safety_untaken": _("No one has taken a safety report"),
    "notices.feedback_noted": _("A note on an assessor’s feedback"),
    "notices.to_curate": _("Sentences for the comment bank"),
    "notices.to_reopen": _("A kept criterion to be asked again"),
    "notices.readers_asked": _("A department asks for readers"),
    "notices.agreement_proposed": _("Another district proposes a data-sharing agreement"),
    "notices.agreement_accepted": _("Another district accepted your data-sharing agreement"),
    "notices.agreement_ended": _("A data-sharing agreement was ended"),
    "notices.leave_asked": _("A program asks to use your name"),
    "notices.leave_given": _("A program permits the use of its name"),
    "notices.leave_declined": _("A program declined that its name is used"),
    "notices.leave_ended": _("A permission to use a name was ended"),
    "notices.to_answer": _("There is an appeal to answer"),
    "notices.to_read_again": _("There is work to read again"),
    "notices.readings_in": _("Both new readings are in"),
    "notices.anchor_asked": _("May assessors learn from your work?"),
    "notices.objected": _("An assessor read an anchor otherwise"),
    "notices.objection_answered": _("Your message on an anchor is answered"),
    "notices.renewal_due": _("Your certification ends soon"),
    "notices.certification_ended": _("Your certification has run out"),
    "notices.drift": _("An assessor’s levels have moved away from others’"),
    "notices.paused": _("Your work as an assessor is paused"),
    "notices.pause_ended": _("Your pause has ended"),
    "notices.to_rule": _("An appeal waits for your last word"),
    "notices.promised": _("The day by which a decision comes"),
    "notices.promise_moved": _("A new day for a decision"),
    "notices.promise_broken": _("A submission is past its promised day"),
    "notices.incomplete": _("A submission came back as incomplete"),
    "notices.decision": _("A decision can be read"),
    "notices.award": _("A badge was issued"),
    "notices.endorsement_asked": _("Request for an endorsement"),
    "notices.letter": _("Request for an endorsement, to a guest"),
    "notices.endorsed": _("A badge was endorsed"),
    "notices.given": _("Copy of an endorsement, to a guest"),
    "notices.reissued": _("Badges were signed again"),
    "notices.withdrawn": _("News about a badge"),
    "notices.wallet": _("A badge went into a wallet"),
    "notices.to_screen": _("Work to screen"),
    "notices.to_score": _("Work to score"),
    "notices.to_settle": _("A disagreement to settle"),
    "notices.to_release": _("A decision to release"),
    "notices.offered": _("A submission is offered to an assessor"),
    "notices.to_name_colleague": _("Name a colleague to confirm your work"),
    "notices.to_confirm": _("A colleague’s work is to be confirmed"),
    "notices.confirm_by_link": _("Link to confirm a colleague’s work"),
    "notices.confirmation_late": _("A confirmation is late"),
    "notices.not_confirmed": _("A submission is not confirmed"),
    "notices.credit_held": _("Credit was put on hold"),
    "notices.credit_sent_back": _("Credit was sent back"),
    "notices.state_evaluation": _("A state’s own evaluation is to be answered"),
    "notices.lead_time_missed": _("Learning began before it could count for credit"),
    "notices.credit_to_mend": _("Something of a credit is to be mended"),
    "notices.value_changed": _("What a micro-credential counts for has changed"),
    "notices.need_answered": _("A micro-credential for a need is published"),
    "notices.vetting_asked": _("An organization asks to become an issuer"),
    "notices.vetted": _("Your organization may issue badges"),
    "notices.not_vetted": _("Your organization was not vetted as an issuer"),
    "notices.vetting_ended": _("The vetting of your organization was ended"),
    "notices.proposal_submitted": _("A proposal was handed to the committee"),
    "notices.pilot_open": _("A pilot in a learner’s plan is open to everyone"),
    "notices.retirement_announced": _("A micro-credential will be retired"),
    "notices.retirement_called_off": _("A retirement was called off"),
    "notices.version_ends": _("A learner’s version has a last day"),
    "notices.last_day_near": _("The last day to submit a draft comes near"),
    "notices.draft_deletion_near": _("An idle draft of a learner will be deleted"),
    "notices.deletion_announced": _("Files that have been due will be deleted"),
    "notices.draft_deleted": _("An idle draft of a learner was deleted"),
    "notices.exception_ending": _("An exception from the standard ends soon"),
    "notices.exception_ran_out": _("An exception from the standard has run out"),
    "notices.proposal_decided": _("The committee has decided about a proposal"),
    "notices.extension_decided": _("It was decided on what a department adds to the template"),
    "notices.meeting_called": _("A committee meets"),
    "notices.meeting_changed": _("A meeting of a committee has changed"),
    "notices.meeting_canceled": _("A meeting of a committee is canceled"),
    "notices.agenda_sent": _("The agenda for a meeting is ready"),
    "notices.minutes_approved": _("Minutes of a committee are approved"),
    "notices.minutes_published": _("Minutes of a committee are published"),
    "notices.lease_ending": _("An assessor’s time ends soon"),
    "notices.lease_ended": _("An assessor’s time ended"),
    "notices.taken_back": _("A learner took back what an assessor had"),
    "notices.returned": _("A sheet returned by the approver"),
    "notices.published": _("A micro-credential is published"),
}


def kind_in_words(kind: str) -> str | Promise:
    """The subject of an e-mail in words; those around an account that are not named above tell of a change in it."""
    return KINDS.get(kind) or _("A change in an account")


def write_invitation(invitation: Invitation) -> Letter:
    """Write to the address invited: to its owner by name and in their language, where we know them, else in the one
    that the inviter chose. The same link is written once.
    """
    known = Person.objects.filter(email=invitation.email).first()
    with override(known.locale if known else invitation.locale):
        context = {
            "person": known,
            "invitation": invitation,
            "program_name": program_name(),
            "link": settings.BASE_URL + reverse("people:join", args=(invitation.token,)),
            "until": words.day(invitation.expires_at),
        }
        subject = render_to_string("people/email/invitation_subject.txt", context)
        text = render_to_string("people/email/invitation_message.txt", context)
    return write(
        "people.invitation",
        invitation.email,
        subject,
        text,
        key=f"people.invitation:{invitation.token_hash}",
        about=invitation,
        good_until=invitation.expires_at,
    )
