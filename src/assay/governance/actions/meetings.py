"""The chair calls a meeting, sets its agenda and sends it; who was there is noted."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.actions.reviewing import recuse
from assay.governance.models import (
    WITH_COMMITTEE,
    AgendaItem,
    Attendance,
    Committee,
    ItemRecusal,
    Meeting,
    Proposal,
)
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.program.calendar import business_days_before
from assay.program.models import Need, NeedState
from assay.program.policies import CommitteePolicy, closed_periods, in_force
from assay.record.actions import note

MOST_ITEMS = 60


@transaction.atomic
def call_meeting(
    committee: Committee,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str = "",
    link: str = "",
    secretary: Person | None = None,
    by: Person,
) -> Meeting:
    """Call the committee together. Its members are told, and the day is set by which its agenda goes out (B12).

    Raises PermissionDenied for anybody but whoever leads it; BadInput for a time that is over or out of order, for no
    place, for a secretary who does not sit there; WrongState where another meeting begins at that time.
    """
    if not policy.can_call(by, committee):
        raise PermissionDenied
    fields = _said(committee, starts_at, ends_at, place, link, secretary)
    with first_come(_("Another meeting of this committee begins at that time.")):
        row = Meeting.objects.create(committee=committee, called_by=by, called_at=now(), **fields)
    note("governance.meeting_called", row, by=by, committee=committee.pk)
    return row


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str = "",
    link: str = "",
    secretary: Person | None = None,
    by: Person,
) -> None:
    """Say anew when and where, and who its secretary is; the same again changes nothing. Members are told of the rest.

    Raises as `call_meeting` does, WrongState once it has begun or was canceled.
    """
    if not policy.can_call(by, meeting.committee):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_begun(meeting)
    fields = _said(meeting.committee, starts_at, ends_at, place, link, secretary)
    changed = [name for name, value in fields.items() if getattr(meeting, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(meeting, name, fields[name])
    with first_come(_("Another meeting of this committee begins at that time.")):
        meeting.save(update_fields=changed)
    is_news = changed != ["secretary"]
    note("governance.meeting_changed", meeting, by=by, is_news=is_news)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Person) -> None:
    """It does not take place. Members are told. Raises PermissionDenied, WrongState once it has begun, and twice."""
    if not policy.can_call(by, meeting.committee):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_begun(meeting)
    meeting.canceled_at = now()
    meeting.save(update_fields=("canceled_at",))
    note("governance.meeting_canceled", meeting, by=by)


def _said(
    committee: Committee,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    link: str,
    secretary: Person | None,
) -> dict[str, object]:
    wrong: dict[str, str] = {}
    place, link = clean_line(place)[:200], clean_line(link)
    if starts_at <= now():
        wrong["day"] = _("This time is over. Choose a later one.")
    elif ends_at <= starts_at:
        wrong["ends"] = _("Choose an end that is later than the beginning.")
    if not place and not link:
        wrong["place"] = _("Say where: a place, a link, or both.")
    if link and (urlsplit(link).scheme not in ("http", "https") or len(link) > 400):
        wrong["link"] = _("Give a link that begins with https://, in 400 characters at most.")
    if secretary is not None and not policy.sits(secretary, committee):
        wrong["secretary"] = _("Choose someone who sits on the committee.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    day = timezone.localtime(starts_at).date()
    days = in_force(CommitteePolicy, within=committee.organization_id).agenda_days
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "link": link,
        "secretary": secretary,
        "agenda_by": business_days_before(
            day, days, closed_periods(within=committee.organization_id)
        ),
    }


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    proposal: Proposal | None = None,
    need: Need | None = None,
    title: str = "",
    by: Person,
) -> AgendaItem:
    """Put a proposal that is with the committee, a need that is still wanted, or something else on the agenda, last.

    Raises PermissionDenied; BadInput for what is already on it, for another program's, without a title, and for too
    many; WrongState once it was canceled.
    """
    if not policy.can_keep(by, meeting):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_canceled(meeting)
    title = clean_line(title)[:200] if proposal is None and need is None else ""
    if proposal is not None:
        need = None
    rows = list(meeting.items.all())
    if len(rows) >= MOST_ITEMS:
        raise _about_item(_("An agenda has sixty items at most."))
    _refuse_item(meeting, proposal, need, title)
    known = {(row.proposal_id, row.need_id, row.title.casefold()) for row in rows}
    asked = (proposal.pk if proposal else None, need.pk if need else None, title.casefold())
    if asked in known:
        raise _about_item(_("This already has its place on the agenda."))
    row = AgendaItem.objects.create(
        meeting=meeting,
        order=max((one.order for one in rows), default=0) + 1,
        proposal=proposal,
        need=need,
        title=title,
        added_by=by,
        added_at=now(),
    )
    note("governance.agenda_changed", meeting, by=by, item=row.pk, how="added")
    return row


def _refuse_item(
    meeting: Meeting, proposal: Proposal | None, need: Need | None, title: str
) -> None:
    committee = meeting.committee
    if proposal is not None:
        if proposal.committee_id != committee.pk or proposal.status not in WITH_COMMITTEE:
            raise _about_item(_("Choose a proposal that is with this committee."))
    elif need is not None:
        wanted = need.merged_into_id is None and need.state != NeedState.ANSWERED
        if need.program_id != committee.organization_id or not wanted:
            raise _about_item(_("Choose a need of this program that is still open."))
    elif not title:
        raise _about_item(_("Choose what it is about, or give it a title."))


def _about_item(message: str) -> BadInput:
    return BadInput(message, fields={"item": message})


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Person) -> None:
    """Take it off the agenda. Raises PermissionDenied, WrongState once the meeting has begun."""
    if not policy.can_keep(by, item.meeting):
        raise PermissionDenied
    meeting = held_meeting(item.meeting)
    refuse_begun(meeting)
    if meeting.items.filter(pk=item.pk).delete()[0]:
        note("governance.agenda_changed", meeting, by=by, item=item.pk, how="removed")


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: Person) -> None:
    """Change places with the one before it, or after it. Raises PermissionDenied, WrongState once it has begun."""
    if not policy.can_keep(by, item.meeting):
        raise PermissionDenied
    meeting = held_meeting(item.meeting)
    refuse_begun(meeting)
    rows = list(meeting.items.all())
    here = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for n, row in enumerate(rows, 1):
        row.order = n
    AgendaItem.objects.bulk_update(rows, ("order",))
    note("governance.agenda_changed", meeting, by=by, item=item.pk, how="moved")


@transaction.atomic
def step_out(item: AgendaItem, *, by: Person) -> None:
    """Take no part in an item; of a proposal, in the proposal. A second press changes nothing.

    Raises PermissionDenied for whoever does not sit there, WrongState.
    """
    if not policy.sits(by, item.meeting.committee):
        raise PermissionDenied
    refuse_canceled(item.meeting)
    if item.proposal is not None:
        recuse(item.proposal, by=by)
        return
    _row, fresh = ItemRecusal.objects.get_or_create(item=item, person=by, defaults={"at": now()})
    if fresh:
        note("governance.stepped_out", item.meeting, by=by, item=item.pk)


@transaction.atomic
def send_agenda(meeting: Meeting, *, by: Person) -> None:
    """The agenda is ready: members are told where to read it.

    Raises PermissionDenied, BadInput without an item, WrongState once it has begun, was canceled or was sent.
    """
    if not policy.can_keep(by, meeting):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_begun(meeting)
    if meeting.agenda_sent_at is not None:
        raise WrongState(_("The agenda was already sent."))
    if not meeting.items.exists():
        raise _about_item(_("Put something on the agenda first."))
    meeting.agenda_sent_at = now()
    meeting.save(update_fields=("agenda_sent_at",))
    note("governance.agenda_sent", meeting, by=by, late=today() > meeting.agenda_by)


@transaction.atomic
def note_attendance(meeting: Meeting, present: Collection[int], *, by: Person) -> None:
    """Who was there, of those who sat on the committee that day (keys of people); as often as it has to be mended.

    Raises PermissionDenied, BadInput for anybody else, WrongState before it begins.
    """
    if not policy.can_keep(by, meeting):
        raise PermissionDenied
    meeting = held_meeting(meeting)
    refuse_canceled(meeting)
    if not meeting.has_begun:
        raise WrongState(_("The meeting has not begun yet."))
    day = timezone.localtime(meeting.starts_at).date()
    sat = set(meeting.committee.terms(day).values_list("person", flat=True))
    if not set(present) <= sat:
        message = _("Choose among those who sat on the committee that day.")
        raise BadInput(message, fields={"present": message})
    before = set(meeting.attendances.values_list("person", flat=True))
    if before == set(present) and meeting.filled is not None:
        return
    meeting.attendances.exclude(person__in=present).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person_id=pk) for pk in set(present) - before
    )
    meeting.filled, meeting.quorum = len(sat), meeting.committee.quorum(len(sat))
    meeting.save(update_fields=("filled", "quorum"))
    note("governance.attendance_noted", meeting, by=by, present=len(present))


def held_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it stands, held until commit."""
    hold(meeting)
    rows = Meeting.objects.select_related("committee__organization")
    return rows.get(pk=meeting.pk)


def refuse_canceled(meeting: Meeting) -> None:
    if meeting.canceled_at is not None:
        raise WrongState(_("This meeting was canceled."))


def refuse_begun(meeting: Meeting) -> None:
    refuse_canceled(meeting)
    if meeting.has_begun:
        raise WrongState(_("This meeting has begun, so this stays as it is."))
