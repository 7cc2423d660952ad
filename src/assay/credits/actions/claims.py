"""The learner's word on a proposal: take it for a license or for pay, decline it, take it up again."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import explanation, policy
from assay.credits.actions.ledger import enter, propose_all
from assay.credits.facts import account_of, earned_by, result_for, rule_named
from assay.credits.models import Credit, CreditEntry, CreditStatus, EntryKind
from assay.credits.pay import is_for, pay_of, purpose_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import Approver
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.people.models import Person


@transaction.atomic
@rules_in_hand()
def claim(credit: Credit, *, by: Person) -> CreditEntry:
    """Take credit for a license or for pay, as it is proposed. From now on its coordinator sees it with the name there.

    A badge is there without it (A2). Raises PermissionDenied for anyone but the learner, WrongState where it is not
    proposed (any more), and where the award was taken for the same purpose elsewhere and a rule allows one.
    """
    if not policy.can_claim(by, credit):
        raise PermissionDenied
    credit = _held(credit)
    account = account_of(by)
    rule, purpose = rule_named(credit.rule), purpose_of(credit)
    other = account.taken_for_another(str(credit.award_id), purpose, rule) if rule else None
    if other is not None and other.license is not None:
        raise WrongState(
            _("This badge already counts for another license. Decline it there first.")
        )
    if other is not None:
        raise WrongState(
            _("This badge already counts for your pay elsewhere. Decline it there first.")
        )
    entry = enter(credit, EntryKind.CLAIMED, by=by)
    propose_all(by)  # elsewhere it is not proposed any more
    return entry


@transaction.atomic
@rules_in_hand()
def decline(credit: Credit, *, by: Person) -> CreditEntry:
    """Say no to a proposal, or take a yes back before it is approved, or leave what was sent back. The badge stays.

    Raises PermissionDenied for anyone but the learner, WrongState where it is approved or sent.
    """
    if not policy.can_claim(by, credit):
        raise PermissionDenied
    credit = _held(credit)
    entry = enter(credit, EntryKind.DECLINED, by=by, amount=-credit.balance)
    propose_all(by)  # what it took of a cap is free for others, and so is the award
    return entry


@transaction.atomic
@rules_in_hand()
def take_up(credit: Credit, *, by: Person) -> CreditEntry:
    """Have proposed again what was declined, with what it comes to today.

    Raises PermissionDenied for anyone but the learner, WrongState where it was not declined, where its award was
    withdrawn, and where it would count for nothing now.
    """
    if not policy.can_claim(by, credit):
        raise PermissionDenied
    credit = _held(credit)
    rule, purpose = rule_named(credit.rule), purpose_of(credit)
    mine = {one.id: one for one in earned_by(by)}
    one = mine.get(str(credit.award_id))
    if credit.status != CreditStatus.DECLINED or one is None or rule is None:
        raise WrongState(
            _("There is nothing to take up again. Reload the page to see what changed.")
        )
    if credit.license is not None and credit.license.ended_at is not None:
        raise WrongState(_("You removed this license. Add it again."))
    if credit.license is None and not any(is_for(credit, one) for one in pay_of(by)):
        raise WrongState(_("You no longer work where this is paid."))
    account = account_of(by)
    result = result_for(rule, purpose, account, anew=one)
    line = next(line for line in result.lines if line.activity.id == one.id)
    if not line.amount or account.taken_for_another(one.id, purpose, rule):
        raise WrongState(_("It would count for nothing now."))
    explained = explanation.kept(rule, line, as_of=today())
    entry = enter(credit, EntryKind.PROPOSED, by=by, amount=line.amount, explained=explained)
    propose_all(by)
    return entry


@transaction.atomic
@rules_in_hand()
def report(credit: Credit, day: date, *, by: Person) -> CreditEntry:
    """Say on which day one entered it with the state, where that is its holder's to do; said again, the later holds.

    Raises PermissionDenied for anyone but the learner, BadInput with `fields` for a day that cannot be, WrongState
    where it was not taken, is not theirs to report, or says so already.
    """
    if not policy.can_claim(by, credit):
        raise PermissionDenied
    credit = _held(credit)
    rule, purpose = rule_named(credit.rule), purpose_of(credit)
    if rule is None or credit.approver != Approver.SELF or credit.status != CreditStatus.CLAIMED:
        raise WrongState(_("There is nothing to report here. Accept it first."))
    if day > today():
        wrong = _("This day is still to come. Say it once you entered it.")
        raise BadInput(wrong, fields={"reported_on": wrong})
    if day < credit.award.earned_on:
        wrong = _("This is before the day you earned it.")
        raise BadInput(wrong, fields={"reported_on": wrong})
    if credit.reported_on == day:
        raise WrongState(_("This is the day that is written down."))
    credit.reported_on = day
    credit.save(update_fields=["reported_on"])
    result = result_for(rule, purpose, account_of(by))
    line = next(line for line in result.lines if line.activity.id == str(credit.award_id))
    explained = explanation.kept(rule, line, as_of=today())
    return enter(credit, EntryKind.REPORTED, by=by, explained=explained)


def _held(credit: Credit) -> Credit:
    """The credit as it stands, while nobody else changes what its learner has."""
    hold(credit.person)
    return Credit.objects.select_related("license", "person", "award").get(pk=credit.pk)
