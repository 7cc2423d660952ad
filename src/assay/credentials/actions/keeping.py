"""Keeping an issuer's keys: made on first need, replaced when asked, the old ones published for ever."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assay.credentials import issuers, policy
from assay.credentials.models import IssuerKey, StatusList
from assay.lib.clock import now
from assay.lib.vault import seal
from assay.people.models import Organization, Person
from assay.record.actions import note
from badgecore.keys import PrivateKey


def ensure_issuer(organization: Organization) -> IssuerKey:
    """The key that signs for an organization; made on first need, and anew when the base address got another form."""
    key = IssuerKey.objects.signing().filter(issuer=organization).first()
    if key is None:
        try:
            with transaction.atomic():
                return _new_key(organization)
        except IntegrityError:
            return IssuerKey.objects.signing().get(issuer=organization)  # another process was a moment quicker
    if key.did != issuers.did_of(organization, issuers.public_key(key)):
        return rotate_key(organization, by=None)
    return key


@transaction.atomic
def rotate_key(organization: Organization, *, by: Person | None) -> IssuerKey:
    """Sign with a new key from now on. Old badges stay valid: their key stays in the published document.

    Raises PermissionDenied for anyone but an administrator of the organization.
    """
    if not policy.can_rotate_key(by, organization):
        raise PermissionDenied
    old = list(IssuerKey.objects.select_for_update().signing().filter(issuer=organization))
    IssuerKey.objects.filter(pk__in=[key.pk for key in old]).update(retired_at=now())
    new = _new_key(organization)
    # Under did:web the lists pass to the new key. Under did:key the old key remains the name of those old badges'
    # issuer, and their list stays signed by it.
    StatusList.objects.filter(issuer=organization, key__did=new.did).update(key=new, signed=None, signed_at=None)
    note("credentials.key_rotated", new, by=by, issuer=organization.pk, retired=[key.pk for key in old])
    return new


def _new_key(organization: Organization) -> IssuerKey:
    private = PrivateKey.generate("Ed25519")
    return IssuerKey.objects.create(
        issuer=organization, multikey=private.public.multikey, did=issuers.did_of(organization, private.public),
        sealed=seal(private.to_bytes()), made_at=now(),
    )  # fmt: skip
