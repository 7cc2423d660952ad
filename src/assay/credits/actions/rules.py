"""A program's own rules of pay, written down by whoever runs it: checked whole, dated, and never changed."""

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

MOST_CHARACTERS, MOST_PROBLEMS = 50_000, 10


@transaction.atomic
def add_rule(organization: Organization, text: str, *, by: Person) -> ProgramRule:
    """Write down a record of a rule of pay: a file with one rule, whose worked cases come to what they say.

    It counts from its first day on, beside what was written before. Raises PermissionDenied, BadInput (`fields`) with
    each problem by its line, WrongState for the same record once more.
    """
    if not policy.can_add_rule(by, organization):
        raise PermissionDenied
    rule = _checked(text).rule
    hold(Organization.objects.filter(parent=None))  # a name belongs to one program
    others = ProgramRule.objects.filter(rule=rule.id).exclude(organization=organization)
    if others.exists() or any(one.rule.id == rule.id for one in shipped()):
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


def _checked(text: str) -> Ruled:
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
    if ruled.rule.purpose not in OF_EMPLOYERS:
        raise _refused(_("Rules of licenses come with the program. Write rules of pay here."))
    return ruled


def _refused(*wrong: str) -> BadInput:
    said = " ".join(wrong)
    return BadInput(said, fields={"text": said})
