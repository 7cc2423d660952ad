"""A coordinator writes to those who began before a program could count."""

from itertools import count

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials.models import Award
from assay.credits import policy
from assay.credits.lead_time import TOLD, missed, told_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import Rule
from assay.lib.errors import WrongState
from assay.lib.locks import hold
from assay.people.models import Organization, Person
from assay.record.actions import Entry, note_all

#: Badges that are told of at one press.
MOST_AT_ONCE = 500


@transaction.atomic
@rules_in_hand()
def tell_of_lead_time(organization: Organization, rule: Rule, *, by: Person) -> int:
    """Write once about each badge of a program that began too early for a rule. How many people.

    Raises PermissionDenied for anyone but the coordinator of its credit, WrongState where nobody is left to write to.
    """
    if not policy.can_keep_credit(by, organization):
        raise PermissionDenied
    hold(organization)  # of two who press at once one writes
    found = missed([organization.path], rule).exclude(person=by).order_by("-earned_on", "pk")
    rows: list[Award] = []
    for n in count(0, MOST_AT_ONCE):
        part = list(found[n : n + MOST_AT_ONCE])
        told = told_of(part)
        rows += [award for award in part if str(award.pk) not in told]
        if len(part) < MOST_AT_ONCE or len(rows) >= MOST_AT_ONCE:
            break
    rows = rows[:MOST_AT_ONCE]
    if not rows:
        raise WrongState(_("Everyone on this list was written to."))
    note_all(Entry(TOLD, award, by, {"rule": rule.id}) for award in rows)
    return len({award.person_id for award in rows})
