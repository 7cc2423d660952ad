"""Offering to read colleagues’ drafts (C3): how many at once, paused and ended at any time."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.coaching import policy
from assay.coaching.actions.pairings import decline
from assay.coaching.models import Pairing, PeerOffer, programs_of
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def offer_to_read(
    micro_credential: MicroCredential, most_drafts: int = 1, *, by: Person
) -> PeerOffer:
    """Offer to read drafts of a micro-credential, so many at once; again, with another number.

    Raises PermissionDenied for who neither works on it nor holds it; BadInput for a number outside 1 to 5.
    """
    if not policy.can_offer(by, micro_credential):
        raise PermissionDenied
    if not 1 <= most_drafts <= PeerOffer.MOST:
        message = _("Choose a number from 1 to %(n)d.") % {"n": PeerOffer.MOST}
        raise BadInput(message, fields={"most_drafts": message})
    hold(by)
    offer = PeerOffer.objects.of(by).filter(micro_credential=micro_credential).first()
    if offer is not None and offer.most_drafts == most_drafts:
        return offer  # pressed twice
    if offer is None:
        offer = PeerOffer.objects.create(
            person=by,
            micro_credential=micro_credential,
            organization=programs_of(by)[0],
            most_drafts=most_drafts,
            offered_at=now(),
        )
    else:
        offer.most_drafts = most_drafts
        offer.save(update_fields=("most_drafts",))
    note("coaching.peer_offered", offer, by=by, drafts=most_drafts)
    return offer


@transaction.atomic
def pause_offer(offer: PeerOffer, *, by: Person) -> None:
    """Be asked by nobody else for now; what one reads goes on. Raises WrongState where it is paused or ended."""
    _change(offer, by, was={"paused_at": None}, to={"paused_at": now()})
    note("coaching.peer_offer_paused", offer, by=by)


@transaction.atomic
def resume_offer(offer: PeerOffer, *, by: Person) -> None:
    """Be seen again. Raises WrongState where it is not paused, or ended."""
    _change(offer, by, was={"paused_at__isnull": False}, to={"paused_at": None})
    note("coaching.peer_offer_resumed", offer, by=by)


@transaction.atomic
def end_offer(offer: PeerOffer, *, by: Person) -> None:
    """Who asked and has no answer is declined; what is read already goes on until one of the two ends it.

    Raises WrongState the second time.
    """
    _change(offer, by, was={}, to={"ended_at": now()})
    asked = Pairing.objects.coached_by(by).with_peers().asked()
    for pairing in asked.filter(micro_credential=offer.micro_credential_id):
        decline(pairing, by=by)
    note("coaching.peer_offer_ended", offer, by=by)


def _change(offer: PeerOffer, by: Person, *, was: dict[str, object], to: dict[str, object]) -> None:
    if not policy.can_change_offer(by, offer):
        raise PermissionDenied
    if PeerOffer.objects.filter(pk=offer.pk, ended_at=None, **was).update(**to) != 1:
        raise WrongState(_("This offer was changed meanwhile."))
    offer.refresh_from_db(fields=("paused_at", "ended_at"))
