"""Taking a badge into a wallet: a key shown over the challenge of an offer, the badge signed for that key."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.additions import presentations
from assay.credentials.awarding.actions.awarding import reissue
from assay.credentials.models import Award, AwardStatus, Credential, Wallet, WalletOffer
from assay.lib.clock import now
from assay.lib.errors import Gone, TooMany, WrongState
from assay.people.models import Person
from assay.record.actions import note

MAX_TRIES = 10  # answers to one offer; each costs a check of a signature


def answer_offer(token: str, presentation: object) -> bytes:
    """A wallet answers: it shows its key over our challenge, and gets the badge, signed for its DID.

    Nobody is signed in here; the token is what the earner gave to their own wallet. Raises Gone for an offer unknown,
    used, taken back or run out, TooMany after ten answers, BadInput for a presentation that does not hold, WrongState
    for a wallet that is somebody else's, and for a badge withdrawn meanwhile.
    """
    offer = WalletOffer.objects.open().filter(token=token).first()
    if offer is None:
        raise Gone(_("This offer is over. Make a new one on the badge’s page."))
    if not WalletOffer.objects.filter(pk=offer.pk, tries__lt=MAX_TRIES).update(
        tries=F("tries") + 1
    ):
        raise TooMany(_("Too many answers to this offer. Make a new one on the badge’s page."))
    return _taken(offer.pk, presentations.holder_of(presentation, challenge=offer.challenge))


@transaction.atomic
def end_wallet(wallet: Wallet, *, by: Person) -> None:
    """Let a wallet go: badges that named it are signed anew without it. Raises WrongState the second time."""
    if not policy.can_end_wallet(by, wallet):
        raise PermissionDenied
    if Wallet.objects.bound().filter(pk=wallet.pk).update(ended_at=now()) != 1:
        raise WrongState(_("This wallet is already disconnected."))
    named = Award.objects.standing().filter(
        wallet_offers__wallet=wallet, wallet_offers__used_at__isnull=False
    )
    for award in named.distinct().select_related(
        "person", "issuer", "evaluation", "version__micro_credential"
    ):
        if presentations.subject_of(_standing(award)) == wallet.did:
            reissue(award, by=by)
    note("credentials.wallet_ended", wallet, by=by)


@transaction.atomic
def _taken(offer_pk: int, did: str) -> bytes:
    """Bind, sign and hand over, once: of two answers at the same moment one finds the offer used."""
    if WalletOffer.objects.open().filter(pk=offer_pk).update(used_at=now()) != 1:
        raise Gone(_("This offer is over. Make a new one on the badge’s page."))
    rows = WalletOffer.objects.select_related(
        "award__person", "award__issuer", "award__evaluation", "award__version__micro_credential"
    )
    offer = rows.get(pk=offer_pk)
    award = offer.award
    if award.status != AwardStatus.ISSUED:
        raise WrongState(_("This badge was withdrawn, so it is not handed out."))
    wallet = _bound(did, award.person)
    WalletOffer.objects.filter(pk=offer.pk).update(wallet=wallet)
    if presentations.subject_of(_standing(award)) != did:
        reissue(award, by=award.person)
    fresh = _standing(award)
    # What is signed after this moment is not what lies in the wallet.
    WalletOffer.objects.filter(pk=offer.pk).update(used_at=now())
    note("credentials.wallet_bound", award, by=award.person, offer=offer.pk, wallet=wallet.pk)
    return bytes(fresh.body)


def _bound(did: str, person: Person) -> Wallet:
    row = Wallet.objects.bound().filter(did=did).first()
    if row is None:
        try:
            with transaction.atomic():
                return Wallet.objects.create(person=person, did=did, bound_at=now())
        except IntegrityError:  # it answered another offer at the same moment
            row = Wallet.objects.bound().get(did=did)
    if row.person_id != person.pk:
        raise WrongState(_("This wallet belongs to someone else here. They can disconnect it."))
    return row


def _standing(award: Award) -> Credential:
    return Credential.objects.standing().get(award=award)
