"""What people look for and do not find."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.wording import clean, clean_line
from assay.people.models import Person
from assay.program import policy
from assay.program.models import Need
from assay.record.actions import note

#: Of what somebody says they looked for.
MOST_LETTERS = 500


@transaction.atomic
def voice_need(words: str, *, searched: str = "", by: Person) -> Need:
    """Keep what somebody looked for in the catalog and did not find. The same words of the same person are kept once.

    Raises PermissionDenied for whoever belongs nowhere, BadInput for nothing or for more than 500 characters.
    """
    if not policy.can_voice_need(by):
        raise PermissionDenied
    said = clean(words).strip()
    if not said:
        message = _("Say what you were looking for.")
        raise BadInput(message, fields={"words": message})
    if len(said) > MOST_LETTERS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
        raise BadInput(message, fields={"words": message})
    place = (by.workplace or by.current_memberships[0]).organization
    Person.objects.select_for_update().get(pk=by.pk)  # a second press waits, and finds the first
    before = Need.objects.filter(voiced_by=by, words=said).first()
    if before is not None:
        return before
    need = Need.objects.create(
        organization=place,
        voiced_by=by,
        voiced_at=now(),
        words=said,
        searched=clean_line(searched)[:200],
    )
    note("program.need_voiced", need, by=by)
    return need
