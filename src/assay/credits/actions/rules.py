"""Rules of pay and later records of a state's rule, written down here: checked whole, dated, and never changed."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import policy
from assay.credits.models import ProgramRule
from assay.credits.rules.files import Document, Ruled, read
from assay.credits.rules.nouns import OF_EMPLOYERS
from assay.credits.rules.states import shipped
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.ui.words import short_day

MOST_CHARACTERS, MOST_PROBLEMS = 50_000, 10


@transaction.atomic
def add_rule(organization: Organization, text: str, *, by: Person) -> ProgramRule:
    """Write down a record of a rule: a file with one rule, whose worked cases come to what they say.

    It counts from its first day on, beside what was written before. A program writes down its own rules of pay; a
    state's rule holds for everybody here, and the home district writes down what it says from a later day on (A17, D7).
    Raises PermissionDenied, BadInput (`fields`) with each problem by its line, WrongState for the same
    record once more.
    """
    rule = checked_rule(organization, text, by=by).rule
    hold(Organization.objects.filter(parent=None))  # a name belongs to one program
    others = ProgramRule.objects.filter(rule=rule.id).exclude(organization=organization)
    if others.exists():
        raise _refused(_("There is another rule of this name. Choose another id."))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    last = ProgramRule.objects.filter(rule=rule.id, since=rule.since).last()
    if last is not None and last.sha256 == sha256:
        raise WrongState(_("This rule is already written down."))
    row = ProgramRule.objects.create(
        organization=organization,
        rule=rule.id,
        purpose=rule.purpose,
        since=rule.since,
        text=text,
        sha256=sha256,
        added_by=by,
        added_at=now(),
    )
    note("credits.rule_added", row, by=by, rule=rule.id, since=str(rule.since), sha256=sha256)
    return row


def checked_rule(organization: Organization, text: str, *, by: Person) -> Ruled:
    """The rule of a text that somebody may write down there. Raises as `add_rule` does, and changes nothing."""
    if not policy.can_add_rule(by, organization):
        raise PermissionDenied
    if len(text) > MOST_CHARACTERS:
        raise _refused(_("It is longer than a rule can be."))
    document: Document = read(text)
    if document.problems:
        said = [
            _("Line %(line)d: %(what)s") % {"line": one.line, "what": one.what}
            for one in document.problems[:MOST_PROBLEMS]
        ]
        raise _refused(*said)
    if len(document.rules) != 1:
        raise _refused(_("Write one rule at a time."))
    (ruled,) = document.rules
    rule = ruled.rule
    if rule.purpose not in OF_EMPLOYERS and not policy.can_add_rule_of_licenses(by, organization):
        raise _refused(
            _("A rule of licenses counts in every program here. The home district writes it down.")
        )
    came = [one.rule for one in shipped() if one.rule.id == rule.id]
    if came and rule.purpose not in {one.purpose for one in came}:
        raise _refused(_("There is another rule of this name. Choose another id."))
    if came and rule.since <= came[-1].since:
        day = short_day(came[-1].since)
        raise _refused(
            _("The rule that comes along begins on %(day)s. Begin this one later.") % {"day": day}
        )
    return ruled


def _refused(*wrong: str) -> BadInput:
    said = " ".join(wrong)
    return BadInput(said, fields={"text": said})
