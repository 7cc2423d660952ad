"""Offering a badge to a wallet: a one-time invitation, taken back or run out before anybody answers it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.models import Award, WalletOffer
from assay.lib.clock import now
from assay.lib.errors import TooMany, WrongState
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note

GOOD_FOR = timedelta(minutes=15)
MAX_OFFERS_AN_HOUR = 30


@transaction.atomic
def offer_to_wallet(award: Award, *, by: Person) -> WalletOffer:
    """A one-time invitation for a wallet to take this badge, good for fifteen minutes; it ends any that was open.

    Raises PermissionDenied for anyone but the earner, WrongState for a withdrawn badge, TooMany beyond thirty an hour.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    if award.revoked:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    hold(award)
    moment = now()
    if (
        award.wallet_offers.filter(made_at__gt=moment - timedelta(hours=1)).count()
        >= MAX_OFFERS_AN_HOUR
    ):
        raise TooMany(_("Those were many tries. Wait an hour, then try again."))
    award.wallet_offers.open().update(ended_at=moment)
    row = WalletOffer.objects.create(award=award, made_at=moment, until=moment + GOOD_FOR)
    note("credentials.wallet_offered", award, by=by, offer=row.pk)
    return row


@transaction.atomic
def end_wallet_offer(offer: WalletOffer, *, by: Person) -> None:
    """Take an offer back before a wallet answers it. Raises PermissionDenied, WrongState if it is over already."""
    if not policy.can_share(by, offer.award):
        raise PermissionDenied
    if WalletOffer.objects.open().filter(pk=offer.pk).update(ended_at=now()) != 1:
        raise WrongState(_("This offer is already over."))
    note("credentials.wallet_offer_ended", offer.award, by=by, offer=offer.pk)
