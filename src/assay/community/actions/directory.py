"""Someone who earned it (C9, D6): being found, asking, answering. Whoever helps does not judge.

An inquiry bars both from judging each other's work, as coaching does, from its first message: the fact is kept in the
transaction that sends it (`keep_apart`).
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment.actions import keep_apart
from assay.catalog.models import MicroCredential
from assay.community import policy
from assay.community.actions.wording import said
from assay.community.models import (
    DirectoryEntry,
    EntryStatus,
    Inquiry,
    InquiryBlock,
    InquiryMessage,
    InquiryStatus,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.program.models import programs_of
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_ABOUT = 300
MAX_CHARACTERS = 3000
#: So many new inquiries one learner sends within a month: a constant, since it guards colleagues from floods, and says
#: nothing of how a program works. How many reach one holder is theirs to say.
MOST_ASKED = 5
MOST_A_MONTH = 20
MONTH = timedelta(days=30)
#: Where no one has written for so long, the talk is over.
SILENCE = timedelta(days=60)


@transaction.atomic
def offer(
    person: Person,
    micro_credential: MicroCredential,
    place: Organization,
    about: str,
    most_a_month: int,
    *,
    by: Person,
) -> DirectoryEntry:
    """Let colleagues find one as someone who earned it, or change what is said there.

    `place`: the school that is shown, of those one belongs to. Raises PermissionDenied without a badge that stands;
    BadInput for no words, too many, a number out of bounds, or a place that is not theirs.
    """
    if not policy.can_offer(by, person, micro_credential):
        raise PermissionDenied
    words, program = _checked(person, place, about, most_a_month)
    hold(person)
    fields = {"about": words, "most_a_month": most_a_month, "place": place, "program": program}
    entry = DirectoryEntry.objects.of(person).filter(micro_credential=micro_credential).first()
    if entry is not None:
        DirectoryEntry.objects.filter(pk=entry.pk).update(**fields)
        entry.refresh_from_db()
        note("community.offer_changed", entry, by=by, most=most_a_month)
        return entry
    entry = DirectoryEntry.objects.create(
        person=person, micro_credential=micro_credential, offered_at=now(), **fields
    )
    note(
        "community.offered",
        entry,
        by=by,
        micro_credential=micro_credential.pk,
        program=program.pk,
        most=most_a_month,
    )
    return entry


@transaction.atomic
def pause_offer(entry: DirectoryEntry, *, by: Person) -> None:
    """Not be found for a while; whoever talks already goes on. Raises WrongState the second time."""
    if not policy.can_change_entry(by, entry):
        raise PermissionDenied
    move(entry, to=EntryStatus.PAUSED)
    note("community.offer_paused", entry, by=by)


@transaction.atomic
def resume_offer(entry: DirectoryEntry, *, by: Person) -> None:
    """Be found again. Raises WrongState where one is."""
    if not policy.can_change_entry(by, entry):
        raise PermissionDenied
    move(entry, to=EntryStatus.OPEN)
    note("community.offer_resumed", entry, by=by)


@transaction.atomic
def end_offer(entry: DirectoryEntry, *, by: Actor) -> None:
    """Be found no more; whoever talks already goes on. Raises WrongState the second time."""
    if not policy.can_end_entry(by, entry):
        raise PermissionDenied
    move(entry, to=EntryStatus.ENDED, ended_at=now())
    note("community.offer_ended", entry, by=by)


@transaction.atomic
def end_offers_without_ground(person: Person) -> int:
    """Where a badge counts no more, or its holder has left: end what was offered, and close its talks."""
    rows = DirectoryEntry.objects.of(person)
    ended = list(rows.exclude(pk__in=rows.standing().values("pk")))
    for entry in ended:
        end_offer(entry, by=MACHINE)
        for inquiry in entry.inquiries.running():
            close_inquiry(inquiry, by=MACHINE)
    return len(ended)


@transaction.atomic
def ask(entry: DirectoryEntry, text: str, *, by: Person) -> Inquiry:
    """Write to someone who earned it. From here on neither judges the other's work.

    Raises PermissionDenied for whoever does not find them; BadInput for no words or too many; WrongState where they
    were asked already, as often this month as they wish, or where one has asked as many as one may.
    """
    if not policy.can_ask(by, entry):
        raise PermissionDenied
    words = said(text, most=MAX_CHARACTERS)
    hold(by)
    hold(entry)
    entry.refresh_from_db(fields=("status", "most_a_month"))
    if not entry.is_open or InquiryBlock.objects.filter(by=entry.person_id, learner=by).exists():
        raise WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    since = now() - MONTH
    if Inquiry.objects.filter(learner=by, asked_at__gte=since).count() >= MOST_ASKED:
        message = _("You have asked %(n)d colleagues within a month. Give them time to answer.")
        raise WrongState(message % {"n": MOST_ASKED})
    if entry.inquiries.running().filter(learner=by).exists():
        raise WrongState(_("You have written to them about this. Go on there."))
    if entry.inquiries.filter(asked_at__gte=since).count() >= entry.most_a_month:
        raise WrongState(
            _(
                "They have been asked as often this month as they can answer. Try someone else, or try later."
            )
        )
    with first_come(_("You have written to them about this. Go on there.")):
        inquiry = Inquiry.objects.create(entry=entry, learner=by, asked_at=now(), last_at=now())
    InquiryMessage.objects.create(inquiry=inquiry, by=by, text=words, written_at=now())
    keep_apart(by, entry.person, "advised", by=by)
    note("community.asked", inquiry, by=by, entry=entry.pk, holder=entry.person_id)
    return inquiry


@transaction.atomic
def write(inquiry: Inquiry, text: str, *, by: Person) -> InquiryMessage:
    """Answer, or go on. Raises PermissionDenied; BadInput; WrongState once it is closed. A second press keeps one."""
    if not policy.can_write(by, inquiry):
        raise PermissionDenied
    words = said(text, most=MAX_CHARACTERS)
    hold(inquiry)
    inquiry.refresh_from_db(fields=("status",))
    if not inquiry.is_running:
        raise WrongState(_("This talk is closed. Nothing more can be written here."))
    last = inquiry.messages.order_by("-pk").first()
    if last is not None and (last.by_id, last.text) == (by.pk, words):
        return last
    message = InquiryMessage.objects.create(inquiry=inquiry, by=by, text=words, written_at=now())
    if inquiry.status == InquiryStatus.ASKED and by.pk != inquiry.learner_id:
        move(inquiry, to=InquiryStatus.ANSWERED, last_at=now())
    else:
        Inquiry.objects.filter(pk=inquiry.pk).update(last_at=now())
    other = inquiry.other_than(by)
    keep_apart(by, other, "advised", by=by)
    note("community.wrote", message, by=by, inquiry=inquiry.pk, to=other.pk)
    return message


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, by: Actor) -> None:
    """Close it for both, answered or not: both keep what was written. Raises WrongState the second time."""
    if not policy.can_close(by, inquiry):
        raise PermissionDenied
    move(inquiry, to=InquiryStatus.CLOSED, closed_at=now(), closed_by=by)
    note("community.inquiry_closed", inquiry, by=by)


@transaction.atomic
def block(inquiry: Inquiry, *, by: Person) -> None:
    """Hear no more from this learner, about anything: open talks are closed, and they find one no more.

    Nothing happens the second time.
    """
    if not policy.can_block(by, inquiry):
        raise PermissionDenied
    hold(by)
    hold(DirectoryEntry.objects.of(by))  # whoever asks at this moment comes before or after
    _row, fresh = InquiryBlock.objects.get_or_create(
        by=by, learner=inquiry.learner, defaults={"blocked_at": now()}
    )
    running = Inquiry.objects.running().filter(learner=inquiry.learner, entry__person=by)
    hold(running)  # the learner may close one meanwhile
    for one in running.select_related("entry"):
        close_inquiry(one, by=by)
    if fresh:
        note("community.blocked", inquiry, by=by, learner=inquiry.learner_id)


def close_silent() -> int:
    """Close what no one has written in for long; how many."""
    rows = Inquiry.objects.running().filter(last_at__lt=now() - SILENCE)
    return sum(_close_if_silent(pk) for pk in list(rows.values_list("pk", flat=True)[:1000]))


@transaction.atomic
def _close_if_silent(inquiry: int) -> bool:
    """Asked of the held row: who wrote or closed it meanwhile stops neither their talk nor the other ones."""
    rows = Inquiry.objects.running().filter(pk=inquiry)
    hold(rows)
    row = rows.filter(last_at__lt=now() - SILENCE).select_related("entry").first()
    if row is not None:
        close_inquiry(row, by=MACHINE)
    return row is not None


def _checked(
    person: Person, place: Organization, about: str, most_a_month: int
) -> tuple[str, Organization]:
    words, fields = clean_line(about), {}
    if not words:
        fields["about"] = _("Say in a few words what you can help with.")
    elif len(words) > MAX_ABOUT:
        fields["about"] = _("Keep it to %(n)d characters.") % {"n": MAX_ABOUT}
    if not 1 <= most_a_month <= MOST_A_MONTH:
        fields["most_a_month"] = _("Choose a number from 1 to %(n)d.") % {"n": MOST_A_MONTH}
    mine = {held.organization_id for held in person.current_memberships}
    program = place.program_above
    if place.pk not in mine or program is None or program not in programs_of(person):
        fields["place"] = _("Choose a place where you belong.")
    if fields or program is None:
        raise BadInput(next(iter(fields.values())), fields=fields)
    return words, program
