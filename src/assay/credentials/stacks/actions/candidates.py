"""The leader pool: entered with a stack's badge, left at will; a role is offered, answered and confirmed by people.

The machine gives nobody a role, and nothing here changes what an account may do.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.content.stack_roles import opened_by
from assay.credentials import policy
from assay.credentials.models import OfferStatus, RoleCandidate, RoleOffer, StackAward
from assay.credentials.models.candidates import OPEN_OFFERS
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MOST_WORDS = 2000


def enter_pool(whole: StackAward) -> list[str]:
    """Part of taking the badge: one place for each role that its edition opens. Returns the roles."""
    roles = opened_by(whole.award.version.content["stack"], whole.track)
    RoleCandidate.objects.bulk_create(
        RoleCandidate(whole=whole, role=role, entered_at=now()) for role in roles
    )
    return roles


@transaction.atomic
def leave_pool(candidate: RoleCandidate, *, by: Person) -> None:
    """Leave it; an offer that is open ends. Raises PermissionDenied for others, WrongState the second time."""
    if not policy.is_own_place(by, candidate):
        raise PermissionDenied
    _held(candidate)
    if candidate.left_at is not None:
        raise WrongState(_("You are no longer in the pool."))
    candidate.left_at = now()
    candidate.save(update_fields=("left_at",))
    for offer in candidate.offers.filter(status__in=OPEN_OFFERS):
        move(offer, to=OfferStatus.ENDED)
    note("credentials.pool_left", candidate, by=by)


@transaction.atomic
def return_to_pool(candidate: RoleCandidate, *, by: Person) -> None:
    """Come back. Raises PermissionDenied for others, WrongState while in it or once the badge is withdrawn."""
    if not policy.is_own_place(by, candidate):
        raise PermissionDenied
    _held(candidate)
    if candidate.left_at is None or candidate.whole.award.revoked:
        raise WrongState(_("You are in the pool already, or your badge was withdrawn."))
    candidate.left_at = None
    candidate.save(update_fields=("left_at",))
    note("credentials.pool_returned", candidate, by=by)


@transaction.atomic
def offer_role(candidate: RoleCandidate, words: str, *, by: Person) -> RoleOffer:
    """Offer the role, in words that the holder reads.

    Raises PermissionDenied outside one's organizations and for oneself, BadInput without words, WrongState for who is
    not in the pool, who has an open offer, or who has the role.
    """
    if not policy.can_offer_role(by, candidate):
        raise PermissionDenied
    said = clean(words).strip()
    if not said or len(said) > MOST_WORDS:
        message = _("Say what you offer, in %(n)s characters at most.") % {"n": MOST_WORDS}
        raise BadInput(message, fields={"words": message})
    _held(candidate)
    if not candidate.is_in:
        raise WrongState(_("They are no longer in the pool."))
    if candidate.offers.filter(status=OfferStatus.CONFIRMED).exists():
        raise WrongState(_("They already have the role."))
    with first_come(_("An offer is already open.")):
        offer = RoleOffer.objects.create(candidate=candidate, words=said, by=by, offered_at=now())
    note("credentials.role_offered", offer, by=by, award=str(candidate.whole.award_id))
    return offer


@transaction.atomic
def answer_role(offer: RoleOffer, *, accept: bool, by: Person) -> None:
    """Who declines stays in the pool. Raises PermissionDenied for others, WrongState once answered."""
    if not policy.is_own_place(by, offer.candidate):
        raise PermissionDenied
    _held(offer.candidate)
    offer.refresh_from_db(fields=("status",))
    if offer.status != OfferStatus.OFFERED or not offer.candidate.is_in:
        raise WrongState(_("There is no longer an offer to answer."))
    to = OfferStatus.ACCEPTED if accept else OfferStatus.DECLINED
    move(offer, to=to, answered_at=now())
    note("credentials.role_answered", offer, by=by, answer=str(to))


@transaction.atomic
def confirm_role(offer: RoleOffer, *, by: Person) -> None:
    """Put on record that the holder has the role. Raises PermissionDenied, WrongState unless it was accepted."""
    if not policy.can_offer_role(by, offer.candidate):
        raise PermissionDenied
    _held(offer.candidate)
    offer.refresh_from_db(fields=("status",))
    if offer.status != OfferStatus.ACCEPTED or not offer.candidate.is_in:
        raise WrongState(_("Only what the holder has accepted is put on record."))
    move(offer, to=OfferStatus.CONFIRMED, confirmed_by=by, confirmed_at=now())
    note("credentials.role_confirmed", offer, by=by, role=offer.candidate.role)


@transaction.atomic
def take_offer_back(offer: RoleOffer, *, by: Person) -> None:
    """Before it is on record. Raises PermissionDenied, WrongState."""
    if not policy.can_offer_role(by, offer.candidate):
        raise PermissionDenied
    _held(offer.candidate)
    offer.refresh_from_db(fields=("status",))
    if offer.status not in OPEN_OFFERS:
        raise WrongState(_("There is no open offer to take back."))
    move(offer, to=OfferStatus.ENDED)
    note("credentials.role_offer_ended", offer, by=by)


def _held(candidate: RoleCandidate) -> None:
    """Until commit nobody else changes it, nor withdraws its badge."""
    hold(candidate.whole.award)
    candidate.refresh_from_db(fields=("left_at",))
    candidate.whole.award.refresh_from_db(fields=("status",))
