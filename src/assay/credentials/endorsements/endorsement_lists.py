"""What the signers of endorsements withdrew: a list computed from the rows, one for each name they sign under."""

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from assay.credentials import addresses
from assay.credentials.issuers import identity
from assay.credentials.issuers.signing import signed_bytes
from assay.credentials.models import IssuerKey
from assay.credentials.models.endorsements import Endorsement, EndorsementStatus, PersonKey
from assay.lib.clock import now
from assay.lib.errors import WrongState
from badgecore import status

_MULTIKEY = re.compile(r"z6Mk[1-9A-HJ-NP-Za-km-z]{44}")
_NAME = re.compile(r"[\w-]{1,120}", re.ASCII)
_GOOD_FOR = timedelta(days=7)
_KEEP_SECONDS = 3600
TRIES = 200  # of a list that is nine tenths full, one in a thousand million finds nothing


def address(did: str) -> str:
    """The list of whoever signs under this name: by the key itself, or by the ident where the name is a did:web."""
    return addresses.endorsement_list(_name(did))


def _name(did: str) -> str:
    return did.rsplit(":", 1)[-1]


def free_place(did: str) -> int:
    """A place in the signer's list that is not taken, at random. Raises WrongState where the list is full for good."""
    rows = Endorsement.objects.filter(did=did)
    for _turn in range(TRIES):
        place = secrets.randbelow(status.MIN_LENGTH)
        if not rows.filter(status_index=place).exists():
            return place
    raise WrongState(
        _(
            "So much was endorsed under this name that its list is full. A new key starts a new list."
        )
    )


def signed_list(name: str) -> bytes | None:
    """The signed list of one signer, made anew when something was withdrawn and every hour; None where nobody signs so.

    It is computed from the endorsements themselves, so it cannot say anything else than they do.
    """
    if not _NAME.fullmatch(name):
        return None
    rows = Endorsement.objects.filter(did=f"did:key:{name}")
    if not _MULTIKEY.fullmatch(name):
        rows = Endorsement.objects.filter(by_organization__ident=name, did__startswith="did:web:")
    facts = list(rows.order_by("-signed_at").values_list("did", "status_index", "status"))
    if not facts:
        return None
    did = facts[0][0]
    gone = sorted(
        place for of, place, state in facts if of == did and state == EndorsementStatus.WITHDRAWN
    )
    key = f"endorsements.list.{settings.BASE_URL}.{did}.{len(gone)}.{hash(tuple(gone))}"
    body: bytes | None = cache.get(key)
    if body is None:
        body = _sign(name, did, gone, now().replace(microsecond=0))
        cache.set(key, body, _KEEP_SECONDS)
    return body


def _sign(name: str, did: str, gone: list[int], moment: datetime) -> bytes:
    bits = status.StatusList(status.MIN_LENGTH)
    for place in gone:
        bits.set(place)
    listed = status.list_credential(
        bits,
        url=addresses.endorsement_list(name),
        issuer=did,
        valid_from=moment,
        valid_until=moment + _GOOD_FOR,
    )
    return signed_bytes(listed, key=key_behind(did), at=moment)


def key_behind(did: str) -> identity.Key:
    """The key that signs under this name now. Raises LookupError where there is none."""
    found: identity.Key | None = (
        IssuerKey.objects.filter(did=did, kind="Ed25519").order_by("-made_at").first()
    )
    if found is None and did.startswith("did:key:"):
        found = PersonKey.objects.filter(multikey=_name(did)).first()
    if found is None:
        raise LookupError(f"nobody here signs as {did}")
    return found
