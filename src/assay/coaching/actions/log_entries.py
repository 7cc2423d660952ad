"""A learner brings an entry of their log to whom they work with; the log itself stays private."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.models import BroughtEntry, Pairing
from assay.journeys.models import LogEntry
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note

#: As many one pair keeps.
MOST_BROUGHT = 200


@transaction.atomic
def bring_entry(pairing: Pairing, entry: LogEntry, *, by: Person) -> BroughtEntry:
    """Copy its words, as they are now, to the page of the two: what happens to the entry later changes nothing there.

    Raises PermissionDenied for anyone but the learner whose log and pairing it is; WrongState where they do not work
    together now, it is there, or as many as can be are.
    """
    if not policy.can_bring_entry(by, pairing, entry):
        raise PermissionDenied
    hold(pairing)
    pairing.refresh_from_db(fields=("status",))
    if not pairing.is_running:
        raise WrongState(_("You do not work together now."))
    if pairing.brought_entries.filter(day=entry.day, text=entry.text).exists():
        raise WrongState(_("This entry is on your page."))
    if pairing.brought_entries.count() >= MOST_BROUGHT:
        raise WrongState(_("As many entries as can be are on your page."))
    row = BroughtEntry.objects.create(
        pairing=pairing, day=entry.day, text=entry.text, brought_at=now()
    )
    note("coaching.entry_brought", pairing, by=by, learner=pairing.learner_id)
    return row


@transaction.atomic
def take_entry_back(row: BroughtEntry, *, by: Person) -> None:
    """Take the copy off the page of the two, at any time.

    Raises PermissionDenied for anyone but its learner, WrongState where it is gone.
    """
    if not policy.can_take_entry_back(by, row):
        raise PermissionDenied
    if not BroughtEntry.objects.filter(pk=row.pk).delete()[0]:
        raise WrongState(_("This entry is not on your page."))
    note("coaching.entry_taken_back", row.pairing, by=by, learner=row.pairing.learner_id)
