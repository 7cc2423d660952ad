"""Asking somebody outside the program for their word: by letter, without an account.

Nobody is signed in here. What a guest may do hangs on a secret that is in a letter to their address and nowhere else.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import addresses, policy
from assay.credentials.endorsements.actions.asking import (
    ANSWERED,
    DECLINED,
    checked_words,
    close_ask,
    end_run_out_asks,
    forget_address,
    not_too_many,
)
from assay.credentials.endorsements.actions.endorsing import (
    checked_comment,
    ensure_person_key,
    sign_word,
)
from assay.credentials.models import (
    Award,
    AwardStatus,
    Endorsement,
    EndorsementAsk,
    EndorsementStatus,
    Guest,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.addresses import checked_address, is_own, mailbox
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.record.models import MACHINE

GOOD_FOR = timedelta(days=14)
LETTERS_A_DAY = 5  # by one earner
LETTERS_A_MONTH = 3  # to one address, whoever asks
MAX_NAME, MAX_CAPACITY = 120, 160


@transaction.atomic
def ask_guest(award: Award, *, address: str, words: str = "", by: Person) -> EndorsementAsk:
    """Ask somebody outside the program by letter; its link is good once, for fourteen days.

    Raises PermissionDenied for anyone but the earner, WrongState for a withdrawn badge, BadInput for an address that is
    none, one's own, or one that was asked or has answered already, TooMany where this many letters are not sent.
    """
    if not policy.can_ask_for_endorsement(by, award):
        raise PermissionDenied
    if award.status != AwardStatus.ISSUED:
        raise WrongState(_("This badge was withdrawn, so no one can endorse it."))
    words, address = checked_words(words), checked_address(address)
    if is_own(address, by):
        raise _not_this_address(_("No one can endorse their own badge. Ask someone else."))
    hold(by)  # one letter after another is counted
    end_run_out_asks(EndorsementAsk.objects.filter(award=award))
    guest = _guest(address)
    _may_be_written_to(guest, award)
    not_too_many(award, by)
    _not_too_many_letters(by)
    moment = now()
    row = EndorsementAsk.objects.create(
        award=award, guest=guest, words=words, made_at=moment, expires_at=moment + GOOD_FOR
    )
    note("credentials.endorsement_asked", row, by=by, award=str(award.pk), guest=guest.pk)
    return row


@transaction.atomic
def answer_letter(
    ask: EndorsementAsk, token: str, *, name: str, capacity: str = "", text: str
) -> Endorsement:
    """A guest endorses the badge they were asked about, with a key of their own. Nobody sees it until it is accepted.

    What they say of themselves is signed as that; beside it stands where their address was confirmed. Raises
    PermissionDenied without the letter's secret, WrongState where the letter was used, has run out, or the badge was
    withdrawn, BadInput for what cannot be signed.
    """
    guest = ask.guest
    if guest is None or not policy.holds_letter(token, ask):
        raise PermissionDenied
    award = ask.award
    if award.status != AwardStatus.ISSUED:
        raise WrongState(_("This badge was withdrawn, so no one can endorse it."))
    name, capacity, comment = (
        _checked_name(name),
        _checked_capacity(capacity),
        checked_comment(text),
    )
    close_ask(ask, ANSWERED)
    moment = now()
    guest.confirmed_at = guest.confirmed_at or moment
    guest.save(update_fields=("confirmed_at",))
    key = ensure_person_key(guest)
    row = Endorsement(
        award=award,
        guest=guest,
        comment=comment,
        about=award.version.title,
        name_as_signed=name,
        capacity=capacity,
        confirmed_domain=guest.domain,
        did=key.did,
        signed_at=moment,
        status=EndorsementStatus.OFFERED,
    )
    sign_word(row, key, subject=addresses.badge(award.pk), language=award.version.language)
    note("credentials.endorsed", row, by=MACHINE, of="award", ask=ask.pk, guest=guest.pk)
    return row


@transaction.atomic
def decline_letter(ask: EndorsementAsk, token: str, *, for_good: bool = False) -> None:
    """A guest declines. `for_good`: no letter goes to this address again, whoever asks.

    Raises PermissionDenied without the letter's secret, WrongState once it is over.
    """
    guest = ask.guest
    if guest is None or not policy.holds_letter(token, ask):
        raise PermissionDenied
    close_ask(ask, DECLINED)
    if for_good:
        Guest.objects.filter(pk=guest.pk).update(silent_at=now())
    forget_address(guest)
    note("credentials.endorsement_ask_ended", ask, by=MACHINE, ending=DECLINED, guest=guest.pk)


@transaction.atomic
def withdraw_by_letter(endorsement: Endorsement, token: str) -> None:
    """A guest takes their word back, for good, by the letter that told them what they signed.

    Raises PermissionDenied without its secret, WrongState at a second press.
    """
    guest = endorsement.guest
    if guest is None or not policy.holds_receipt(token, endorsement):
        raise PermissionDenied
    move(endorsement, to=EndorsementStatus.WITHDRAWN, withdrawn_at=now())
    forget_address(guest)
    note("credentials.endorsement_withdrawn", endorsement, by=MACHINE, guest=guest.pk)


def _guest(address: str) -> Guest:
    known = Guest.mark_of(mailbox(address))
    facts = {"address": address, "domain": address.rpartition("@")[2]}
    guest, new = Guest.objects.select_for_update().get_or_create(address_mark=known, defaults=facts)
    if not new and not guest.address:
        guest.address = address
        guest.save(update_fields=("address",))
    return guest


def _may_be_written_to(guest: Guest, award: Award) -> None:
    """One sentence for all that others may have done with this address: it tells on nobody."""
    if award.asks.filter(guest=guest, ended_at__isnull=True).exists():
        raise _not_this_address(
            _("You have already asked this address. They have not answered yet.")
        )
    if Endorsement.objects.in_hand().filter(award=award, guest=guest).exists():
        raise _not_this_address(_("This address has already endorsed this badge."))
    declined = guest.asks.filter(award__person=award.person_id, ending=DECLINED).exists()
    lately = guest.asks.filter(made_at__gt=now() - timedelta(days=30)).count()
    if guest.silent_at is not None or declined or lately >= LETTERS_A_MONTH:
        raise _not_this_address(_("We cannot e-mail this address now. Ask someone else."))


def _not_too_many_letters(by: Person) -> None:
    lately = EndorsementAsk.objects.filter(award__person=by, guest__isnull=False)
    if lately.filter(made_at__gt=now() - timedelta(days=1)).count() >= LETTERS_A_DAY:
        raise TooMany(_("You have sent several requests today. Send the next one tomorrow."))


def _checked_name(name: str) -> str:
    name, message = clean_line(name), ""
    if len(name) < 2 or not any(letter.isalpha() for letter in name):
        message = _("Write your name as it should appear under your words.")
    elif len(name) > MAX_NAME:
        message = _("Keep it under %(count)s characters.") % {"count": MAX_NAME}
    elif Organization.objects.filter(name__iexact=name).exists():
        message = _(
            "This is the name of an organization. Write your own name; the organization "
            "can appear beside it."
        )
    if message:
        raise BadInput(message, fields={"name": message})
    return name


def _checked_capacity(capacity: str) -> str:
    capacity = clean_line(capacity)
    if len(capacity) > MAX_CAPACITY:
        message = _("Keep it under %(count)s characters.") % {"count": MAX_CAPACITY}
        raise BadInput(message, fields={"capacity": message})
    return capacity


def _not_this_address(message: str) -> BadInput:
    return BadInput(message, fields={"address": message})
