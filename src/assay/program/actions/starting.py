"""The first rules of a new installation, from a starting set."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.program import policy
from assay.program.actions.checklist import set_checklist
from assay.program.actions.policies import set_policy
from assay.program.models import ChecklistItem, Policy
from assay.program.setup import starting_checklist, starting_sets


@transaction.atomic
def start_with(name: str, *, by: Person) -> None:
    """Put a starting set in force from today, with the standard where there is none; each policy is an event.

    Raises PermissionDenied, BadInput for no such set, and WrongState once any rule is set: it would undo that.
    """
    if not policy.can_set_rules(by):
        raise PermissionDenied
    chosen = starting_sets().get(name)
    if chosen is None:
        message = _("Choose one of the three.")
        raise BadInput(message, fields={"name": message})
    if Policy.objects.exists():
        raise WrongState(_("Rules are already set. Change them one by one under Policies."))
    for kind, values in chosen.policies.items():
        set_policy(kind, values, by=by)
    if not ChecklistItem.objects.of(None).exists():
        set_checklist(starting_checklist(), by=by)
