"""The minutes of a meeting: written, put right, approved, and their open part published."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.actions.meetings import held_meeting, refuse_canceled
from assay.governance.actions.proposals import said_in_words
from assay.governance.models import AgendaItem, Meeting, MinutesApproval, MinutesEntry, Part
from assay.lib.clock import now
from assay.lib.errors import BadInput, Stale, WrongState
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MOST_ENTRIES = 300


@transaction.atomic
def write_entry(
    meeting: Meeting,
    text: str,
    *,
    part: str,
    item: AgendaItem | None = None,
    instead_of: MinutesEntry | None = None,
    by: Person,
) -> MinutesEntry:
    """Write of an item, or of the meeting as a whole, or put an entry right: an empty text takes it back. Once the
    minutes are approved it is a correction, and what it corrects stays readable. The same again is kept once.

    Raises PermissionDenied also for whoever is recused from the item; BadInput without words or a part; Stale where the
    entry was put right meanwhile; WrongState before the meeting begins and once it was canceled.
    """
    if instead_of is not None:
        item = instead_of.item
    out = policy.recused_on(item) if item is not None else set()
    if not policy.can_minute(by, meeting, out):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_canceled(meeting)
    if not meeting.has_begun:
        raise WrongState(_("The meeting has not begun yet."))
    _refuse_foreign(meeting, item, instead_of)
    if part not in Part.values:
        message = _("Choose the open or the closed part.")
        raise BadInput(message, fields={"part": message})
    is_approved = MinutesApproval.objects.filter(meeting=meeting).exists()
    takes_back = instead_of is not None and not is_approved and not clean(text).strip()
    said = "" if takes_back else said_in_words(text, "text", _("Write what is to be kept."))
    same = meeting.entries.filter(
        item=item, part=part, text=said, written_by=by, replaced_by=None, instead_of=instead_of
    ).first()
    if same is not None:
        return same
    if instead_of is not None:
        if MinutesEntry.objects.filter(instead_of=instead_of).exists():
            raise Stale(_("Someone put this entry right meanwhile. Read what it says now."))
        if (instead_of.text, instead_of.part) == (said, part):
            return instead_of
    if meeting.entries.count() >= MOST_ENTRIES:
        raise BadInput(_("Minutes have three hundred entries at most."))
    row = MinutesEntry.objects.create(
        meeting=meeting,
        item=item,
        part=part,
        text=said,
        instead_of=instead_of,
        is_correction=is_approved,
        written_by=by,
        written_at=now(),
    )
    note("governance.minutes_written", meeting, by=by, entry=row.pk, is_correction=is_approved)
    return row


def _refuse_foreign(
    meeting: Meeting, item: AgendaItem | None, instead_of: MinutesEntry | None
) -> None:
    message = _("This belongs to another meeting.")
    if item is not None and item.meeting_id != meeting.pk:
        raise BadInput(message, fields={"text": message})
    if instead_of is not None and instead_of.meeting_id != meeting.pk:
        raise BadInput(message, fields={"text": message})


@transaction.atomic
def approve_minutes(meeting: Meeting, *, at_meeting: Meeting | None = None, by: Person) -> None:
    """They are as it was: said by the chair, or at a later meeting. From here on they are corrected, not changed.

    Raises PermissionDenied; BadInput for a meeting that is not later, or not held; WrongState without an entry and the
    second time.
    """
    if not policy.can_approve_minutes(by, meeting, at_meeting):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_canceled(meeting)
    if MinutesApproval.objects.filter(meeting=meeting).exists():
        raise WrongState(_("These minutes were already approved."))
    if not meeting.entries.filter(replaced_by=None).exclude(text="").exists():
        raise WrongState(_("Write something first: there are no minutes to approve."))
    if at_meeting is not None and not _is_later(at_meeting, meeting):
        message = _("Choose a later meeting of this committee that has begun.")
        raise BadInput(message, fields={"at_meeting": message})
    MinutesApproval.objects.create(meeting=meeting, at_meeting=at_meeting, by=by, at=now())
    note("governance.minutes_approved", meeting, by=by, at_meeting=at_meeting and at_meeting.pk)


def _is_later(one: Meeting, other: Meeting) -> bool:
    same = one.committee_id == other.committee_id
    return same and one.canceled_at is None and one.has_begun and one.starts_at > other.starts_at


@transaction.atomic
def publish_minutes(meeting: Meeting, *, by: Person) -> None:
    """The open part is for everybody. A second press changes nothing. Raises PermissionDenied, WrongState before they
    are approved, and where nothing is open."""
    approval = _approved(meeting, by)
    if approval.published_at is not None:
        return
    if not meeting.entries.filter(replaced_by=None, part=Part.OPEN).exclude(text="").exists():
        raise WrongState(_("Nothing is in the open part, so there is nothing to publish."))
    approval.published_at, approval.published_by = now(), by
    approval.save(update_fields=("published_at", "published_by"))
    note("governance.minutes_published", meeting, by=by)


@transaction.atomic
def unpublish_minutes(meeting: Meeting, *, by: Person) -> None:
    """The open part is for the committee again. A second press changes nothing. Raises as `publish_minutes` does."""
    approval = _approved(meeting, by)
    if approval.published_at is None:
        return
    approval.published_at = approval.published_by = None
    approval.save(update_fields=("published_at", "published_by"))
    note("governance.minutes_unpublished", meeting, by=by)


def _approved(meeting: Meeting, by: Person) -> MinutesApproval:
    if not policy.can_call(by, meeting.committee):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    approval = MinutesApproval.objects.filter(meeting=meeting).first()
    if approval is None:
        raise WrongState(_("Approve the minutes first."))
    return approval
