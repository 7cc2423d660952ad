"""Keeping an issuer's keys: made on first need, replaced when asked, the old ones published for ever."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.catalog.policy import may_issue
from assay.credentials import policy
from assay.credentials.issuers import identity
from assay.credentials.models import IssuerKey, StatusList
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.prepared import planned_once
from assay.lib.vault import seal
from assay.people.models import Actor, Organization
from assay.record.actions import note
from assay.record.models import MACHINE
from badgecore.keys import Kind, PrivateKey

TOKEN_KINDS = ("P-256", "RSA")


def ensure_issuer(organization: Organization, *, kind: Kind = "Ed25519") -> IssuerKey:
    """The key of a kind that signs for an organization; made on first need, and anew when the address got another form.

    Ed25519 signs badges and lists; P-256 or RSA the JWT form of a badge, for which nobody else needs a key. Not a verb
    of its own: the verbs that sign ask for it, each after it asked who may.
    """
    key = _signing.first(kind, organization.pk)
    if key is None:
        try:
            with transaction.atomic():
                if kind in TOKEN_KINDS:  # the algorithm was changed: the other one signs no more
                    others = IssuerKey.objects.filter(
                        issuer=organization, kind__in=TOKEN_KINDS, retired_at__isnull=True
                    )
                    others.update(retired_at=now())
                return _new_key(organization, kind)
        except IntegrityError:
            return IssuerKey.objects.signing(kind).get(
                issuer=organization
            )  # another process was a moment quicker
    if key.did != identity.did_of(organization, identity.public_key(key)):
        rotate_key(organization, by=MACHINE)
        return IssuerKey.objects.signing(kind).get(issuer=organization)
    return key


@transaction.atomic
def make_key(organization: Organization, *, by: Actor) -> IssuerKey:
    """Make the key of an issuer before its first badge; one that is there is kept.

    Raises PermissionDenied for anyone but its administrator, BadInput for what issues nothing.
    """
    if not policy.can_rotate_key(by, organization):
        raise PermissionDenied
    if not may_issue(organization):
        raise BadInput(_("Only a district, a consortium or a vetted partner has a key."))
    if key := IssuerKey.objects.signing().filter(issuer=organization).first():
        return key
    key = ensure_issuer(organization)
    note("credentials.key_made", key, by=by, issuer=organization.pk)
    return key


@planned_once
def _signing(kind: str, issuer: int) -> QuerySet[IssuerKey]:
    return IssuerKey.objects.signing(kind).filter(issuer=issuer)[:1]


@transaction.atomic
def rotate_key(organization: Organization, *, by: Actor) -> IssuerKey:
    """Sign with new keys from now on, one of each kind in use. Old badges stay valid: their keys stay published.

    Returns the key that signs badges. Raises PermissionDenied for anyone but an administrator of the organization.
    """
    if not policy.can_rotate_key(by, organization):
        raise PermissionDenied
    old = list(
        IssuerKey.objects.select_for_update().filter(issuer=organization, retired_at__isnull=True)
    )
    IssuerKey.objects.filter(pk__in=[key.pk for key in old]).update(retired_at=now())
    for key in old:
        if key.kind != "Ed25519":
            _new_key(organization, identity.public_key(key).kind)
    new = _new_key(organization, "Ed25519")
    # Under did:web the lists pass to the new key. Under did:key the old key remains the name of those old badges'
    # issuer, and their list stays signed by it.
    StatusList.objects.filter(issuer=organization, key__did=new.did).update(
        key=new, signed=None, signed_at=None
    )
    note(
        "credentials.key_rotated",
        new,
        by=by,
        issuer=organization.pk,
        retired=[key.pk for key in old],
    )
    return new


def _new_key(organization: Organization, kind: Kind) -> IssuerKey:
    private = PrivateKey.generate(kind)
    return IssuerKey.objects.create(
        issuer=organization,
        kind=kind,
        multikey=private.public.multikey,
        did=identity.did_of(organization, private.public),
        sealed=seal(private.to_bytes()),
        made_at=now(),
    )
