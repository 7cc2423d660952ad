"""Recognition besides pay: written down and ended by a program's administrator."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.content.stack_roles import doors
from assay.catalog.models import Stack
from assay.credits import policy
from assay.credits.models import Recognition, RecognitionKind
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean, clean_line
from assay.people.models import Organization, Person
from assay.record.actions import note

MOST_CHARACTERS = 800  # so that it fits its page


@transaction.atomic
def add_recognition(
    organization: Organization,
    kind: str,
    *,
    name: str,
    words: str,
    said_by: str,
    stack: Stack | None = None,
    since: date,
    until: date | None = None,
    by: Person,
) -> Recognition:
    """Write down what a program gives for badges from a day on (B2). Raises PermissionDenied, BadInput with `fields`,
    WrongState for the same once more.
    """
    if not policy.can_add_recognition(by, organization):
        raise PermissionDenied
    name, said_by, words = clean_line(name), clean_line(said_by), clean(words).strip()
    wrong: dict[str, str] = {}
    if kind not in RecognitionKind:
        wrong["kind"] = _("Choose what it is.")
    if not name:
        wrong["name"] = _("Write what it is called.")
    if not words:
        wrong["words"] = _("Write what it says.")
    elif len(words) > MOST_CHARACTERS:
        wrong["words"] = _("Write at most %(n)d characters, so that it fits its page.") % {
            "n": MOST_CHARACTERS
        }
    if not said_by:
        wrong["said_by"] = _("Write whose word it is.")
    is_pool = kind == RecognitionKind.POOL
    if is_pool and (stack is None or not stack.is_open or not doors(stack.data)):
        wrong["stack"] = _("Choose a stack that opens a leader pool.")
    elif is_pool and stack is not None and organization.pk not in stack.issuer.lineage:
        wrong["stack"] = _("Another organization issues this one.")
    if until is not None and until < since:
        wrong["until"] = _("The last day is before the first.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    hold(organization)
    said = {
        "organization": organization,
        "kind": kind,
        "name": name,
        "words": words,
        "said_by": said_by,
        "stack": stack if is_pool else None,
        "since": since,
        "until": until,
    }
    if Recognition.objects.filter(**said, ended_at=None).exists():
        raise WrongState(_("This is already written down."))
    row = Recognition.objects.create(**said, added_by=by, added_at=now())
    note("credits.recognition_added", row, by=by, kind=kind, since=str(since))
    return row


@transaction.atomic
def end_recognition(row: Recognition, *, by: Person) -> Recognition:
    """Today is its last day; what was earned until then keeps its paper. Raises PermissionDenied, WrongState."""
    if not policy.can_end_recognition(by, row):
        raise PermissionDenied
    row = Recognition.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ended_at is not None or (row.until is not None and row.until < today()):
        raise WrongState(_("This is already over."))
    begun = row.since <= today()
    row.until, row.ended_at = today() if begun else row.since - timedelta(days=1), now()
    row.save(update_fields=["until", "ended_at"])
    note("credits.recognition_ended", row, by=by, until=str(row.until))
    return row
