"""Asking for an endorsement: the earner asks somebody of the program, who answers, declines, or is let off.

Somebody outside is asked by letter: `guests.py`.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.models import Award, AwardStatus, Endorsement, EndorsementAsk, Guest
from assay.credentials.models.endorsements import EndorsementAskQuerySet
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

MOST_OPEN = 5  # asks of one badge that wait at a time
MOST_A_DAY = 20  # asks of one person, whatever became of them
MAX_WORDS = 400
DECLINED, TAKEN_BACK, ANSWERED, RAN_OUT = "declined", "taken_back", "answered", "ran_out"


@transaction.atomic
def ask_for_endorsement(award: Award, *, of: Person, words: str = "", by: Person) -> EndorsementAsk:
    """Ask somebody for their word about one's badge; a letter goes to them.

    Raises PermissionDenied for anyone but the earner, WrongState for a withdrawn badge, BadInput where the person is
    oneself, is waiting to answer or has endorsed it, TooMany beyond five that wait or twenty in a day.
    """
    if not policy.can_ask_for_endorsement(by, award):
        raise PermissionDenied
    if award.status != AwardStatus.ISSUED:
        raise WrongState(_("This badge was withdrawn, so no one can endorse it."))
    words = checked_words(words)
    hold(by)  # one after another is counted
    _may_be_asked(award, of)
    not_too_many(award, by)
    row = EndorsementAsk.objects.create(award=award, asked=of, words=words, made_at=now())
    note("credentials.endorsement_asked", row, by=by, award=str(award.pk), asked=of.pk)
    return row


@transaction.atomic
def end_ask(ask: EndorsementAsk, *, by: Person) -> None:
    """Decline, by the one who was asked; take back, by the earner. Raises PermissionDenied; WrongState once over."""
    if policy.can_answer(by, ask):
        ending = DECLINED
    elif policy.can_ask_for_endorsement(by, ask.award):
        ending = TAKEN_BACK
    else:
        raise PermissionDenied
    close_ask(ask, ending)
    if ask.guest is not None:
        forget_address(ask.guest)
    note("credentials.endorsement_ask_ended", ask, by=by, ending=ending)


def end_run_out_asks(asks: EndorsementAskQuerySet | None = None) -> int:
    """Close the letters that nobody answered in time, of these or of all. Returns how many."""
    ended = 0
    for ask in (EndorsementAsk.objects if asks is None else asks).run_out().select_related("guest"):
        with transaction.atomic():
            if (
                EndorsementAsk.objects.run_out()
                .filter(pk=ask.pk)
                .update(ended_at=now(), ending=RAN_OUT)
                and ask.guest
            ):
                forget_address(ask.guest)
                note("credentials.endorsement_ask_ended", ask, by=MACHINE, ending=RAN_OUT)
                ended += 1
    return ended


def forget_address(guest: Guest) -> None:
    """Keep an address no longer than something waits for its owner, or stands that they signed."""
    signed = Endorsement.objects.in_hand().filter(guest=guest).exists()
    if not signed and not guest.asks.filter(ended_at__isnull=True).exists():
        Guest.objects.filter(pk=guest.pk).update(address="")


def close_ask(ask: EndorsementAsk, ending: str) -> None:
    """End an ask that is open; of many who press at once exactly one succeeds. Raises WrongState for the others."""
    moment = now()
    if not EndorsementAsk.objects.open().filter(pk=ask.pk).update(ended_at=moment, ending=ending):
        raise WrongState(_("This was already answered, declined or taken back."))
    ask.ended_at, ask.ending = moment, ending


def checked_words(words: str) -> str:
    """Raises BadInput for more than 400 characters."""
    words = clean(words).strip()
    if len(words) > MAX_WORDS:
        message = _("Keep your words under %(count)s characters.") % {"count": MAX_WORDS}
        raise BadInput(message, fields={"words": message})
    return words


def _may_be_asked(award: Award, person: Person) -> None:
    message = ""
    if person.pk == award.person_id:
        message = _("No one can endorse their own badge. Ask someone else.")
    elif not person.is_active:
        message = _("%(name)s is no longer here to answer. Ask someone else.") % {
            "name": person.display_name
        }
    elif award.asks.open().filter(asked=person).exists():
        message = _("You have already asked %(name)s. They have not answered yet.") % {
            "name": person.display_name
        }
    elif Endorsement.objects.in_hand().filter(award=award, by=person).exists():
        message = _("%(name)s has already endorsed this badge.") % {"name": person.display_name}
    if message:
        raise BadInput(message, fields={"whom": message})


def not_too_many(award: Award, by: Person) -> None:
    """Raises TooMany beyond five that wait or twenty in a day."""
    if award.asks.open().count() >= MOST_OPEN:
        raise TooMany(
            _("Five people have not answered yet. Wait for one of them, or take one request back.")
        )
    lately = EndorsementAsk.objects.filter(award__person=by, made_at__gt=now() - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooMany(_("You have asked many people today. Ask again tomorrow."))
