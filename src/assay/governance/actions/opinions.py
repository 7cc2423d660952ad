"""Learners of a pilot say what helped and what they would change."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import Version
from assay.governance import policy
from assay.governance.actions.proposals import said_in_words
from assay.governance.models import Opinion
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def give_opinion(version: Version, text: str, *, by: Person) -> Opinion:
    """Say what one thinks of a pilot one has started; again in its place. The same words again change nothing.

    Raises PermissionDenied for who has not started it, BadInput without words, WrongState once it is no pilot.
    """
    if not policy.can_give_opinion(by, version):
        raise PermissionDenied
    if not version.in_pilot:
        raise WrongState(_("This pilot is over, so nothing more is asked about it."))
    said = said_in_words(text, "text", _("Write a sentence or two."))
    row, fresh = Opinion.objects.get_or_create(
        version=version, person=by, defaults={"text": said, "written_at": now()}
    )
    changed = row.text != said
    if changed:
        row.text, row.written_at = said, now()
        row.save(update_fields=("text", "written_at"))
    if fresh or changed:
        note("governance.opinion_given", version, by=by)
    return row
